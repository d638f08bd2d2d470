package dev.millrace.io;

import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;

/**
 * Standard input, output and error of this process, as bytes that a task can wait for.
 *
 * <p>They are read and written on the blocking pool: as descriptors they would have to become non-blocking, and then they
 * would be so for the shell and every other process that has the same terminal open. Each call makes a new handle; bytes
 * that one has read ahead are not seen by another, so keep one.
 */
public final class StandardStreams {
    private StandardStreams() {}

    /** Standard input. A read under way keeps a thread of the pool until something comes. */
    public static ByteSource in() {
        return new BlockingSource(new FileInputStream(FileDescriptor.in), Outside.pool("standard streams"));
    }

    /** Standard output, past the buffer of {@code System.out}. */
    public static ByteSink out() {
        return new BlockingSink(new FileOutputStream(FileDescriptor.out), Outside.pool("standard streams"));
    }

    /** Standard error, past the buffer of {@code System.err}. */
    public static ByteSink err() {
        return new BlockingSink(new FileOutputStream(FileDescriptor.err), Outside.pool("standard streams"));
    }
}
