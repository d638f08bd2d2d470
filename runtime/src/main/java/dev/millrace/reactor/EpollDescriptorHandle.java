package dev.millrace.reactor;

import dev.millrace.linux.Errno;
import dev.millrace.linux.Libc;
import dev.millrace.linux.StreamCalls;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;

/** Any file descriptor, read and written by the plain calls. */
final class EpollDescriptorHandle extends DescriptorHandle implements EpollPollable {
    private final int fd;
    private final boolean owned;
    private boolean closed;

    EpollDescriptorHandle(int fd, boolean owned) throws IOException {
        this.fd = fd;
        this.owned = owned;
        Errno errno = Errno.ofThread();
        if (StreamCalls.setNonBlocking(errno, fd) < 0)
            throw new IOException("cannot wait for a file descriptor: fd=" + fd + " " + errno.description());
    }

    @Override
    public int fd() {
        return fd;
    }

    @Override
    public int read(NativeMemory into, int offset, int capacity) throws IOException {
        checkOpen();
        into.checkRange(offset, capacity);
        if (capacity == 0) return 0;
        Errno errno = Errno.ofThread();
        long count = Libc.read(errno, fd, into.address() + offset, capacity);
        if (count > 0) return (int) count;
        if (count == 0) return END;
        if (errno.value() == Errno.EAGAIN || errno.value() == Errno.EINTR) return WOULD_BLOCK;
        throw new IOException("cannot read: fd=" + fd + " " + errno.description());
    }

    @Override
    public int write(NativeMemory from, int offset, int length) throws IOException {
        checkOpen();
        from.checkRange(offset, length);
        if (length == 0) return 0;
        Errno errno = Errno.ofThread();
        long count = Libc.write(errno, fd, from.address() + offset, length);
        if (count >= 0) return (int) count;
        if (errno.value() == Errno.EAGAIN || errno.value() == Errno.EINTR) return WOULD_BLOCK;
        if (errno.value() == Errno.EPIPE)
            throw new BrokenPipeException("cannot write: fd=" + fd + " " + errno.description());
        throw new IOException("cannot write: fd=" + fd + " " + errno.description());
    }

    private void checkOpen() throws ClosedChannelException {
        if (closed) throw new ClosedChannelException();
    }

    @Override
    public boolean isClosed() {
        return closed;
    }

    @Override
    public void close() {
        if (closed) return;
        closed = true;
        if (owned) Libc.close(Errno.ofThread(), fd);
    }
}
