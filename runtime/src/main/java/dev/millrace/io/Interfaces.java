package dev.millrace.io;

import dev.millrace.reactor.UnknownInterfaceException;
import java.io.IOException;
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
}
