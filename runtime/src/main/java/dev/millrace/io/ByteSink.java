package dev.millrace.io;

import dev.millrace.future.Future;
import dev.millrace.reactor.NativeMemory;
import org.jspecify.annotations.Nullable;

/**
 * What bytes can be written to: a stream socket, a pipe of a process, standard output, a file descriptor.
 *
 * <p>Belongs to one task at a time, and has one write outstanding at most. Closing it ends a pending write with a
 * {@link java.nio.channels.ClosedChannelException}.
 */
public interface ByteSink extends AutoCloseable {
    /**
     * Writes what there is room for, at least one byte, once there is room.
     *
     * <p>Cancel safety: what is cancelled has written nothing, where the sink is a socket or a descriptor.
     *
     * @return how many bytes were taken
     */
    Future<Integer> write(NativeMemory from, int offset, int length);

    /** Writes all of it. Cancelling leaves an unknown part of it written. */
    default Future<@Nullable Void> writeAll(NativeMemory from, int offset, int length) {
        return new WriteAll(this, from, offset, length);
    }

    /** Ends its use; a second call does nothing. */
    @Override
    void close();
}
