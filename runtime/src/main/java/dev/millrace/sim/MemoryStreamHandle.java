package dev.millrace.sim;

import dev.millrace.reactor.BrokenPipeException;
import dev.millrace.reactor.ConnectionResetException;
import dev.millrace.reactor.Endpoint;
import dev.millrace.reactor.MemoryPollable;
import dev.millrace.reactor.NativeMemory;
import dev.millrace.reactor.StreamHandle;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.ConnectException;
import java.net.SocketAddress;
import java.nio.channels.ClosedChannelException;
import java.util.ArrayDeque;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One end of a stream in memory. */
final class MemoryStreamHandle extends StreamHandle implements MemoryPollable {
    /*
     * Overview.
     *
     *   CONNECTING ──accepted──► CONNECTED ──close──► CLOSED        CONNECTING ──no listener──► REFUSED ──close──► CLOSED
     *                                └──the other end breaks off──► RESET ──close──► CLOSED
     *
     * Each direction: write ──► on the way ──► unread ──► read; what is on the way or unread is at most `window` of the reader,
     * and comes back to the writer as room by an acknowledgement. FIN goes the way of the data. Who closes with something unread,
     * or gets something after its close, breaks off (RST), as TCP does.
     */
    private enum Phase {
        CONNECTING,
        CONNECTED,
        REFUSED,
        RESET,
        CLOSED
    }

    private final StreamSockets.Way out;
    private final SocketAddress localAddress;
    private final SocketAddress remoteAddress;
    private final int window;
    private Runnable whenReady = () -> {};
    private Phase phase = Phase.CONNECTING;
    private @Nullable MemoryStreamHandle peer;

    // Receiving.
    private final ArrayDeque<byte[]> unread = new ArrayDeque<>();
    private int readOfFirst;
    private int unreadBytes;
    private boolean ended;
    private boolean inputShut;

    // Sending.
    private int unacknowledged;
    private boolean outputShut;

    MemoryStreamHandle(StreamSockets.Way out, SocketAddress localAddress, SocketAddress remoteAddress, int window) {
        this.out = out;
        this.localAddress = localAddress;
        this.remoteAddress = remoteAddress;
        this.window = window;
    }

    // ---- what arrives from the other end

    void connectedWith(MemoryStreamHandle other) {
        peer = other;
        if (phase == Phase.CLOSED) {
            out.send(StreamSockets.HEADERS, other::reset);
            return;
        }
        phase = Phase.CONNECTED;
        whenReady.run();
    }

    void refused() {
        if (phase == Phase.CONNECTING) phase = Phase.REFUSED;
        whenReady.run();
    }

    void reset() {
        if (phase != Phase.CONNECTED && phase != Phase.CONNECTING) return;
        phase = Phase.RESET;
        whenReady.run();
    }

    private void arrived(byte[] bytes) {
        if (phase == Phase.CLOSED) {
            breakOff();
            return;
        }
        if (phase != Phase.CONNECTED || inputShut) return;
        unread.add(bytes);
        unreadBytes += bytes.length;
        whenReady.run();
    }

    private void endArrived() {
        ended = true;
        whenReady.run();
    }

    private void acknowledged(int bytes) {
        unacknowledged -= bytes;
        whenReady.run();
    }

    // ---- what its owner does

    @Override
    public boolean finishConnect() throws IOException {
        return switch (phase) {
            case CONNECTING -> false;
            case CONNECTED -> true;
            case REFUSED ->
                throw new ConnectException(
                        "cannot connect: to=" + Endpoint.text(remoteAddress) + " connection refused");
            case RESET -> throw wasReset();
            case CLOSED -> throw new ClosedChannelException();
        };
    }

    @Override
    public int read(NativeMemory into, int offset, int capacity) throws IOException {
        if (phase == Phase.CLOSED) throw new ClosedChannelException();
        if (inputShut) return END;
        if (capacity == 0) return 0;
        byte[] first = unread.peek();
        if (first == null) {
            if (phase == Phase.RESET) throw wasReset();
            return ended ? END : WOULD_BLOCK;
        }
        int length = Math.min(first.length - readOfFirst, capacity);
        MemorySegment.copy(first, readOfFirst, into.segment(), ValueLayout.JAVA_BYTE, offset, length);
        readOfFirst += length;
        if (readOfFirst == first.length) {
            unread.remove();
            readOfFirst = 0;
        }
        unreadBytes -= length;
        tellPeer(other -> other.acknowledged(length));
        return length;
    }

    @Override
    public int write(NativeMemory from, int offset, int length) throws IOException {
        switch (phase) {
            case CLOSED -> throw new ClosedChannelException();
            case RESET -> throw brokenPipe();
            case CONNECTING, REFUSED -> {
                return WOULD_BLOCK;
            }
            case CONNECTED -> {
                if (outputShut) throw brokenPipe();
            }
        }
        int taken = Math.min(length, room());
        if (taken == 0) return length == 0 ? 0 : WOULD_BLOCK;
        byte[] bytes = new byte[taken];
        MemorySegment.copy(from.segment(), ValueLayout.JAVA_BYTE, offset, bytes, 0, taken);
        unacknowledged += taken;
        MemoryStreamHandle other = peer;
        if (other != null) out.send(taken + StreamSockets.HEADERS, () -> other.arrived(bytes));
        return taken;
    }

    private int room() {
        return peer == null ? 0 : peer.window - unacknowledged;
    }

    @Override
    public void shutdownOutput() throws IOException {
        if (phase == Phase.CLOSED) throw new ClosedChannelException();
        if (outputShut) return;
        outputShut = true;
        tellPeer(MemoryStreamHandle::endArrived);
    }

    @Override
    public void shutdownInput() throws IOException {
        if (phase == Phase.CLOSED) throw new ClosedChannelException();
        inputShut = true;
        dropUnread();
        whenReady.run();
    }

    /** Ends it at once, whatever is unread or on its way: the other end is told so. */
    void breakOff() {
        phase = Phase.CLOSED;
        tellPeer(MemoryStreamHandle::reset);
    }

    @Override
    public void close() {
        if (phase == Phase.CLOSED) return;
        boolean connected = phase == Phase.CONNECTED;
        phase = Phase.CLOSED;
        if (connected && unreadBytes > 0) tellPeer(MemoryStreamHandle::reset);
        else if (connected && !outputShut) tellPeer(MemoryStreamHandle::endArrived);
        dropUnread();
    }

    private void dropUnread() {
        unread.clear();
        unreadBytes = 0;
        readOfFirst = 0;
    }

    private void tellPeer(Consumer<MemoryStreamHandle> news) {
        MemoryStreamHandle other = peer;
        if (other != null) out.send(StreamSockets.HEADERS, () -> news.accept(other));
    }

    private ConnectionResetException wasReset() {
        return new ConnectionResetException("connection was reset: by=" + Endpoint.text(remoteAddress));
    }

    private BrokenPipeException brokenPipe() {
        return new BrokenPipeException("nobody reads any more: to=" + Endpoint.text(remoteAddress));
    }

    // ---- readiness

    @Override
    public boolean isReadable() {
        return switch (phase) {
            case CONNECTING -> false;
            case CONNECTED -> unreadBytes > 0 || ended || inputShut;
            case REFUSED, RESET, CLOSED -> true;
        };
    }

    @Override
    public boolean isWritable() {
        return switch (phase) {
            case CONNECTING -> false;
            case CONNECTED -> room() > 0 || outputShut;
            case REFUSED, RESET, CLOSED -> true;
        };
    }

    @Override
    public boolean tellWhenReady(Runnable action) {
        whenReady = action;
        return true;
    }

    /** Whether the other end is gone, so that it is not worth accepting. */
    boolean isBroken() {
        return phase != Phase.CONNECTED;
    }

    @Override
    public SocketAddress localAddress() {
        return localAddress;
    }

    @Override
    public SocketAddress remoteAddress() {
        return remoteAddress;
    }

    @Override
    public boolean isClosed() {
        return phase == Phase.CLOSED;
    }
}
