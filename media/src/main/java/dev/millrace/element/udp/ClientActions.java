package dev.millrace.element.udp;

import dev.millrace.caps.Structure;
import dev.millrace.caps.Value;
import dev.millrace.media.ElementFactory;
import dev.millrace.media.Property;
import dev.millrace.media.PropertyException;
import dev.millrace.media.State;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What an application does with the clients of a sink, besides writing the list of them. */
final class ClientActions {
    private ClientActions() {}

    /** The actions that all sinks have. */
    static ElementFactory<UdpSink> addTo(ElementFactory<UdpSink> factory) {
        return factory.action(
                        "add",
                        "adds a client: host, port",
                        (e, a) -> {
                            e.clients.add(destination("add", a));
                            return null;
                        },
                        String.class,
                        Integer.class)
                .action(
                        "remove",
                        "removes a client: host, port",
                        (e, a) -> {
                            e.clients.remove(destination("remove", a));
                            return null;
                        },
                        String.class,
                        Integer.class)
                .action("clear", "removes all clients", (e, _) -> {
                    e.clients.clear();
                    return null;
                })
                .action(
                        "get-stats",
                        "gives what a client was sent: host, port",
                        (e, a) -> stats(e, destination("get-stats", a)),
                        String.class,
                        Integer.class);
    }

    /** What those of GStreamer's own kind tell of the list. */
    static ElementFactory<UdpSink> addSignalsTo(ElementFactory<UdpSink> factory) {
        return factory.signal("client-added", "a client was added: host, port", String.class, Integer.class)
                .signal("client-removed", "a client was removed: host, port", String.class, Integer.class);
    }

    /** Those in one list and not, or not as often, in another. */
    static List<Destination> without(List<Destination> all, List<Destination> others) {
        List<Destination> left = new ArrayList<>(all);
        others.forEach(left::remove);
        return left;
    }

    /** The properties for the first client. */
    static ElementFactory<UdpSink> addOneTo(ElementFactory<UdpSink> factory) {
        return factory.property(
                        Property.ofString("host", "localhost")
                                .blurb("name or address of the first client")
                                .mutableIn(State.PLAYING),
                        (e, v) -> replaceFirst(e, v == null ? "localhost" : v, first(e).port()),
                        e -> first(e).host())
                .property(
                        Property.ofInt("port", 0, 65_535, 5004)
                                .blurb("port of the first client")
                                .mutableIn(State.PLAYING),
                        (e, v) -> replaceFirst(e, first(e).host(), v == null ? 5004 : v),
                        e -> first(e).port());
    }

    private static Destination first(UdpSink sink) {
        List<Destination> wanted = sink.clients.wanted();
        return wanted.isEmpty() ? new Destination("localhost", 5004) : wanted.getFirst();
    }

    private static void replaceFirst(UdpSink sink, String host, int port) {
        List<Destination> all = new ArrayList<>(sink.clients.wanted());
        if (all.isEmpty()) all.add(new Destination(host, port));
        else all.set(0, new Destination(host, port));
        sink.clients.set(all);
    }

    private static Destination destination(String action, List<Object> arguments) {
        if (arguments.size() == 2
                && arguments.get(0) instanceof String host
                && arguments.get(1) instanceof Integer port) return new Destination(host, port);
        throw new PropertyException(
                "action takes a host and a port: action=" + action + " arguments=" + arguments
                        + "; for instance \"192.0.2.7\", 4000",
                null);
    }

    private static @Nullable Structure stats(UdpSink sink, Destination destination) {
        Client client = sink.clients.find(destination);
        if (client == null) return null;
        return Structure.of("multiudpsink-stats")
                .with("bytes-sent", new Value.Uint64(client.bytes))
                .with("packets-sent", new Value.Uint64(client.packets))
                .with("connect-time", new Value.Uint64(client.addedNs));
    }
}
