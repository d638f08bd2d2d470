package dev.millrace.sim;

import dev.millrace.reactor.Endpoint;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Who is bound to which port of a host, for one protocol. */
final class Ports<S extends Ports.Bound> {
    /** What can be bound. */
    interface Bound {
        InetSocketAddress boundTo();

        /** Whether others may be bound to the same address that allow it too. */
        boolean sharesAddress();
    }

    private static final int FIRST_EPHEMERAL_PORT = 49_152;
    private static final int LAST_PORT = 65_535;

    private final String protocol;
    private final Map<Integer, List<S>> bound = new HashMap<>();
    private int nextEphemeral = FIRST_EPHEMERAL_PORT;

    Ports(String protocol) {
        this.protocol = protocol;
    }

    /** The port for a wish, where 0 has one chosen; checks that it can be had. */
    int choose(InetSocketAddress wanted, boolean shared) throws BindException {
        if (wanted.getPort() == 0) return free();
        for (S other : bound.getOrDefault(wanted.getPort(), List.of())) {
            if (!overlap(wanted.getAddress(), other.boundTo().getAddress())) continue;
            if (!shared || !other.sharesAddress())
                throw new BindException(
                        "cannot open a " + protocol + " socket at address=" + Endpoint.of(wanted) + ": port is in use");
        }
        return wanted.getPort();
    }

    void bind(S socket) {
        bound.computeIfAbsent(socket.boundTo().getPort(), _ -> new ArrayList<>(1))
                .add(socket);
    }

    void unbind(S socket) {
        int port = socket.boundTo().getPort();
        List<S> there = bound.get(port);
        if (there == null) return;
        there.remove(socket);
        if (there.isEmpty()) bound.remove(port);
    }

    /**
     * Who gets what is sent to {@code address}: the one bound to it before those bound to all; of several that share it, one
     * chosen by {@code spread}.
     */
    @Nullable
    S find(@Nullable InetAddress address, int port, int spread) {
        List<S> there = bound.get(port);
        if (there == null) return null;
        if (there.size() == 1) {
            S only = there.getFirst();
            return address == null || overlap(address, only.boundTo().getAddress()) ? only : null;
        }
        List<S> exact = there.stream()
                .filter(socket -> socket.boundTo().getAddress().equals(address))
                .toList();
        List<S> candidates = !exact.isEmpty()
                ? exact
                : there.stream()
                        .filter(socket ->
                                address == null || socket.boundTo().getAddress().isAnyLocalAddress())
                        .toList();
        return candidates.isEmpty() ? null : candidates.get(Math.floorMod(spread, candidates.size()));
    }

    private static boolean overlap(InetAddress one, InetAddress other) {
        return one.isAnyLocalAddress() || other.isAnyLocalAddress() || one.equals(other);
    }

    private int free() throws BindException {
        for (int tried = 0; tried <= LAST_PORT - FIRST_EPHEMERAL_PORT; tried++) {
            int port = nextEphemeral++;
            if (nextEphemeral > LAST_PORT) nextEphemeral = FIRST_EPHEMERAL_PORT;
            if (!bound.containsKey(port)) return port;
        }
        throw new BindException(
                "no free port: protocol=" + protocol + " from=" + FIRST_EPHEMERAL_PORT + " to=" + LAST_PORT);
    }
}
