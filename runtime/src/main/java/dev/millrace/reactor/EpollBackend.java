package dev.millrace.reactor;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Linux by foreign function calls: epoll, and sockets as file descriptors. */
final class EpollBackend implements Backend {
    /**
     * Makes sure that the calls can be made at all.
     *
     * @throws IOException when epoll refuses
     * @throws LinkageError when the JVM forbids native access, or this is not Linux
     */
    EpollBackend() throws IOException {
        openReactor(true).close();
        EpollErrors.load();
    }

    @Override
    public String name() {
        return "epoll";
    }

    @Override
    public Reactor openReactor(boolean throttled) throws IOException {
        return new EpollReactor(throttled);
    }

    @Override
    public DatagramHandle openDatagram(DatagramOptions options) throws IOException {
        return EpollDatagramHandle.open(options);
    }

    @Override
    public ListenerHandle openListener(ListenerOptions options) throws IOException {
        return EpollListenerHandle.open(options);
    }

    @Override
    public StreamHandle openStream(StreamOptions options) throws IOException {
        return EpollStreamHandle.open(options);
    }

    @Override
    public UnixDatagramHandle openUnixDatagram(@Nullable UnixAddress bind) throws IOException {
        return EpollUnixDatagramHandle.open(bind);
    }

    @Override
    public DescriptorHandle openDescriptor(int fd, boolean owned) throws IOException {
        return new EpollDescriptorHandle(fd, owned);
    }
}
