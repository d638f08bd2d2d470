package dev.millrace.glib.gio;

/**
 * How far the measuring of a directory is.
 *
 * @param reporting false where the file system does not tell
 * @param bytes found so far
 * @param directories found so far
 * @param files found so far
 */
public record MeasureProgress(boolean reporting, long bytes, long directories, long files) {}
