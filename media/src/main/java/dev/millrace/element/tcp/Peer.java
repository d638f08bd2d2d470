package dev.millrace.element.tcp;

import dev.millrace.future.Future;
import dev.millrace.io.Dns;
import dev.millrace.io.StreamSocket;
import dev.millrace.reactor.StreamOptions;
import dev.millrace.runtime.BlockOn;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/**
 * A host and a port, as people write them.
 *
 * @param host a name or a literal address
 */
record Peer(String host, int port) {
    /** Longer than Linux goes on trying, so that the reason is the system's own. */
    private static final Duration LONGEST_CONNECT = Duration.ofSeconds(150);

    private static final Duration LONGEST_LOOKUP = Duration.ofSeconds(5);

    /** Connects on the context that polls; a name is looked up on the blocking pool. */
    Future<StreamSocket> connect(@Nullable Duration limit) {
        Duration within = limit == null ? LONGEST_CONNECT : limit;
        InetAddress literal = literal();
        return literal == null
                ? StreamSocket.connect(host, port, within)
                : StreamSocket.connect(StreamOptions.connectTo(new InetSocketAddress(literal, port)), within);
    }

    /** The address to listen on; blocks while a name is looked up. */
    InetSocketAddress toListen() throws IOException {
        InetAddress literal = host.equals("localhost") ? InetAddress.ofLiteral("127.0.0.1") : literal();
        if (literal != null) return new InetSocketAddress(literal, port);
        try {
            return new InetSocketAddress(
                    BlockOn.run(Dns.resolve(host, LONGEST_LOOKUP)).getFirst(), port);
        } catch (CompletionException e) {
            throw failure("cannot listen", e);
        }
    }

    private @Nullable InetAddress literal() {
        try {
            return InetAddress.ofLiteral(host);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    /** A failure with host, port and reason. */
    IOException failure(String what, Throwable thrown) {
        Throwable cause =
                thrown instanceof CompletionException && thrown.getCause() != null ? thrown.getCause() : thrown;
        String reason = cause.getMessage() == null ? cause.toString() : cause.getMessage();
        return new IOException(what + ": host=" + host + " port=" + port + " reason=" + reason, cause);
    }
}
