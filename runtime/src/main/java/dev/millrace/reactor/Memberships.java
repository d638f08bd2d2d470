package dev.millrace.reactor;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import org.jspecify.annotations.Nullable;

/** What both backends say about the arguments of a multicast membership. */
final class Memberships {
    private Memberships() {}

    static void check(boolean ipv6, InetAddress group, @Nullable InetAddress source) throws AddressFamilyException {
        if (!group.isMulticastAddress())
            throw new IllegalArgumentException(
                    "not a multicast address: group=" + group.getHostAddress() + "; use 224.0.0.0/4 or ff00::/8");
        checkFamily(ipv6, group);
        if (source != null) checkFamily(ipv6, source);
    }

    private static void checkFamily(boolean ipv6, InetAddress address) throws AddressFamilyException {
        if (address instanceof Inet6Address != ipv6)
            throw AddressFamilyException.of(
                    "join a multicast group: address=" + address.getHostAddress(),
                    ipv6,
                    new InetSocketAddress(address, 0));
    }

    static String text(InetAddress group, NetworkInterface on, @Nullable InetAddress source) {
        return "group=" + group.getHostAddress() + " interface=" + on.getName()
                + (source == null ? "" : " source=" + source.getHostAddress());
    }
}
