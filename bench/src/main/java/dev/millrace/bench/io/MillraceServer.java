package dev.millrace.bench.io;

import static dev.millrace.runtime.Async.async;
import static dev.millrace.runtime.Async.await;

import dev.millrace.future.Future;
import dev.millrace.io.ByteSource;
import dev.millrace.io.StreamListener;
import dev.millrace.io.StreamSocket;
import dev.millrace.reactor.NativeMemory;
import dev.millrace.runtime.Context;
import dev.millrace.runtime.Environment;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A body per connection, which awaits each read; on a context that does not throttle. */
final class MillraceServer {
    private static final int ROOM_BYTES = 1024;

    private MillraceServer() {}

    static int start() throws IOException {
        Context context = Environment.machine().open("echo", Duration.ZERO);
        StreamListener listener = StreamListener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        context.spawn(async(() -> {
            while (true) {
                StreamSocket connection = await(listener.accept());
                context.spawn(echo(connection));
            }
        }));
        return ((InetSocketAddress) listener.localAddress()).getPort();
    }

    private static Future<@Nullable Void> echo(StreamSocket connection) {
        return async(() -> {
            NativeMemory memory = NativeMemory.allocate(ROOM_BYTES);
            try (connection) {
                for (int length; (length = await(connection.read(memory, 0, ROOM_BYTES))) != ByteSource.END; )
                    await(connection.writeAll(memory, 0, length));
            }
            return null;
        });
    }
}
