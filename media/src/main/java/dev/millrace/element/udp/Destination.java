package dev.millrace.element.udp;

import dev.millrace.media.PropertyException;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A receiver as it was asked for: a host name or a literal address, and a port.
 *
 * @param host a name, or an address without brackets
 * @param port 1 to 65535
 */
record Destination(String host, int port) {
    Destination {
        if (host.isBlank() || port < 1 || port > 65_535)
            throw new PropertyException(
                    "client is not host:port: client=" + text(host, port)
                            + "; use for instance 192.0.2.7:4000 or [::1]:4000",
                    null);
    }

    /** Reads {@code host:port,[address]:port}. */
    static List<Destination> parse(@Nullable String text) {
        List<Destination> parsed = new ArrayList<>();
        if (text != null && !text.isBlank())
            for (String client : text.split(",", -1)) parsed.add(parseOne(client.strip()));
        return List.copyOf(parsed);
    }

    private static Destination parseOne(String client) {
        int colon = client.lastIndexOf(':');
        String host = colon < 0 ? client : client.substring(0, colon);
        boolean bracketed = host.startsWith("[") && host.endsWith("]");
        try {
            int port = Integer.parseInt(client.substring(colon + 1));
            if (colon >= 0 && (bracketed || host.indexOf(':') < 0))
                return new Destination(bracketed ? host.substring(1, host.length() - 1) : host, port);
        } catch (NumberFormatException e) {
            throw wrong(client, e);
        }
        throw wrong(client, null);
    }

    private static PropertyException wrong(String client, @Nullable Throwable cause) {
        return new PropertyException(
                "client is not host:port: client=" + client + "; use for instance 192.0.2.7:4000 or [::1]:4000", cause);
    }

    /** Its address when that is written out, or null when it is a name. */
    @Nullable
    InetAddress literal() {
        if (host.equals("localhost")) return InetAddress.ofLiteral("127.0.0.1");
        try {
            return InetAddress.ofLiteral(host);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    /** As {@link #parse} reads them. */
    static String text(List<Destination> all) {
        return all.stream().map(Destination::toString).collect(Collectors.joining(","));
    }

    private static String text(String host, int port) {
        return (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + port;
    }

    @Override
    public String toString() {
        return text(host, port);
    }
}
