package dev.millrace.examples;

import static dev.millrace.future.Futures.sleep;
import static dev.millrace.runtime.Async.async;
import static dev.millrace.runtime.Async.await;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.millrace.future.Future;
import dev.millrace.future.Stream;
import dev.millrace.io.StreamListener;
import dev.millrace.io.StreamSocket;
import dev.millrace.reactor.NativeMemory;
import dev.millrace.runtime.Context;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A place where repositories live, on this machine: {@code /reef/issues} and {@code /reef/pulls} give two lines each, after a
 * while. An HTTP server of one request per connection, and its client, both tasks of one context.
 */
final class Forge implements AutoCloseable {
    private static final int LONGEST_LINE = 1_000;
    private static final String OK = "HTTP/1.1 200 OK";

    private final StreamListener listener;
    private final Duration thinks;

    /** On {@code context}, whose thread calls; each answer takes as long as {@code thinks}. */
    Forge(Context context, Duration thinks) throws IOException {
        this.thinks = thinks;
        listener = StreamListener.bind(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0));
        context.spawn(listener.connections().forEach(connection -> context.spawn(answer(connection))));
    }

    // ---- the server

    private Future<@Nullable Void> answer(StreamSocket connection) {
        return async("answer", () -> {
            try (connection) {
                Stream<String> lines = connection.lines(LONGEST_LINE);
                String request = await(lines.next());
                skipHeaders(lines);
                await(sleep(thinks));
                if (request != null) say(connection, response(request.split("[/ ]+", -1)));
            }
            return null;
        });
    }

    /** To {@code GET /reef/issues HTTP/1.1}, by its words. */
    private static String response(String[] words) {
        if (words.length != 5 || !words[0].equals("GET"))
            return "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
        String text = words[1] + ": one of its " + words[2] + "\n" + words[1] + ": another of its " + words[2] + "\n";
        return OK + "\r\nContent-Type: text/plain\r\nContent-Length: " + text.getBytes(UTF_8).length
                + "\r\nConnection: close\r\n\r\n" + text;
    }

    // ---- the client

    /** The lines behind {@code path}, such as {@code reef/issues}. */
    Future<List<String>> get(String path) {
        return async("get", () -> {
            try (StreamSocket connection = await(StreamSocket.connect(listener.localAddress()))) {
                say(connection, "GET /" + path + " HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n");
                Stream<String> lines = connection.lines(LONGEST_LINE);
                String status = await(lines.next());
                if (!OK.equals(status))
                    throw new IllegalStateException("no answer: path=" + path + " status=" + status);
                skipHeaders(lines);
                return await(lines.toList());
            }
        });
    }

    // ---- both

    private static void skipHeaders(Stream<String> lines) {
        for (String line; (line = await(lines.next())) != null && !line.isEmpty(); ) {}
    }

    private static void say(StreamSocket connection, String text) {
        byte[] bytes = text.getBytes(UTF_8);
        NativeMemory memory = NativeMemory.allocate(bytes.length);
        MemorySegment.copy(bytes, 0, memory.segment(), ValueLayout.JAVA_BYTE, 0, bytes.length);
        await(connection.writeAll(memory, 0, bytes.length));
    }

    /** Takes no more connections. */
    @Override
    public void close() {
        listener.close();
    }
}
