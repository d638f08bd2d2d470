package dev.millrace.element.file;

/**
 * How a file is written.
 *
 * @param append whether what is there stays, and all goes behind it
 * @param writeThrough whether each write waits until it is on the disk
 * @param mode how bytes are gathered
 * @param bufferBytes how many; 0 for {@link #USUAL_BUFFER}
 * @param retries what is done when a write fails
 */
record WriteOptions(boolean append, boolean writeThrough, BufferMode mode, long bufferBytes, Retries retries) {
    static final int USUAL_BUFFER = 65_536;

    /** A buffer has the range of an int, and is to leave memory for others. */
    private static final int MOST_BUFFER = 1 << 30;

    /** The bytes to gather, as a size that can be had. */
    int gathered() {
        return bufferBytes == 0 ? USUAL_BUFFER : (int) Math.min(bufferBytes, MOST_BUFFER);
    }
}
