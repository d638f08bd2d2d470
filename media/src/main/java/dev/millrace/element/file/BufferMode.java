package dev.millrace.element.file;

/** How a file sink gathers what it writes, in filesink's words. */
enum BufferMode {
    /** Up to {@code buffer-size} bytes; what exceeds it is written with them in one go. */
    DEFAULT,
    /** Up to {@code buffer-size} bytes, never more; what does not fit is written after them. */
    FULL,
    /** As full. */
    LINE,
    /** Each buffer is written by itself. */
    UNBUFFERED
}
