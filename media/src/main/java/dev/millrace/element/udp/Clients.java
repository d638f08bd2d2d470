package dev.millrace.element.udp;

import dev.millrace.media.PropertyException;
import dev.millrace.reactor.Endpoint;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The receivers of a sink; immutable. */
final class Clients {
    private final Endpoint[] endpoints;

    private Clients(List<Endpoint> endpoints) {
        this.endpoints = endpoints.toArray(new Endpoint[0]);
    }

    /** Reads {@code host:port,[host]:port}; literal addresses. */
    static Clients parse(@Nullable String text) {
        List<Endpoint> parsed = new ArrayList<>();
        if (text != null && !text.isBlank())
            for (String client : text.split(",", -1)) parsed.add(parseOne(client.trim()));
        return new Clients(parsed);
    }

    private static Endpoint parseOne(String client) {
        int colon = client.lastIndexOf(':');
        String host = colon < 0 ? client : client.substring(0, colon);
        if (host.startsWith("[") && host.endsWith("]")) host = host.substring(1, host.length() - 1);
        try {
            int port = Integer.parseInt(client.substring(colon + 1));
            if (colon < 0 || port < 1 || port > 65_535) throw new IllegalArgumentException("port");
            return Endpoint.of(host, port);
        } catch (IllegalArgumentException e) {
            throw new PropertyException(
                    "client is not host:port: client=" + client + "; use for instance 192.0.2.7:4000 or [::1]:4000", e);
        }
    }

    int size() {
        return endpoints.length;
    }

    Endpoint get(int index) {
        return endpoints[index];
    }

    boolean contains(Endpoint client) {
        return List.of(endpoints).contains(client);
    }

    Clients with(Endpoint client) {
        List<Endpoint> more = new ArrayList<>(List.of(endpoints));
        more.add(client);
        return new Clients(more);
    }

    Clients without(Endpoint client) {
        List<Endpoint> fewer = new ArrayList<>(List.of(endpoints));
        fewer.remove(client);
        return new Clients(fewer);
    }

    boolean anyIpv6() {
        for (Endpoint client : endpoints) if (client.isIpv6()) return true;
        return false;
    }

    /** As {@link #parse} reads it. */
    @Override
    public String toString() {
        return List.of(endpoints).stream().map(Endpoint::toString).collect(Collectors.joining(","));
    }
}
