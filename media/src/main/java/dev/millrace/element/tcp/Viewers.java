package dev.millrace.element.tcp;

import dev.millrace.io.StreamListener;
import dev.millrace.io.StreamSocket;
import dev.millrace.media.Buffer;
import dev.millrace.reactor.Endpoint;
import dev.millrace.reactor.NativeMemory;
import dev.millrace.runtime.Context;
import dev.millrace.runtime.JoinHandle;
import dev.millrace.timer.Timer;
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
    private final Ending ending = new Ending();
    private boolean closed;

    // Others see these a little late.
    private volatile int count;
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
        accepting = context.spawn(listener.connections().forEach(this::add));
    }

    /** How many there are; from any thread. */
    int count() {
        return count;
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

    private void add(StreamSocket socket) {
        if (closed) {
            socket.close();
            return;
        }
        Viewer viewer = new Viewer(this, socket, unwanted);
        viewers.add(viewer);
        count = viewers.size();
        sink.tellAdded(socket);
        var _ = context.spawn(viewer);
    }

    /** Takes a buffer and its reference, and queues it for each. */
    void deliver(Buffer buffer, Backlog backlog) {
        bytesToServe += buffer.length();
        for (int i = viewers.size() - 1; i >= 0; i--) {
            Viewer viewer = viewers.get(i);
            if (viewer.offer(buffer.retain(), backlog)) continue;
            sink.postWarning(
                    "client is too slow and was removed: client="
                            + Endpoint.text(viewer.socket().remoteAddress()) + " buffers-max=" + backlog.most()
                            + "; raise it, or set buffers-soft-max and recover-policy",
                    null);
            remove(viewer, ClientStatus.SLOW);
        }
        buffer.release();
    }

    void remove(Viewer viewer, ClientStatus status) {
        if (!viewers.remove(viewer)) return;
        viewer.close();
        count = viewers.size();
        sink.tellRemoved(viewer.socket(), viewer.dropped(), status);
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
        for (Viewer viewer : List.copyOf(viewers)) remove(viewer, ClientStatus.REMOVED);
    }
}
