package dev.millrace.io;

import dev.millrace.future.Future;
import dev.millrace.future.Waker;
import dev.millrace.reactor.DescriptorHandle;
import dev.millrace.reactor.NativeMemory;
import dev.millrace.runtime.Environment;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SelectableChannel;
import org.jspecify.annotations.Nullable;

/**
 * Any file descriptor, or any selectable channel of the JDK, as something that a task can wait for: pipes, terminals,
 * eventfds, sockets of other libraries.
 *
 * <p>With the epoll backend it is a descriptor, with the JDK's selectors a channel; each refuses the other. It becomes
 * non-blocking, which with a descriptor holds for everybody who has it open. It belongs to the context that first waits for
 * it; one read and one write may be outstanding, and {@link #readable} and {@link #writable} count as such.
 */
public final class Descriptor implements ByteSource, ByteSink {
    /** The result of a call that would have had to wait. */
    public static final int WOULD_BLOCK = DescriptorHandle.WOULD_BLOCK;

    private final DescriptorHandle handle;
    private final Readiness readiness;
    private final Read read = new Read();
    private final Write write = new Write();

    private Descriptor(DescriptorHandle handle) {
        this.handle = handle;
        readiness = new Readiness(handle);
    }

    /**
     * A descriptor of this process, in the present environment, or else in that of the machine.
     *
     * @param owned whether {@link #close} closes the descriptor, too
     * @throws UnsupportedOperationException when the backend waits for channels only
     * @throws IOException when there is no such descriptor
     */
    public static Descriptor of(int fd, boolean owned) throws IOException {
        return new Descriptor(Environment.current().backend().openDescriptor(fd, owned));
    }

    /**
     * A channel, which is closed together with this.
     *
     * @throws UnsupportedOperationException when the backend waits for descriptors only
     */
    public static Descriptor of(SelectableChannel channel) throws IOException {
        return new Descriptor(Environment.current().backend().openChannel(channel));
    }

    /**
     * Ready when the system says that it can be read, or has ended or failed, asked anew each time. Fails for what is always
     * ready, such as a file.
     */
    public Future<?> readable() {
        read.begin(null, 0, 0);
        if (!isClosed()) readiness.drained();
        return read;
    }

    /** Ready when the system says that it can be written, or has failed, asked anew each time. */
    public Future<?> writable() {
        write.begin(null, 0, 0);
        if (!isClosed()) readiness.refused();
        return write;
    }

    @Override
    public Future<Integer> read(NativeMemory into, int offset, int capacity) {
        into.checkRange(offset, capacity);
        read.begin(into, offset, capacity);
        return read;
    }

    @Override
    public Future<Integer> write(NativeMemory from, int offset, int length) {
        from.checkRange(offset, length);
        write.begin(from, offset, length);
        return write;
    }

    /** Reads what is there: how many bytes, {@link #WOULD_BLOCK} or {@link ByteSource#END}. */
    public int tryRead(NativeMemory into, int offset, int capacity) throws IOException {
        checkOpen();
        int count = handle.read(into, offset, capacity);
        if (count == WOULD_BLOCK) readiness.drained();
        else readiness.received(count == capacity);
        return count;
    }

    /** Writes what there is room for: how many bytes, or {@link #WOULD_BLOCK}. */
    public int tryWrite(NativeMemory from, int offset, int length) throws IOException {
        checkOpen();
        int count = handle.write(from, offset, length);
        if (count == WOULD_BLOCK) readiness.refused();
        return count;
    }

    public boolean isClosed() {
        return handle.isClosed();
    }

    /** Leaves the context and gives the descriptor back, closed if it is owned; pending operations fail. */
    @Override
    public void close() {
        readiness.close();
        handle.close();
    }

    private void checkOpen() throws ClosedChannelException {
        if (isClosed()) throw new ClosedChannelException();
    }

    private final class Read extends Operation<Integer> {
        private @Nullable NativeMemory memory;
        private int offset;
        private int capacity;

        Read() {
            super("read");
        }

        void begin(@Nullable NativeMemory into, int from, int most) {
            begin();
            memory = into;
            offset = from;
            capacity = most;
        }

        @Override
        boolean advance(Waker waker) throws IOException {
            checkOpen();
            while (readiness.pollReadable(waker)) {
                int count = memory == null ? 0 : tryRead(memory, offset, capacity);
                if (count != WOULD_BLOCK) return succeed(count);
            }
            return false;
        }
    }

    private final class Write extends Operation<Integer> {
        private @Nullable NativeMemory memory;
        private int offset;
        private int length;

        Write() {
            super("write");
        }

        void begin(@Nullable NativeMemory from, int at, int count) {
            begin();
            memory = from;
            offset = at;
            length = count;
        }

        @Override
        boolean advance(Waker waker) throws IOException {
            checkOpen();
            while (readiness.pollWritable(waker)) {
                int count = memory == null ? 0 : tryWrite(memory, offset, length);
                if (count != WOULD_BLOCK) return succeed(count);
            }
            return false;
        }
    }
}
