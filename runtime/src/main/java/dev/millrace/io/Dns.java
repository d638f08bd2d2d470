package dev.millrace.io;

import dev.millrace.future.Future;
import dev.millrace.future.TimedOutException;
import java.net.InetAddress;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionException;

/**
 * Looks up the addresses of host names, as the system does, on the blocking pool.
 *
 * <p>The system's lookup cannot be stopped: one that was cancelled or timed out keeps its thread until it ends by itself.
 */
public final class Dns {
    /** What is asked: the system, or in a test something else. */
    @FunctionalInterface
    interface Lookup {
        InetAddress[] addresses(String host) throws UnknownHostException;
    }

    private Dns() {}

    /**
     * The addresses of a host, at least one, in the order in which the system prefers them. A literal IP address is itself.
     * Fails with an {@link UnknownHostException} that names the host.
     */
    public static Future<List<InetAddress>> resolve(String host) {
        return resolve(host, InetAddress::getAllByName);
    }

    /** As {@link #resolve(String)}, with a {@link SocketTimeoutException} that names the host after {@code limit}. */
    public static Future<List<InetAddress>> resolve(String host, Duration limit) {
        return resolve(host, limit, InetAddress::getAllByName);
    }

    static Future<List<InetAddress>> resolve(String host, Duration limit, Lookup lookup) {
        return resolve(host, lookup).timeout(limit).mapError(failure -> {
            if (!(failure instanceof TimedOutException)) return failure;
            SocketTimeoutException named =
                    new SocketTimeoutException("host was not looked up in time: host=" + host + " limit=" + limit);
            named.initCause(failure);
            return new CompletionException(named);
        });
    }

    static Future<List<InetAddress>> resolve(String host, Lookup lookup) {
        if (host.isBlank())
            throw new IllegalArgumentException("host name is empty: host=\"" + host + "\"; use a name or an address");
        return Outside.blocking("host names", () -> {
            try {
                return List.of(lookup.addresses(host));
            } catch (UnknownHostException e) {
                UnknownHostException named = new UnknownHostException("host is unknown: host=" + host);
                named.initCause(e);
                throw named;
            }
        });
    }
}
