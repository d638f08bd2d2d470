package dev.millrace.element.tcp;

import dev.millrace.caps.Structure;
import dev.millrace.caps.Value;
import dev.millrace.future.Future;
import dev.millrace.future.Waker;
import dev.millrace.io.ByteSource;
import dev.millrace.io.StreamSocket;
import dev.millrace.media.Buffer;
import dev.millrace.media.Unit;
import dev.millrace.reactor.NativeMemory;
import java.io.IOException;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * One client of a server sink: its connection and the buffers that it has not taken yet.
 *
 * <p>As a future, which its own task polls, it is ready when the client is gone. What the client sends is read and passed over, so
 * that its end is noticed. On the context of the stream; counts are seen a little late by others.
 */
final class Viewer implements Future<@Nullable Void> {
    /** Then the others have their turn. */
    private static final int MOST_READS = 16;

    private final Viewers all;
    private final StreamSocket socket;
    /** Whether the application has given the socket, and keeps it. */
    private final boolean borrowed;

    private final NativeMemory unwanted;
    private final ArrayDeque<Buffer> buffers = new ArrayDeque<>();
    private long queuedBytes;
    /** How much of the first one is written. */
    private int written;

    private boolean awaitsKeyframe;
    private boolean leaves;
    private boolean gone;
    private @Nullable Waker waker;

    private long dropped;
    private long sentBytes;
    private final long connectedNs;
    private long disconnectedNs;
    private long activeNs;
    private long firstPtsNs = Buffer.NO_TIME;
    private long lastPtsNs = Buffer.NO_TIME;

    Viewer(Viewers all, StreamSocket socket, boolean borrowed, NativeMemory unwanted, long nowNs) {
        this.all = all;
        this.socket = socket;
        this.borrowed = borrowed;
        this.unwanted = unwanted;
        this.connectedNs = nowNs;
        this.activeNs = nowNs;
    }

    StreamSocket socket() {
        return socket;
    }

    boolean isBorrowed() {
        return borrowed;
    }

    boolean hasTakenAll() {
        return buffers.isEmpty();
    }

    int queued() {
        return buffers.size();
    }

    /** When it has last taken something. */
    long activeNs() {
        return activeNs;
    }

    /** Buffers before the next keyframe are not for it. */
    void awaitKeyframe() {
        awaitsKeyframe = true;
    }

    /** It gets no more, and goes when it has taken what there is; whether that is now. */
    boolean leave() {
        leaves = true;
        return buffers.isEmpty();
    }

    /** Queues a buffer and its reference; false when it has fallen too far behind. */
    boolean offer(Buffer buffer, Backlog backlog) {
        if (leaves || (awaitsKeyframe && !History.isKeyframe(buffer))) {
            buffer.release();
            return true;
        }
        awaitsKeyframe = false;
        buffers.add(buffer);
        queuedBytes += buffer.length();
        long queued = level(backlog.unit());
        if (backlog.isTooMuch(queued)) return false;
        if (backlog.isToRecover(queued)) recover(backlog);
        if (waker != null) waker.wake();
        return true;
    }

    private long level(Unit unit) {
        return switch (unit) {
            case BYTES -> queuedBytes;
            case TIME -> queuedNs();
            default -> buffers.size();
        };
    }

    private long queuedNs() {
        long firstNs = buffers.isEmpty() ? Buffer.NO_TIME : buffers.getFirst().ptsNs();
        long newestNs = buffers.isEmpty() ? Buffer.NO_TIME : buffers.getLast().ptsNs();
        return firstNs == Buffer.NO_TIME || newestNs == Buffer.NO_TIME ? 0 : newestNs - firstNs;
    }

    /** One that is partly written goes out whole, or the bytes that follow would mean nothing. */
    private void recover(Backlog backlog) {
        Buffer begun = written > 0 ? take() : null;
        switch (backlog.policy()) {
            case NONE -> {}
            case LATEST -> keepLatest(1);
            case SOFT_LIMIT -> {
                while (buffers.size() > 1 && level(backlog.unit()) > backlog.soft()) drop();
            }
            case KEYFRAME -> keepLatest(sinceKeyframe());
        }
        if (begun != null) {
            buffers.addFirst(begun);
            queuedBytes += begun.length();
        }
    }

    /** How many of the latest buffers there are from the latest keyframe on; 1 without one. */
    private int sinceKeyframe() {
        int count = 0;
        for (var newest = buffers.descendingIterator(); newest.hasNext(); ) {
            count++;
            if (History.isKeyframe(newest.next())) return count;
        }
        return 1;
    }

    private void keepLatest(int count) {
        while (buffers.size() > count) drop();
    }

    private void drop() {
        take().release();
        dropped++;
    }

    private Buffer take() {
        Buffer first = buffers.remove();
        queuedBytes -= first.length();
        return first;
    }

    /** Lets go of the connection and of what waits for it. */
    void close(long nowNs) {
        gone = true;
        disconnectedNs = nowNs;
        for (Buffer buffer = buffers.poll(); buffer != null; buffer = buffers.poll()) buffer.release();
        queuedBytes = 0;
        if (borrowed) socket.unregister();
        else socket.close();
        if (waker != null) waker.wake();
    }

    Structure stats(long nowNs) {
        return Structure.of("multihandlesink-stats")
                .with("bytes-sent", new Value.Uint64(sentBytes))
                .with("connect-time", new Value.Uint64(connectedNs))
                .with("disconnect-time", new Value.Uint64(disconnectedNs))
                .with(
                        "connect-duration",
                        new Value.Uint64((disconnectedNs == 0 ? nowNs : disconnectedNs) - connectedNs))
                .with("last-activity-time", new Value.Uint64(activeNs))
                .with("buffers-dropped", new Value.Uint64(dropped))
                .with("first-buffer-ts", new Value.Uint64(firstPtsNs == Buffer.NO_TIME ? -1 : firstPtsNs))
                .with("last-buffer-ts", new Value.Uint64(lastPtsNs == Buffer.NO_TIME ? -1 : lastPtsNs));
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
            if (leaves && buffers.isEmpty()) all.remove(this, ClientStatus.FLUSHING);
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
                sentBytes += count;
                activeNs = all.nowNs();
                all.countServed(count);
            }
            lastPtsNs = first.ptsNs();
            if (firstPtsNs == Buffer.NO_TIME) firstPtsNs = lastPtsNs;
            take().release();
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
