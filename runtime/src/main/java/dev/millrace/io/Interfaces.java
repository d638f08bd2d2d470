package dev.millrace.io;

import dev.millrace.reactor.UnknownInterfaceException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Finds network interfaces by name. Asks the system, which takes microseconds and no network. */
public final class Interfaces {
    private Interfaces() {}

    /**
     * The interface of this name, such as {@code lo}, or of this index.
     *
     * @throws UnknownInterfaceException when there is none, with the names of those that there are
     */
    public static NetworkInterface named(String name) throws IOException {
        NetworkInterface found = NetworkInterface.getByName(name);
        if (found == null && !name.isEmpty() && name.chars().allMatch(Character::isDigit) && name.length() < 10)
            found = NetworkInterface.getByIndex(Integer.parseInt(name));
        if (found != null) return found;
        String known = NetworkInterface.networkInterfaces()
                .map(NetworkInterface::getName)
                .collect(Collectors.joining(", "));
        throw new UnknownInterfaceException(name, known);
    }

    /** Those of a list of names with commas between them, in its order. */
    public static List<NetworkInterface> listed(String names) throws IOException {
        List<NetworkInterface> found = new ArrayList<>();
        for (String name : names.split(",", -1)) found.add(named(name.strip()));
        return found;
    }

    /**
     * The interface that multicast of this family goes by when none is named: the first that is up, is no loopback and has an
     * address of the family; else the loopback.
     *
     * @throws UnknownInterfaceException when there is neither
     */
    public static NetworkInterface forMulticast(InetAddress group) throws IOException {
        NetworkInterface loopback = null;
        for (NetworkInterface one : NetworkInterface.networkInterfaces().toList()) {
            if (!one.isUp() || one.inetAddresses().noneMatch(own -> own.getClass() == group.getClass())) continue;
            if (one.isLoopback()) loopback = one;
            else if (one.supportsMulticast()) return one;
        }
        if (loopback != null) return loopback;
        throw new UnknownInterfaceException("(any for " + group.getHostAddress() + ")", "none of this family");
    }
}
