package dev.millrace.reactor;

import dev.millrace.linux.Errno;
import dev.millrace.linux.Libc;
import dev.millrace.linux.UnixSocketAddress;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.net.SocketAddress;

/** Addresses of streams between Java and the kernel. */
final class EpollAddresses {
    /** Room for any of them, and behind it four bytes for a length. */
    static final int CAPACITY = 112;

    static final int WITH_LENGTH = CAPACITY + 4;

    private EpollAddresses() {}

    static int family(SocketAddress address) {
        return switch (address) {
            case UnixAddress _ -> Libc.AF_UNIX;
            case InetSocketAddress inet
            when !inet.isUnresolved() -> inet.getAddress() instanceof Inet6Address ? Libc.AF_INET6 : Libc.AF_INET;
            default ->
                throw new IllegalArgumentException("address is of an unknown kind: address=" + address
                        + "; use a resolved InetSocketAddress or a UnixAddress");
        };
    }

    /** Writes the kernel's form; returns its length in bytes. */
    static int write(MemorySegment to, SocketAddress address) {
        if (address instanceof UnixAddress unix) return UnixSocketAddress.write(to, unix.kernelForm());
        return dev.millrace.linux.SocketAddress.write(to, (InetSocketAddress) address);
    }

    static SocketAddress read(int family, MemorySegment from, int length) {
        if (family == Libc.AF_UNIX) return UnixAddress.ofKernel(UnixSocketAddress.read(from, length));
        return dev.millrace.linux.SocketAddress.read(from);
    }

    static SocketAddress local(int fd, int family) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment address = arena.allocate(WITH_LENGTH, 8);
            address.set(ValueLayout.JAVA_INT, CAPACITY, CAPACITY);
            Libc.getsockname(Errno.ofThread(), fd, address.address(), address.address() + CAPACITY);
            return read(family, address, address.get(ValueLayout.JAVA_INT, CAPACITY));
        }
    }

    /** Binds; 0, or -1. */
    static int bind(Errno errno, int fd, SocketAddress address) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment memory = arena.allocate(CAPACITY, 8);
            int length = write(memory, address);
            return Libc.bind(errno, fd, memory.address(), length);
        }
    }
}
