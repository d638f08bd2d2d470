package dev.millrace.element.tcp;

import dev.millrace.io.StreamSocket;
import dev.millrace.media.ElementFactory;
import dev.millrace.media.PropertyException;
import dev.millrace.media.Unit;
import java.util.List;

/**
 * What an application does with the clients of a {@link TcpServerSink}. A socket that it adds stays its own: the sink lets go of it,
 * open, with {@code client-socket-removed}.
 */
final class ServerSinkActions {
    private ServerSinkActions() {}

    static ElementFactory<TcpServerSink> addTo(ElementFactory<TcpServerSink> factory) {
        return factory.action(
                        "add",
                        "takes a client in: a StreamSocket",
                        (e, a) -> {
                            StreamSocket socket = socket("add", a, 1);
                            e.withViewers(all -> all.add(socket, true, e.burst()));
                            return null;
                        },
                        StreamSocket.class)
                .action(
                        "add-full",
                        "takes a client in: a StreamSocket, a SyncMethod, a Unit and how much of the past it gets at"
                                + " least, a Unit and how much at most",
                        (e, a) -> {
                            StreamSocket socket = socket("add-full", a, 6);
                            Burst burst = burst(a);
                            e.withViewers(all -> all.add(socket, true, burst));
                            return null;
                        },
                        StreamSocket.class,
                        SyncMethod.class,
                        Unit.class,
                        Long.class,
                        Unit.class,
                        Long.class)
                .action(
                        "remove",
                        "removes a client: its StreamSocket",
                        (e, a) -> {
                            StreamSocket socket = socket("remove", a, 1);
                            e.withViewers(all -> all.remove(socket, false));
                            return null;
                        },
                        StreamSocket.class)
                .action(
                        "remove-flush",
                        "removes a client when it has taken all: its StreamSocket",
                        (e, a) -> {
                            StreamSocket socket = socket("remove-flush", a, 1);
                            e.withViewers(all -> all.remove(socket, true));
                            return null;
                        },
                        StreamSocket.class)
                .action("clear", "removes all clients", (e, _) -> {
                    if (e.viewers() != null) e.withViewers(Viewers::clear);
                    return null;
                })
                .action(
                        "get-stats",
                        "gives what a client was sent, or null: its StreamSocket",
                        (e, a) -> {
                            Viewers all = e.viewers();
                            StreamSocket socket = socket("get-stats", a, 1);
                            return all == null ? null : all.stats(socket);
                        },
                        StreamSocket.class)
                .signal("client-added", "a client was taken in: its StreamSocket", StreamSocket.class)
                .signal(
                        "client-removed",
                        "a client is gone: its StreamSocket, a ClientStatus",
                        StreamSocket.class,
                        ClientStatus.class)
                .signal(
                        "client-socket-removed",
                        "a socket that was added is not used any more: the StreamSocket",
                        StreamSocket.class);
    }

    private static StreamSocket socket(String action, List<Object> arguments, int count) {
        if (arguments.size() == count && arguments.getFirst() instanceof StreamSocket socket) return socket;
        throw new PropertyException(
                "action takes a StreamSocket" + (count == 1 ? "" : " and " + (count - 1) + " more") + ": action="
                        + action + " arguments=" + arguments,
                null);
    }

    private static Burst burst(List<Object> arguments) {
        if (arguments.get(1) instanceof SyncMethod method
                && arguments.get(2) instanceof Unit leastUnit
                && arguments.get(3) instanceof Number least
                && arguments.get(4) instanceof Unit mostUnit
                && arguments.get(5) instanceof Number most)
            return new Burst(
                    method,
                    leastUnit,
                    least.longValue(),
                    mostUnit,
                    most.longValue() < 0 ? Long.MAX_VALUE : most.longValue());
        throw new PropertyException(
                "action takes a SyncMethod, a Unit and a number, a Unit and a number: action=add-full arguments="
                        + arguments,
                null);
    }
}
