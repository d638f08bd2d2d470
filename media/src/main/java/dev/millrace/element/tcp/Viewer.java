package dev.millrace.element.tcp;

import dev.millrace.future.Future;
import dev.millrace.future.Waker;
import dev.millrace.io.ByteSource;
import dev.millrace.io.StreamSocket;
import dev.millrace.media.Buffer;
import dev.millrace.reactor.NativeMemory;
import java.io.IOException;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * One client of a server sink: its connection and the buffers that it has not taken yet.
 *
 * <p>As a future, which its own task polls, it is ready when the client is gone. What the client sends is read and passed over, so
 * that its end is noticed. On the context of the stream.
 */
final class Viewer implements Future<@Nullable Void> {
    /** Then the others have their turn. */
    private static final int MOST_READS = 16;

    private final Viewers all;
    private final StreamSocket socket;
    private final NativeMemory unwanted;
    private final ArrayDeque<Buffer> buffers = new ArrayDeque<>();
    /** How much of the first one is written. */
    private int written;

    private long dropped;
    private boolean gone;
    private @Nullable Waker waker;

    Viewer(Viewers all, StreamSocket socket, NativeMemory unwanted) {
        this.all = all;
        this.socket = socket;
        this.unwanted = unwanted;
    }

    StreamSocket socket() {
        return socket;
    }

    boolean hasTakenAll() {
        return buffers.isEmpty();
    }

    /** Buffers it was not given because it was slow. */
    long dropped() {
        return dropped;
    }

    /** Queues a buffer and its reference; false when it has fallen too far behind. */
    boolean offer(Buffer buffer, Backlog backlog) {
        buffers.add(buffer);
        if (backlog.isTooMuch(buffers.size())) return false;
        keepLatest(backlog.keep(buffers.size()));
        if (waker != null) waker.wake();
        return true;
    }

    /** One that is partly written goes out whole, or the bytes that follow would mean nothing. */
    private void keepLatest(int count) {
        if (buffers.size() <= count) return;
        Buffer begun = written > 0 ? buffers.poll() : null;
        while (buffers.size() > count) {
            buffers.remove().release();
            dropped++;
        }
        if (begun != null) buffers.addFirst(begun);
    }

    /** Closes the connection and lets go of what waits for it. */
    void close() {
        gone = true;
        for (Buffer buffer = buffers.poll(); buffer != null; buffer = buffers.poll()) buffer.release();
        socket.close();
        if (waker != null) waker.wake();
    }

    @Override
    public boolean poll(Waker waker) {
        if (gone) return true;
        this.waker = waker;
        try {
            if (!isOpen(waker)) {
                all.remove(this, ClientStatus.CLOSED);
                return true;
            }
            if (write(waker)) all.hasTakenAll();
        } catch (IOException e) {
            all.remove(this, ClientStatus.ERROR);
        }
        return gone;
    }

    private boolean isOpen(Waker waker) throws IOException {
        for (int reads = 0; socket.pollReadable(waker); reads++) {
            if (reads == MOST_READS) {
                waker.wake();
                return true;
            }
            if (socket.tryRead(unwanted, 0, Viewers.UNWANTED_BYTES) == ByteSource.END) return false;
        }
        return true;
    }

    /** Writes what is taken; whether something was written and nothing is left. */
    private boolean write(Waker waker) throws IOException {
        boolean wrote = false;
        for (Buffer first = buffers.peek(); first != null; first = buffers.peek()) {
            while (written < first.length()) {
                if (!socket.pollWritable(waker)) return false;
                int count = socket.tryWrite(first, first.offset() + written, first.length() - written);
                if (count == StreamSocket.WOULD_BLOCK) continue;
                written += count;
                all.countServed(count);
            }
            buffers.remove().release();
            written = 0;
            wrote = true;
        }
        return wrote;
    }

    @Override
    public @Nullable Void result() {
        return null;
    }

    /** The context ends before the sink has gone down. */
    @Override
    public void cancel() {
        if (!gone) all.remove(this, ClientStatus.REMOVED);
    }
}
