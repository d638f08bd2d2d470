package dev.millrace.peers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;

/** Free UDP ports of 127.0.0.1, and which ones are in use. */
final class Ports {
    private static final InetAddress LOOPBACK = InetAddress.ofLiteral("127.0.0.1");
    private static final Set<Integer> GIVEN = new HashSet<>();

    private Ports() {}

    /** A free even port with a free one behind it, for RTP and its RTCP; given once. */
    static int pair() {
        return run(2);
    }

    /**
     * The first, an even one, of so many free ports in a row; none of them is given twice. They lie below the ports that
     * the system chooses: a socket opened before the run's own are bound would take one of those now and then.
     */
    static synchronized int run(int count) {
        while (true) {
            int base = 16_384 + chosen() % 14_000 & ~1;
            if (taken(base, count)) return base;
        }
    }

    private static boolean taken(int base, int count) {
        if (!isFree(base, count)) return false;
        for (int port = base; port < base + count; port++) GIVEN.add(port);
        return true;
    }

    private static int chosen() {
        try (var socket = bind(0)) {
            return socket.getLocalPort();
        } catch (SocketException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean isFree(int base, int count) {
        for (int port = base; port < base + count; port++) {
            if (port > 65_535 || GIVEN.contains(port) || !isFree(port)) return false;
        }
        return true;
    }

    private static boolean isFree(int port) {
        try (var socket = bind(port)) {
            return socket.isBound();
        } catch (SocketException e) {
            return false;
        }
    }

    /** A socket that shares its port with nobody. */
    static DatagramSocket bind(int port) throws SocketException {
        var socket = new DatagramSocket(null);
        try {
            socket.setReuseAddress(false);
            socket.bind(new InetSocketAddress(LOOPBACK, port));
            return socket;
        } catch (SocketException e) {
            socket.close();
            throw e;
        }
    }

    /** Whether somebody receives on it. */
    static boolean isBound(int port) {
        String local = String.format(Locale.ROOT, ":%04X ", port);
        return Stream.of("/proc/net/udp", "/proc/net/udp6").anyMatch(table -> {
            try (Stream<String> lines = Files.lines(Path.of(table))) {
                return lines.skip(1)
                        .anyMatch(line ->
                                line.substring(0, line.indexOf(':', 8) + 6).contains(local));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }
}
