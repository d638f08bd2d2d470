package dev.millrace.element.tcp;

import dev.millrace.media.Element;
import dev.millrace.media.ElementFactory;
import dev.millrace.media.Property;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Where a TCP element connects to or listens: the properties {@code host} and {@code port}, of every one of them.
 *
 * <p>Written before the element is up, read by its state changes and its stream.
 */
final class PeerSettings {
    static final String LOCALHOST = "localhost";
    private static final int PORT = 4953;

    private String host;
    private int port = PORT;

    PeerSettings(String defaultHost) {
        host = defaultHost;
    }

    /** The factory of one that connects. */
    static <E extends Element> ElementFactory<E> addServerTo(
            ElementFactory<E> factory, String defaultHost, Function<E, PeerSettings> of) {
        return addTo(factory, defaultHost, "name or address of the server", "port of the server", of);
    }

    /** The factory of one that listens. */
    static <E extends Element> ElementFactory<E> addListenerTo(
            ElementFactory<E> factory, Function<E, PeerSettings> of, Function<E, @Nullable Integer> currentPort) {
        return addTo(factory, LOCALHOST, "name or address to listen on", "port to listen on; 0 has one chosen", of)
                .readOnly(
                        Property.ofInt("current-port", 0, 65_535, 0).blurb("port it listens on; 0 before READY"),
                        currentPort);
    }

    private static <E extends Element> ElementFactory<E> addTo(
            ElementFactory<E> factory,
            String defaultHost,
            String hostBlurb,
            String portBlurb,
            Function<E, PeerSettings> of) {
        return factory.property(
                        Property.ofString("host", defaultHost).blurb(hostBlurb),
                        (e, v) -> of.apply(e).host = v == null ? defaultHost : v,
                        e -> of.apply(e).host)
                .property(
                        Property.ofInt("port", 0, 65_535, PORT).blurb(portBlurb),
                        (e, v) -> of.apply(e).port = v == null ? PORT : v,
                        e -> of.apply(e).port);
    }

    Peer peer() {
        return new Peer(host, port);
    }
}
