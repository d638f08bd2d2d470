package dev.millrace.reactor;

import java.io.IOException;

/**
 * Any file descriptor or channel that the system can tell the readiness of: pipes, terminals, sockets and event sources
 * of other libraries. Belongs to one thread at a time.
 */
public abstract class DescriptorHandle implements Pollable {
    /** The result of a call that would have had to wait. */
    public static final int WOULD_BLOCK = -1;

    /** The result of a read at the end. */
    public static final int END = -2;

    protected DescriptorHandle() {}

    /** Reads what is there: how many bytes, {@link #WOULD_BLOCK} or {@link #END}. */
    public abstract int read(NativeMemory into, int offset, int capacity) throws IOException;

    /** Writes what there is room for: how many bytes were taken, or {@link #WOULD_BLOCK}. */
    public abstract int write(NativeMemory from, int offset, int length) throws IOException;

    /** Who waits for a foreign descriptor wants to know, not to try. */
    @Override
    public final boolean isSwept() {
        return false;
    }

    /** Ends its use here; whether the descriptor is closed as well was decided when it was opened. Idempotent. */
    @Override
    public abstract void close();

    /** Whether {@link #close} was called, by its owner or by the reactor. */
    public abstract boolean isClosed();
}
