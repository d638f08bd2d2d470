package dev.millrace.element.udp;

import dev.millrace.io.Interfaces;
import dev.millrace.io.UdpSocket;
import dev.millrace.media.PropertyException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What a socket has joined: a multicast group, on one or several interfaces, from all senders or from some.
 *
 * <p>Joining asks the kernel and no network. On the thread of the socket.
 */
final class Membership {
    private record Joined(NetworkInterface on, @Nullable InetAddress source) {}

    private final UdpSocket socket;
    private final InetAddress group;
    private final List<Joined> joined = new ArrayList<>();

    private Membership(UdpSocket socket, InetAddress group) {
        this.socket = socket;
        this.group = group;
    }

    /**
     * Joins {@code group}; whatever has been joined when it fails is left.
     *
     * @param interfaces names with commas between them, or null for the one that the system would send by
     * @param sources the senders that are wanted, or none for all (RFC 4607)
     */
    static Membership join(UdpSocket socket, InetAddress group, @Nullable String interfaces, List<InetAddress> sources)
            throws IOException {
        Membership made = new Membership(socket, group);
        try {
            for (NetworkInterface on : named(interfaces, group)) {
                if (sources.isEmpty()) made.add(on, null);
                for (InetAddress source : sources) made.add(on, source);
            }
        } catch (IOException | RuntimeException e) {
            made.leave(_ -> {});
            throw e;
        }
        return made;
    }

    private void add(NetworkInterface on, @Nullable InetAddress source) throws IOException {
        socket.join(group, on, source);
        joined.add(new Joined(on, source));
    }

    /** Leaves it. An interface that has gone meanwhile has taken its membership along: {@code failed} is told, no more. */
    void leave(Consumer<IOException> failed) {
        for (Joined one : joined) {
            try {
                socket.leave(group, one.on(), one.source());
            } catch (IOException e) {
                failed.accept(e);
            }
        }
        joined.clear();
    }

    static List<NetworkInterface> named(@Nullable String names, InetAddress group) throws IOException {
        if (names != null && !names.isBlank()) return Interfaces.listed(names);
        return List.of(Interfaces.forMulticast(group));
    }

    /** Reads {@code +a+b} or {@code a,b}: senders that are wanted. */
    static List<InetAddress> sources(@Nullable String text) {
        List<InetAddress> wanted = new ArrayList<>();
        if (text == null) return wanted;
        for (String source : text.split("[+,]", -1)) {
            String literal = source.strip();
            if (!literal.isEmpty()) wanted.add(parse(literal, text));
        }
        return wanted;
    }

    private static InetAddress parse(String literal, String text) {
        try {
            return InetAddress.ofLiteral(literal);
        } catch (IllegalArgumentException e) {
            throw new PropertyException(
                    "multicast-source is not a list of literal addresses: multicast-source=" + text
                            + "; use for instance +192.0.2.7+192.0.2.8",
                    e);
        }
    }
}
