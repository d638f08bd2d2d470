package dev.millrace.element.udp;

import dev.millrace.io.SendListener;
import dev.millrace.io.UdpSocket;
import dev.millrace.media.Buffer;
import dev.millrace.reactor.Endpoint;
import dev.millrace.reactor.NativeMemory;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * One receiver of a sink: where it is, which socket sends to it, and what it was sent.
 *
 * <p>Learns what became of each of its datagrams, and gives the buffer's reference back. The counters are written by the
 * context's thread; others see them a little late.
 */
final class Client implements SendListener {
    private final UdpSink sink;
    private final Destination destination;
    private final Endpoint endpoint;

    /** Null while there is no socket of its address family. */
    private final @Nullable UdpSocket socket;

    final long addedNs;
    long packets;
    long bytes;
    private long failed;

    Client(UdpSink sink, Destination destination, Endpoint endpoint, @Nullable UdpSocket socket, long addedNs) {
        this.sink = sink;
        this.destination = destination;
        this.endpoint = endpoint;
        this.socket = socket;
        this.addedNs = addedNs;
    }

    UdpSink sink() {
        return sink;
    }

    Destination destination() {
        return destination;
    }

    Endpoint endpoint() {
        return endpoint;
    }

    @Nullable
    UdpSocket socket() {
        return socket;
    }

    long failed() {
        return failed;
    }

    /** The same receiver with the same counters, sent to from another socket. */
    Client sendingFrom(@Nullable UdpSocket other) {
        if (other == socket) return this;
        Client moved = new Client(sink, destination, endpoint, other, addedNs);
        moved.packets = packets;
        moved.bytes = bytes;
        moved.failed = failed;
        return moved;
    }

    /** It cannot be sent to; the first time is warned of. */
    void countFailure(String text, @Nullable IOException reason) {
        if (failed++ == 0) sink.postWarning(text, reason);
    }

    @Override
    public void sent(NativeMemory memory, int length) {
        ((Buffer) memory).release();
        packets++;
        bytes += length;
    }

    @Override
    public void sendFailed(NativeMemory memory, IOException reason) {
        ((Buffer) memory).release();
        countFailure(reason.getMessage() == null ? reason.toString() : reason.getMessage(), reason);
    }
}
