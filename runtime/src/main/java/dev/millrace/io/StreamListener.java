package dev.millrace.io;

import dev.millrace.future.Future;
import dev.millrace.future.Stream;
import dev.millrace.reactor.Endpoint;
import dev.millrace.reactor.ListenerHandle;
import dev.millrace.reactor.ListenerOptions;
import dev.millrace.runtime.Environment;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.channels.ClosedChannelException;
import org.jspecify.annotations.Nullable;

/**
 * Waits for streams, TCP or Unix domain.
 *
 * <p>It belongs to the context that first waits for it. Close it on that context, or from anywhere as long as nobody waits.
 *
 * <p>When the system refuses connections for a reason of its own, such as the limit of open files, the one who asked is told,
 * and the next attempt is made {@value #PAUSE_MS} ms later: a loop that goes on whatever happens does not spin. Connections that wait
 * are kept by the system meanwhile.
 */
public final class StreamListener implements AutoCloseable {
    /** How long it leaves the system alone after a refusal, in milliseconds. */
    static final int PAUSE_MS = 100;

    private final ListenerHandle handle;
    private final Readiness readiness;
    private @Nullable Accepting accepting;
    private long refusals;

    private StreamListener(ListenerHandle handle) {
        this.handle = handle;
        readiness = new Readiness(handle);
    }

    /**
     * Listens in the present environment, or else in that of the machine.
     *
     * @param address an {@link InetSocketAddress}, where port 0 lets the system choose, or a
     *     {@link dev.millrace.reactor.UnixAddress}, whose path must not be there yet
     */
    public static StreamListener bind(SocketAddress address) throws IOException {
        return open(ListenerOptions.bindTo(address));
    }

    /** As {@link #bind}, with options. */
    public static StreamListener open(ListenerOptions options) throws IOException {
        return open(Environment.current(), options);
    }

    /**
     * Listens in an environment.
     *
     * @throws java.net.BindException when the address is in use or not of this machine
     * @throws dev.millrace.reactor.TooManyOpenFilesException when the limit of open files is reached
     */
    public static StreamListener open(Environment environment, ListenerOptions options) throws IOException {
        return new StreamListener(environment.backend().openListener(options));
    }

    /**
     * The next connection.
     *
     * <p>Cancel safety: nothing is lost. The future is the same object each time, one outstanding. Fails with a
     * {@link dev.millrace.reactor.TooManyOpenFilesException} at the limit of open files, and may be called again.
     */
    public Future<StreamSocket> accept() {
        Accepting next = accepting();
        next.begin();
        return next;
    }

    /**
     * The connections one after the other, until the listener is closed, which is its end. Refusals of the system are counted
     * ({@link #refusals}) and logged once, and the stream goes on. Cancelling it leaves the listener open.
     */
    public Stream<StreamSocket> connections() {
        return new Connections(this);
    }

    Accepting accepting() {
        if (accepting == null) accepting = new Accepting(this);
        return accepting;
    }

    ListenerHandle handle() {
        return handle;
    }

    Readiness readiness() {
        return readiness;
    }

    void countRefusal() {
        refusals++;
    }

    /** How often the system refused to hand out a connection. */
    public long refusals() {
        return refusals;
    }

    /** Where it is bound: an {@link InetSocketAddress} or a {@link dev.millrace.reactor.UnixAddress}. */
    public SocketAddress localAddress() {
        return handle.localAddress();
    }

    /** Leaves the context it waits on, to be used on another one from now on. */
    public void unregister() {
        readiness.unregister();
    }

    /** Whether it is closed: by {@link #close}, or together with its context. */
    public boolean isClosed() {
        return handle.isClosed();
    }

    /**
     * Stops listening. A pending {@link #accept} fails with a {@link ClosedChannelException}; connections that nobody has
     * taken are broken off. A Unix path stays in the file system.
     */
    @Override
    public void close() {
        StreamSocket untaken = accepting == null ? null : accepting.untaken();
        readiness.close();
        handle.close();
        if (untaken != null) untaken.close();
        if (accepting != null) accepting.closed();
    }

    @Override
    public String toString() {
        return "listener(address=" + Endpoint.text(localAddress()) + (isClosed() ? " closed" : "") + ")";
    }
}
