package dev.millrace.media;

/**
 * What the time of a pipeline is counted by, if not by the environment's own clock: for instance the samples that a sound
 * card has played.
 *
 * <p>It is asked from any thread, often, and must not block.
 */
public interface Clock {
    /** What messages call it. */
    String name();

    /** Its time when the environment's clock shows {@code environmentNs}. */
    long timeNs(long environmentNs);

    /** When, in the environment's clock, it will show {@code timeNs}. */
    long environmentNs(long timeNs);
}
