package dev.millrace.io;

/**
 * How far a copy has come.
 *
 * @param copiedBytes how much is copied
 * @param totalBytes how large the source was when the copy began
 */
public record CopyProgress(long copiedBytes, long totalBytes) {
    /** Whether that was the last piece. */
    public boolean isDone() {
        return copiedBytes >= totalBytes;
    }
}
