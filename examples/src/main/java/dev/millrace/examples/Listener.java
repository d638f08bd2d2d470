package dev.millrace.examples;

import static dev.millrace.runtime.Async.async;
import static dev.millrace.runtime.Async.await;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.millrace.future.Future;
import dev.millrace.io.ByteSource;
import dev.millrace.io.StreamListener;
import dev.millrace.io.StreamSocket;
import dev.millrace.reactor.NativeMemory;
import dev.millrace.runtime.Context;
import dev.millrace.runtime.JoinHandle;
import java.io.IOException;
import java.io.PrintWriter;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A TCP server twice: as a loop that starts a body per connection, and as a stream whose items start composed futures. */
final class Listener implements OnContext {
    @Override
    public Future<@Nullable Void> main(Context context, PrintWriter out, List<String> args) {
        return async(() -> {
            out.println("a body per connection");
            try (StreamListener listener = listen()) {
                JoinHandle<@Nullable Void> server = context.spawn(acceptLoop(context, listener));
                threeClients(listener, out);
                server.cancel();
            }
            out.println("a composed future per connection");
            try (StreamListener listener = listen()) {
                context.spawn(listener.connections().forEach(connection -> context.spawn(answer(connection))));
                threeClients(listener, out);
            }
            return null;
        });
    }

    private static StreamListener listen() throws IOException {
        return StreamListener.bind(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0));
    }

    /** It reads as if accept blocked, and the loop goes on while the connections are served. */
    private static Future<@Nullable Void> acceptLoop(Context context, StreamListener listener) {
        return async("accept", () -> {
            while (true) {
                StreamSocket connection = await(listener.accept());
                context.spawn(handle(connection));
            }
        });
    }

    /** Says back whatever comes, until the other end is done. */
    private static Future<@Nullable Void> handle(StreamSocket connection) {
        return async("connection", () -> {
            NativeMemory memory = NativeMemory.allocate(100);
            try (connection) {
                for (int length; (length = await(connection.read(memory, 0, 100))) != ByteSource.END; )
                    await(connection.writeAll(memory, 0, length));
            }
            return null;
        });
    }

    /** The same for one message, as a chain without a stack. */
    private static Future<?> answer(StreamSocket connection) {
        NativeMemory memory = NativeMemory.allocate(100);
        return connection
                .read(memory, 0, 100)
                .andThen(length -> connection.writeAll(memory, 0, length))
                .inspect(_ -> connection.close());
    }

    /** All are connected before one of them says a word, and the last to come is the first to speak. */
    private static void threeClients(StreamListener listener, PrintWriter out) {
        List<StreamSocket> clients = new ArrayList<>();
        for (int i = 0; i < 3; i++) clients.add(await(StreamSocket.connect(listener.localAddress())));
        NativeMemory memory = NativeMemory.allocate(100);
        for (int i = 2; i >= 0; i--) {
            try (StreamSocket client = clients.get(i)) {
                byte[] words = ("hello " + (i + 1)).getBytes(UTF_8);
                MemorySegment.copy(words, 0, memory.segment(), ValueLayout.JAVA_BYTE, 0, words.length);
                await(client.writeAll(memory, 0, words.length));
                await(client.readFully(memory, 0, words.length));
                byte[] back = memory.segment().asSlice(0, words.length).toArray(ValueLayout.JAVA_BYTE);
                out.println("  got back: " + new String(back, UTF_8));
            }
        }
    }
}
