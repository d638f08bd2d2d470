package dev.millrace.reactor;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.WritableByteChannel;

/** Any selectable channel of the JDK, such as an end of a pipe. */
final class NioChannelHandle extends DescriptorHandle implements NioPollable {
    private final SelectableChannel channel;

    NioChannelHandle(SelectableChannel channel) throws IOException {
        this.channel = channel;
        channel.configureBlocking(false);
    }

    @Override
    public SelectableChannel channel() {
        return channel;
    }

    @Override
    public int readOperation() {
        return channel.validOps() & (SelectionKey.OP_READ | SelectionKey.OP_ACCEPT);
    }

    @Override
    public int writeOperation() {
        return channel.validOps() & SelectionKey.OP_WRITE;
    }

    @Override
    public int read(NativeMemory into, int offset, int capacity) throws IOException {
        into.checkRange(offset, capacity);
        if (!(channel instanceof ReadableByteChannel readable))
            throw new UnsupportedOperationException("channel cannot be read: channel=" + channel);
        if (capacity == 0) return 0;
        int count = readable.read(into.view(offset, capacity));
        if (count < 0) return END;
        return count == 0 ? WOULD_BLOCK : count;
    }

    @Override
    public int write(NativeMemory from, int offset, int length) throws IOException {
        from.checkRange(offset, length);
        if (!(channel instanceof WritableByteChannel writable))
            throw new UnsupportedOperationException("channel cannot be written: channel=" + channel);
        if (length == 0) return 0;
        try {
            int count = writable.write(from.view(offset, length));
            return count == 0 ? WOULD_BLOCK : count;
        } catch (IOException e) {
            throw NioErrors.doing("write: channel=" + channel, e);
        }
    }

    @Override
    public boolean isClosed() {
        return !channel.isOpen();
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot close the channel", e);
        }
    }
}
