package dev.millrace.element.udp;

import dev.millrace.io.Dns;
import dev.millrace.io.UdpSocket;
import dev.millrace.reactor.Endpoint;
import dev.millrace.runtime.BlockOn;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Whom a sink sends to; changed from any thread while the context sends. */
final class ClientList {
    /*
     * Overview. Who is wanted is a list of names and addresses. While the sink is up, each change makes a new array of clients
     * with addresses and sockets, and publishes it by one volatile write; the context reads that once for each buffer.
     *
     *   any thread:       wanted ──literal──────────────────────► clients ──publish──► current
     *                        └──names──► blocking pool, look up ─────┘
     *
     * Each change has a number. A lookup that ends after a later change is forgotten: the later one looks up by itself.
     */
    private static final Client[] NONE = {};
    private static final Duration LOOKUP_LIMIT = Duration.ofSeconds(5);

    private final UdpSink sink;
    private final SinkSockets sockets;

    // Guarded by this.
    private List<Destination> wanted;
    private boolean duplicates = true;
    private boolean open;
    private int change;
    private long packetsOfGone;
    private long failedOfGone;
    private long bytesOfGone;

    // Any thread.
    private volatile Client[] current = NONE;

    ClientList(UdpSink sink, SinkSockets sockets, List<Destination> wanted) {
        this.sink = sink;
        this.sockets = sockets;
        this.wanted = wanted;
    }

    SinkSockets sockets() {
        return sockets;
    }

    /** Those to send to now. */
    Client[] current() {
        return current;
    }

    synchronized List<Destination> wanted() {
        return wanted;
    }

    void set(List<Destination> all) {
        change(_ -> all);
    }

    /** Changes who is wanted, unless {@code how} gives the same list; the sink is told outside of the lock. */
    private void change(UnaryOperator<List<Destination>> how) {
        List<Destination> before;
        List<Destination> after;
        synchronized (this) {
            before = wanted;
            List<Destination> all = how.apply(before);
            if (all == before) return;
            after = List.copyOf(all);
            wanted = after;
            refresh();
        }
        sink.clientsChanged(before, after);
    }

    /** Whether one that was added twice gets everything twice. */
    synchronized void sendDuplicates(boolean twice) {
        duplicates = twice;
    }

    synchronized boolean sendsDuplicates() {
        return duplicates;
    }

    void add(Destination client) {
        change(before -> with(before, client));
    }

    private List<Destination> with(List<Destination> before, Destination client) {
        if (before.contains(client) && (sink.isShared() || !duplicates)) {
            sink.postWarning("client is there already: client=" + client, null);
            return before;
        }
        List<Destination> more = new ArrayList<>(before);
        more.add(client);
        return more;
    }

    void remove(Destination client) {
        change(before -> without(before, client));
    }

    private List<Destination> without(List<Destination> before, Destination client) {
        if (!before.contains(client)) {
            sink.postWarning("client is unknown: client=" + client, null);
            return before;
        }
        List<Destination> fewer = new ArrayList<>(before);
        fewer.remove(client);
        return fewer;
    }

    void clear() {
        set(List.of());
    }

    /** What the client was sent, or null when there is none. */
    synchronized @Nullable Client find(Destination destination) {
        for (Client client : current) if (client.destination().equals(destination)) return client;
        return null;
    }

    synchronized long packets() {
        long sum = packetsOfGone;
        for (Client client : current) sum += client.packets;
        return sum;
    }

    synchronized long bytes() {
        long sum = bytesOfGone;
        for (Client client : current) sum += client.bytes;
        return sum;
    }

    synchronized long failed() {
        long sum = failedOfGone;
        for (Client client : current) sum += client.failed();
        return sum;
    }

    // ---- the sink's states

    /** The sink comes up; looks names up, so it may block. */
    void open() throws IOException {
        List<InetSocketAddress> addresses = lookUp(wanted());
        synchronized (this) {
            open = true;
            sockets.openNamed();
            publish(wanted, addresses);
        }
    }

    /** Sockets that belong to the context are there now. On the context's thread. */
    synchronized void enterContext() throws IOException {
        List<InetSocketAddress> addresses = new ArrayList<>();
        for (Client client : current) addresses.add(client.endpoint().address());
        if (addresses.size() == wanted.size()) publish(wanted, addresses);
    }

    /** On the context's thread. */
    synchronized void leaveContext() {
        sockets.leaveContext();
    }

    synchronized void close() {
        open = false;
        change++;
        retire(NONE);
        current = NONE;
        sockets.close();
    }

    // ---- from what is wanted to whom it is sent

    private void refresh() {
        int mine = ++change;
        if (!open) return;
        List<Destination> all = wanted;
        if (all.stream().allMatch(one -> one.literal() != null)) resolveAndPublish(mine, all);
        else sink.socketEnvironment().blocking().execute(() -> resolveAndPublish(mine, all));
    }

    private void resolveAndPublish(int mine, List<Destination> all) {
        try {
            List<InetSocketAddress> addresses = lookUp(all);
            synchronized (this) {
                if (open && mine == change) publish(all, addresses);
            }
        } catch (IOException e) {
            sink.postWarning("clients stay as they were: " + e.getMessage(), e);
        }
    }

    private static List<InetSocketAddress> lookUp(List<Destination> all) throws IOException {
        List<InetSocketAddress> found = new ArrayList<>();
        for (Destination one : all) {
            InetAddress literal = one.literal();
            found.add(new InetSocketAddress(literal != null ? literal : lookUp(one.host()), one.port()));
        }
        return found;
    }

    private static InetAddress lookUp(String host) throws IOException {
        try {
            return BlockOn.run(Dns.resolve(host, LOOKUP_LIMIT)).getFirst();
        } catch (CompletionException e) {
            if (e.getCause() instanceof IOException cause) throw cause;
            throw e;
        }
    }

    private void publish(List<Destination> all, List<InetSocketAddress> addresses) throws IOException {
        List<Client> known = new ArrayList<>(List.of(current));
        Client[] made = new Client[all.size()];
        for (int i = 0; i < made.length; i++) made[i] = client(all.get(i), addresses.get(i), known);
        retire(made);
        current = made;
        sockets.leaveGroupsBut(
                addresses.stream().map(InetSocketAddress::getAddress).collect(Collectors.toSet()));
    }

    /** The client that is there already, taken out of {@code known}, or a new one. */
    private Client client(Destination destination, InetSocketAddress address, List<Client> known) throws IOException {
        for (Client one : known) {
            if (!one.destination().equals(destination)
                    || !one.endpoint().address().equals(address)) continue;
            known.remove(one);
            return one.sendingFrom(sockets.to(one.endpoint(), sink.streamContext()));
        }
        Endpoint endpoint = Endpoint.of(address);
        UdpSocket socket = sockets.to(endpoint, sink.streamContext());
        return new Client(
                sink, destination, endpoint, socket, sink.socketEnvironment().nowNs());
    }

    /** What those that are not among {@code next} have counted stays counted. */
    private void retire(Client[] next) {
        for (Client before : current) {
            boolean stays = false;
            for (Client one : next) stays |= one.destination().equals(before.destination());
            if (stays) continue;
            packetsOfGone += before.packets;
            failedOfGone += before.failed();
            bytesOfGone += before.bytes;
        }
    }
}
