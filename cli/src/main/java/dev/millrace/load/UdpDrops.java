package dev.millrace.load;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Datagrams that the kernel dropped because the receive buffer of a local UDP port was full.
 *
 * <p>Counted from the moment a socket was made: take the difference of two readings. Stateless: any thread may call.
 */
public final class UdpDrops {
    private static final Path NET = Path.of("/proc/net");
    private static final int LOCAL_ADDRESS = 1;
    private static final int DROPS = 12;

    private UdpDrops() {}

    /**
     * The sum over all sockets, IPv4 and IPv6, that are bound to the ports from {@code firstPort} on.
     *
     * @param firstPort 1 to 65535
     * @param ports how many, 1 or more
     * @return null where the system does not tell
     */
    public static @Nullable Long of(int firstPort, int ports) {
        return of(NET, firstPort, ports);
    }

    static @Nullable Long of(Path net, int firstPort, int ports) {
        Long v4 = sum(net.resolve("udp"), firstPort, ports);
        Long v6 = sum(net.resolve("udp6"), firstPort, ports);
        return v4 == null ? v6 : v6 == null ? v4 : Long.valueOf(v4 + v6);
    }

    private static @Nullable Long sum(Path table, int firstPort, int ports) {
        List<String> lines;
        try {
            lines = Files.readAllLines(table);
        } catch (IOException e) {
            return null;
        }
        return lines.stream()
                .skip(1)
                .map(line -> line.strip().split(" +", -1))
                .filter(fields -> fields.length > DROPS && isBetween(port(fields[LOCAL_ADDRESS]), firstPort, ports))
                .mapToLong(fields -> Long.parseLong(fields[DROPS]))
                .sum();
    }

    /** The address is {@code hex:hex}. */
    private static int port(String address) {
        return Integer.parseInt(address.substring(address.indexOf(':') + 1), 16);
    }

    private static boolean isBetween(int port, int first, int count) {
        return port >= first && port - first < count;
    }
}
