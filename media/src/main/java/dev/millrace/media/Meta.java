package dev.millrace.media;

/**
 * Something that an element attaches to a buffer for elements downstream, such as a level or a position; immutable.
 *
 * <p>A buffer carries at most one of each class. It goes with the buffer, and with {@link Buffer#copyMetadataFrom}.
 */
public interface Meta {}
