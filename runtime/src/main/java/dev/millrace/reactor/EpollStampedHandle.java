package dev.millrace.reactor;

import dev.millrace.linux.Errno;
import dev.millrace.linux.SocketAddress;
import dev.millrace.linux.StampedMessage;
import java.io.IOException;
import java.net.SocketException;

/**
 * A UDP socket whose datagrams come with the time at which the kernel got them. A class of its own, so that sockets without
 * know nothing of it.
 */
final class EpollStampedHandle extends EpollDatagramHandle {
    private final StampedMessage message = new StampedMessage();
    private long arrivalNs = NO_ARRIVAL;

    EpollStampedHandle(int fd, boolean ipv6, DatagramOptions options) throws IOException {
        super(fd, ipv6, options);
        Errno errno = Errno.ofThread();
        if (StampedMessage.enable(errno, fd) < 0)
            throw new SocketException("cannot have arrivals stamped: address=" + Endpoint.text(localAddress()) + " "
                    + errno.description());
    }

    @Override
    long receive(Errno errno, long address, int capacity, boolean wantSender) {
        long length = message.receiveNoWait(errno, fd(), address, capacity, senderAddress(), SocketAddress.CAPACITY);
        if (length < 0) return length;
        arrivalNs = message.stampNs();
        if (wantSender) noteSender();
        return length;
    }

    @Override
    public int receive(MemoryVector into, boolean wantSender) throws IOException {
        arrivalNs = NO_ARRIVAL;
        return super.receive(into, wantSender);
    }

    @Override
    public long arrivalNs() {
        return arrivalNs;
    }

    @Override
    public long arrivalClockNs() {
        return message.clockNs(Errno.ofThread());
    }
}
