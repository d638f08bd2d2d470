package dev.millrace.reactor;

import java.io.IOException;
import java.nio.channels.SelectableChannel;

/** The JDK's selectors and channels: works wherever Java does. */
final class NioBackend implements Backend {
    NioBackend() {
        NioErrors.load();
    }

    @Override
    public String name() {
        return "nio";
    }

    @Override
    public Reactor openReactor(boolean throttled) throws IOException {
        try {
            return new NioReactor(throttled);
        } catch (IOException e) {
            throw NioErrors.opening("a selector", e);
        }
    }

    @Override
    public DatagramHandle openDatagram(DatagramOptions options) throws IOException {
        options.refuseArrivalTimes("nio");
        try {
            return NioDatagramHandle.open(options);
        } catch (IOException e) {
            throw NioErrors.opening("a udp socket at address=" + Endpoint.of(options.bind()), e);
        }
    }

    @Override
    public ListenerHandle openListener(ListenerOptions options) throws IOException {
        return NioListenerHandle.open(options);
    }

    @Override
    public StreamHandle openStream(StreamOptions options) throws IOException {
        return NioStreamHandle.open(options);
    }

    @Override
    public DescriptorHandle openChannel(SelectableChannel channel) throws IOException {
        return new NioChannelHandle(channel);
    }
}
