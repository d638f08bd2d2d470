package dev.millrace.reactor;

import java.io.IOException;

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
     * @throws IOException for other refusals
     */
    DatagramHandle openDatagram(DatagramOptions options) throws IOException;
}
