package dev.millrace.reactor;

import java.io.IOException;
import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;

/** A bound, non-blocking listener for streams of one backend. Belongs to one thread at a time. */
public abstract class ListenerHandle implements Pollable {
    protected ListenerHandle() {}

    /**
     * Takes the connection that has waited longest; connections that ended while they waited are passed over.
     *
     * @return null when none waits
     * @throws TooManyOpenFilesException when the limit of open files is reached; the connection goes on waiting
     * @throws IOException when the listener is of no more use
     */
    public abstract @Nullable StreamHandle accept() throws IOException;

    /** Where it is bound: an {@link java.net.InetSocketAddress} or a {@link UnixAddress}. */
    public abstract SocketAddress localAddress();

    /** Closes it; idempotent. Connections that were not accepted are broken off. */
    @Override
    public abstract void close();

    /** Whether it is closed: by its owner, or together with the reactor that it was registered with. */
    public abstract boolean isClosed();
}
