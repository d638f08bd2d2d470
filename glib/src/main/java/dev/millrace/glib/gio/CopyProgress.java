package dev.millrace.glib.gio;

/**
 * How far a copy or a move is.
 *
 * @param done bytes so far
 * @param total bytes in all; 0 where that is not known
 */
public record CopyProgress(long done, long total) {}
