package dev.millrace.reactor;

import dev.millrace.linux.Errno;
import dev.millrace.linux.Libc;
import dev.millrace.linux.SocketOptions;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import org.jspecify.annotations.Nullable;

/** What a {@link SocketSetting} is to the kernel, by the family of the socket. */
final class EpollSettings {
    private static final int NONE = -1;

    private final int fd;
    private final int family;
    private final boolean stream;

    EpollSettings(int fd, int family, boolean stream) {
        this.fd = fd;
        this.family = family;
        this.stream = stream;
    }

    void set(SocketSetting setting, int value) throws SocketException {
        setting.check(value);
        int number = setting == SocketSetting.DSCP ? value << 2 : value;
        if (family == Libc.AF_INET6) set(setting, levelV6(setting), optionV6(setting), number, value);
        // An IPv6 socket sends to IPv4 peers by the options of IPv4.
        if (family != Libc.AF_INET6) set(setting, levelV4(setting), optionV4(setting), number, value);
        else if (levelV4(setting) == SocketOptions.IPPROTO_IP && optionV4(setting) != NONE)
            Libc.setsockopt(Errno.ofThread(), fd, levelV4(setting), optionV4(setting), number);
    }

    int get(SocketSetting setting) throws SocketException {
        boolean v6 = family == Libc.AF_INET6;
        int option = v6 ? optionV6(setting) : optionV4(setting);
        if (option == NONE) throw setting.unsupportedBy(kind());
        Errno errno = Errno.ofThread();
        int value = Libc.getsockopt(errno, fd, v6 ? levelV6(setting) : levelV4(setting), option);
        if (value < 0)
            throw new SocketException("cannot read a setting: setting=" + setting + " " + errno.description());
        return setting == SocketSetting.DSCP ? value >> 2 : value;
    }

    private void set(SocketSetting setting, int level, int option, int number, int value) throws SocketException {
        if (option == NONE) throw setting.unsupportedBy(kind());
        Errno errno = Errno.ofThread();
        if (Libc.setsockopt(errno, fd, level, option, number) < 0)
            throw new SocketException(
                    "cannot change a setting: setting=" + setting + " value=" + value + " " + errno.description());
    }

    private String kind() {
        if (family == Libc.AF_UNIX) return "a unix socket";
        return stream ? "a tcp socket" : "a udp socket";
    }

    private int levelV4(SocketSetting setting) {
        return switch (setting) {
            case TTL, DSCP, MULTICAST_TTL, MULTICAST_LOOP -> SocketOptions.IPPROTO_IP;
            default -> levelOfAny(setting);
        };
    }

    private int levelV6(SocketSetting setting) {
        return switch (setting) {
            case TTL, DSCP, MULTICAST_TTL, MULTICAST_LOOP -> SocketOptions.IPPROTO_IPV6;
            default -> levelOfAny(setting);
        };
    }

    private static int levelOfAny(SocketSetting setting) {
        return switch (setting) {
            case NO_DELAY, KEEP_ALIVE_IDLE_S, KEEP_ALIVE_INTERVAL_S, KEEP_ALIVE_PROBES -> SocketOptions.IPPROTO_TCP;
            default -> Libc.SOL_SOCKET;
        };
    }

    private int optionV4(SocketSetting setting) {
        if (family == Libc.AF_UNIX) return optionOfAny(setting);
        return switch (setting) {
            case TTL -> SocketOptions.IP_TTL;
            case DSCP -> SocketOptions.IP_TOS;
            case MULTICAST_TTL -> stream ? NONE : SocketOptions.IP_MULTICAST_TTL;
            case MULTICAST_LOOP -> stream ? NONE : SocketOptions.IP_MULTICAST_LOOP;
            default -> optionOfAny(setting);
        };
    }

    private int optionV6(SocketSetting setting) {
        return switch (setting) {
            case TTL -> SocketOptions.IPV6_UNICAST_HOPS;
            case DSCP -> SocketOptions.IPV6_TCLASS;
            case MULTICAST_TTL -> stream ? NONE : SocketOptions.IPV6_MULTICAST_HOPS;
            case MULTICAST_LOOP -> stream ? NONE : SocketOptions.IPV6_MULTICAST_LOOP;
            default -> optionOfAny(setting);
        };
    }

    private int optionOfAny(SocketSetting setting) {
        if (setting == SocketSetting.RECEIVE_BUFFER) return Libc.SO_RCVBUF;
        if (setting == SocketSetting.SEND_BUFFER) return Libc.SO_SNDBUF;
        if (family == Libc.AF_UNIX) return NONE;
        if (!stream) return setting == SocketSetting.BROADCAST ? SocketOptions.SO_BROADCAST : NONE;
        return switch (setting) {
            case NO_DELAY -> SocketOptions.TCP_NODELAY;
            case KEEP_ALIVE -> SocketOptions.SO_KEEPALIVE;
            case KEEP_ALIVE_IDLE_S -> SocketOptions.TCP_KEEPIDLE;
            case KEEP_ALIVE_INTERVAL_S -> SocketOptions.TCP_KEEPINTVL;
            case KEEP_ALIVE_PROBES -> SocketOptions.TCP_KEEPCNT;
            default -> NONE;
        };
    }

    void membership(boolean join, InetAddress group, NetworkInterface on, @Nullable InetAddress source)
            throws SocketException {
        boolean ipv6 = family == Libc.AF_INET6;
        Memberships.check(ipv6, group, source);
        Errno errno = Errno.ofThread();
        if (SocketOptions.membership(errno, fd, ipv6, join, group, on.getIndex(), source) < 0)
            throw new SocketException("cannot " + (join ? "join" : "leave") + " a multicast group: "
                    + Memberships.text(group, on, source) + " " + errno.description());
    }

    void multicastInterface(NetworkInterface by) throws SocketException {
        Errno errno = Errno.ofThread();
        if (SocketOptions.multicastInterface(errno, fd, family == Libc.AF_INET6, by.getIndex()) < 0)
            throw new SocketException(
                    "cannot choose an interface for multicast: interface=" + by.getName() + " " + errno.description());
    }
}
