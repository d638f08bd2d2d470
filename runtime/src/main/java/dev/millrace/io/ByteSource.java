package dev.millrace.io;

import dev.millrace.future.Future;
import dev.millrace.future.Stream;
import dev.millrace.reactor.NativeMemory;
import org.jspecify.annotations.Nullable;

/**
 * What bytes can be read from: a stream socket, a pipe of a process, standard input, a file descriptor.
 *
 * <p>Belongs to one task at a time, and has one read outstanding at most. Closing it ends a pending read with a
 * {@link java.nio.channels.ClosedChannelException}.
 */
public interface ByteSource extends AutoCloseable {
    /** What a read gives at the end. */
    int END = -2;

    /**
     * Reads what is there, at least one byte, once there is something.
     *
     * <p>Cancel safety: nothing is lost. Whoever cancels keeps the memory; the next read goes on where this one would have.
     *
     * @param capacity how many bytes at most; 0 is ready at once
     * @return how many bytes were read, or {@link #END}
     */
    Future<Integer> read(NativeMemory into, int offset, int capacity);

    /**
     * Reads until {@code length} bytes are there; fails with an {@link java.io.EOFException} when the end comes before.
     * Cancelling loses what was read so far.
     */
    default Future<@Nullable Void> readFully(NativeMemory into, int offset, int length) {
        return new ReadFully(this, into, offset, length);
    }

    /**
     * Reads to the end.
     *
     * @param most how many bytes at most; more is an {@link java.io.IOException} that says so. Cancelling loses what was read
     */
    default Future<byte[]> readToEnd(int most) {
        return new ReadToEnd(this, most);
    }

    /**
     * Its lines in UTF-8, without their ends ({@code \n} or {@code \r\n}); what stands behind the last end is a line, too.
     * A line of more than {@code most} bytes is a failure. Cancelling the stream closes nothing.
     */
    default Stream<String> lines(int most) {
        return new Lines(this, most);
    }

    /** Ends its use; a second call does nothing. */
    @Override
    void close();
}
