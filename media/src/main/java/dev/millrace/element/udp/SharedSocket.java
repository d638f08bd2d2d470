package dev.millrace.element.udp;

import dev.millrace.io.UdpSocket;
import dev.millrace.reactor.DatagramOptions;
import dev.millrace.runtime.Context;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.Map;

/**
 * A socket that the sinks of one context send from together, so that their datagrams of a turn go in one system call.
 *
 * <p>Opened by the first sink, closed by the last; belongs to the context's thread.
 */
final class SharedSocket {
    private final Map<InetSocketAddress, SharedSocket> all;
    private final InetSocketAddress address;
    private final UdpSocket socket;
    private int users;

    private SharedSocket(Map<InetSocketAddress, SharedSocket> all, InetSocketAddress address, UdpSocket socket) {
        this.all = all;
        this.address = address;
        this.socket = socket;
    }

    /** The socket of {@code context} for sending from {@code address}; to be released once for each call. */
    static SharedSocket acquire(Context context, InetSocketAddress address) throws IOException {
        Map<InetSocketAddress, SharedSocket> all = context.local(Sockets.class, _ -> new Sockets()).byAddress;
        SharedSocket shared = all.get(address);
        if (shared == null) {
            UdpSocket socket = UdpSocket.open(context.environment(), DatagramOptions.bindTo(address));
            shared = new SharedSocket(all, address, socket);
            all.put(address, shared);
        }
        shared.users++;
        return shared;
    }

    UdpSocket socket() {
        return socket;
    }

    /** Lets go of it; the last one closes it. */
    void release() {
        if (--users > 0) return;
        all.remove(address);
        socket.close();
    }

    /** What a context keeps. */
    private static final class Sockets {
        private final Map<InetSocketAddress, SharedSocket> byAddress = new HashMap<>();
    }
}
