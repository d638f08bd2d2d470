package dev.millrace.reactor;

import java.io.IOException;
import java.nio.channels.SelectableChannel;
import org.jspecify.annotations.Nullable;

/** Opens reactors and sockets that go together. Safe for use by any thread. */
public interface Backend {
    /** Its name: {@code epoll}, {@code nio}, {@code memory}. */
    String name();

    /**
     * A new reactor.
     *
     * @param throttled whether its owner turns once per slice (sockets are then swept while they are hot) or blocks in it
     * @throws IOException when the system refuses, for instance for want of file descriptors
     */
    Reactor openReactor(boolean throttled) throws IOException;

    /**
     * A new bound UDP socket.
     *
     * @throws java.net.BindException when the address is in use or not of this machine
     * @throws TooManyOpenFilesException when the limit of open files is reached
     * @throws UnsupportedOperationException when arrival times are asked for and this backend has none
     * @throws IOException for other refusals
     */
    DatagramHandle openDatagram(DatagramOptions options) throws IOException;

    /**
     * A new listener for streams, TCP or Unix domain.
     *
     * @throws java.net.BindException when the address is in use or not of this machine
     * @throws TooManyOpenFilesException when the limit of open files is reached
     * @throws UnsupportedOperationException when this backend has none of that kind
     * @throws IOException for other refusals
     */
    default ListenerHandle openListener(ListenerOptions options) throws IOException {
        throw unsupported("listeners at " + Endpoint.text(options.bind()));
    }

    /**
     * A new stream that has begun to connect; {@link StreamHandle#finishConnect} says what comes of it.
     *
     * @throws java.net.ConnectException when the other end refuses at once
     * @throws java.net.NoRouteToHostException when it cannot be reached
     * @throws TooManyOpenFilesException when the limit of open files is reached
     * @throws UnsupportedOperationException when this backend has none of that kind
     * @throws IOException for other refusals
     */
    default StreamHandle openStream(StreamOptions options) throws IOException {
        throw unsupported("streams to " + Endpoint.text(options.to()));
    }

    /**
     * A new Unix domain datagram socket.
     *
     * @param bind its address, or null for a socket that only sends
     * @throws UnsupportedOperationException when this backend has none
     */
    default UnixDatagramHandle openUnixDatagram(@Nullable UnixAddress bind) throws IOException {
        throw unsupported("unix datagram sockets");
    }

    /**
     * A file descriptor of this process, which becomes non-blocking.
     *
     * @param owned whether closing the handle closes the descriptor
     * @throws UnsupportedOperationException when this backend waits for channels only
     */
    default DescriptorHandle openDescriptor(int fd, boolean owned) throws IOException {
        throw unsupported("file descriptors");
    }

    /**
     * A channel of the JDK, which becomes non-blocking, and is closed with the handle.
     *
     * @throws UnsupportedOperationException when this backend waits for file descriptors only
     */
    default DescriptorHandle openChannel(SelectableChannel channel) throws IOException {
        throw unsupported("channels of the JDK");
    }

    private UnsupportedOperationException unsupported(String what) {
        return new UnsupportedOperationException("backend has no " + what + ": backend=" + name());
    }
}
