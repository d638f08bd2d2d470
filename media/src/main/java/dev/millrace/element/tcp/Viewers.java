package dev.millrace.element.tcp;

import dev.millrace.caps.Structure;
import dev.millrace.io.StreamListener;
import dev.millrace.io.StreamSocket;
import dev.millrace.media.Buffer;
import dev.millrace.reactor.Endpoint;
import dev.millrace.reactor.NativeMemory;
import dev.millrace.reactor.SocketSetting;
import dev.millrace.runtime.Context;
import dev.millrace.runtime.JoinHandle;
import dev.millrace.timer.Timer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The clients of a server sink: takes them in, gives each every buffer, and lets those go that are too slow or gone.
 *
 * <p>Made when the sink learns its context, and closed when it leaves it. Each client has a task of its own, so that one waits
 * for its socket without the others. On that context, but for what says otherwise.
 */
final class Viewers {
    static final int UNWANTED_BYTES = 1024;
    /** How long the end of the stream waits for a client that takes nothing any more. */
    private static final long LINGER_NS = 5_000_000_000L;

    private final TcpServerSink sink;
    private final Context context;
    private final StreamListener listener;
    private final JoinHandle<@Nullable Void> accepting;
    private final NativeMemory unwanted = NativeMemory.allocate(UNWANTED_BYTES);
    private final List<Viewer> viewers = new ArrayList<>();
    private final History history = new History();
    private final Ending ending = new Ending();
    private boolean closed;

    // Others see these a little late.
    /** The same clients, for others to look up. */
    private volatile List<Viewer> published = List.of();

    private long bytesToServe;
    private long bytesServed;

    /** Ends the wait for slow clients at the end of the stream. */
    private final class Ending extends Timer {
        private @Nullable Runnable action;

        void begin(Runnable whenWritten) {
            action = whenWritten;
            context.scheduleAtLeast(this, context.turnNs() + LINGER_NS);
        }

        /** All has been written, or the wait is over. */
        void end() {
            Runnable due = action;
            cancel();
            if (due != null) due.run();
        }

        void cancel() {
            action = null;
            if (isArmed()) context.unschedule(this);
        }

        @Override
        protected void fire(long nowNs) {
            end();
        }
    }

    Viewers(TcpServerSink sink, Context context, StreamListener listener) {
        this.sink = sink;
        this.context = context;
        this.listener = listener;
        accepting = context.spawn(listener.connections().forEach(socket -> add(socket, false, sink.burst())));
    }

    /** How many there are; from any thread. */
    int count() {
        return published.size();
    }

    long bytesToServe() {
        return bytesToServe;
    }

    long bytesServed() {
        return bytesServed;
    }

    void countServed(int bytes) {
        bytesServed += bytes;
    }

    /** Buffers that are kept, or wait for the slowest client. */
    int buffersQueued() {
        int most = history.count();
        for (Viewer viewer : published) most = Math.max(most, viewer.queued());
        return most;
    }

    /** The client with this connection, or null; from any thread. */
    @Nullable
    Viewer find(StreamSocket socket) {
        for (Viewer viewer : published) if (viewer.socket() == socket) return viewer;
        return null;
    }

    /** What a client was sent, or null when there is none; from any thread. */
    @Nullable
    Structure stats(StreamSocket socket) {
        Viewer viewer = find(socket);
        return viewer == null ? null : viewer.stats(context.nowNs());
    }

    long nowNs() {
        return context.turnNs();
    }

    Context context() {
        return context;
    }

    /**
     * Takes a client in.
     *
     * @param borrowed whether the socket stays open when the client is removed
     */
    void add(StreamSocket socket, boolean borrowed, Burst burst) {
        if (closed) {
            if (!borrowed) socket.close();
            return;
        }
        mark(socket);
        Viewer viewer = new Viewer(this, socket, borrowed, unwanted, nowNs());
        viewers.add(viewer);
        published = List.copyOf(viewers);
        int start = history.start(burst);
        if (start == History.NEXT_KEYFRAME) viewer.awaitKeyframe();
        for (int i = Math.max(0, start); start >= 0 && i < history.count(); i++)
            viewer.offer(history.get(i).retain(), Backlog.UNLIMITED);
        sink.tellAdded(socket);
        var _ = context.spawn(viewer);
    }

    private void mark(StreamSocket socket) {
        int dscp = sink.dscp();
        if (dscp < 0) return;
        try {
            socket.set(SocketSetting.DSCP, dscp);
        } catch (IOException | UnsupportedOperationException e) {
            sink.postWarning("client is not marked: qos-dscp=" + dscp + " reason=" + e.getMessage(), e);
        }
    }

    /** The code point has changed. */
    void markAll() {
        for (Viewer viewer : viewers) mark(viewer.socket());
    }

    /** Takes a buffer and its reference, and queues it for each. */
    void deliver(Buffer buffer, Backlog backlog) {
        bytesToServe += buffer.length();
        history.add(buffer, sink.kept());
        long timeoutNs = sink.timeoutNs();
        for (int i = viewers.size() - 1; i >= 0; i--) {
            Viewer viewer = viewers.get(i);
            if (timeoutNs > 0 && nowNs() - viewer.activeNs() > timeoutNs) {
                warn(viewer, "client has taken nothing and was removed", "timeout=" + timeoutNs);
                remove(viewer, ClientStatus.SLOW);
            } else if (!viewer.offer(buffer.retain(), backlog)) {
                String limit = "units-max=" + backlog.most() + "; raise it, or set units-soft-max and recover-policy";
                warn(viewer, "client is too slow and was removed", limit);
                remove(viewer, ClientStatus.SLOW);
            }
        }
        buffer.release();
    }

    private void warn(Viewer viewer, String what, String why) {
        sink.postWarning(what + ": client=" + Endpoint.text(viewer.socket().remoteAddress()) + " " + why, null);
    }

    /** Removes a client at once, or when it has taken what there is for it. */
    void remove(StreamSocket socket, boolean flush) {
        Viewer viewer = find(socket);
        if (viewer == null) sink.postWarning("client is unknown: client=" + socket, null);
        else if (!flush) remove(viewer, ClientStatus.REMOVED);
        else if (viewer.leave()) remove(viewer, ClientStatus.FLUSHING);
    }

    void clear() {
        for (Viewer viewer : List.copyOf(viewers)) remove(viewer, ClientStatus.REMOVED);
    }

    void remove(Viewer viewer, ClientStatus status) {
        if (!viewers.remove(viewer)) return;
        published = List.copyOf(viewers);
        viewer.close(nowNs());
        sink.tellRemoved(viewer, status);
        hasTakenAll();
    }

    /** One has taken all there was for it, or is gone. */
    void hasTakenAll() {
        if (ending.action != null && viewers.stream().allMatch(Viewer::hasTakenAll)) ending.end();
    }

    /** Does {@code action} once, when each client has taken all, or {@code LINGER_NS} later. */
    void whenTaken(Runnable action) {
        ending.begin(action);
        hasTakenAll();
    }

    /** The stream goes on, or is flushed: its end is not told any more. */
    void forgetEnd() {
        ending.cancel();
    }

    /** Lets all go; the listener can be used on another context. */
    void close() {
        closed = true;
        ending.cancel();
        accepting.cancel();
        listener.unregister();
        clear();
        history.clear();
    }
}
