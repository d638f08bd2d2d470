package dev.millrace.examples;

import static dev.millrace.runtime.Async.async;
import static dev.millrace.runtime.Async.await;

import dev.millrace.future.Future;
import dev.millrace.io.StreamListener;
import dev.millrace.io.StreamSocket;
import dev.millrace.reactor.NativeMemory;
import dev.millrace.runtime.Context;
import dev.millrace.runtime.Generator;
import dev.millrace.runtime.JoinHandle;
import java.io.PrintWriter;
import java.lang.foreign.ValueLayout;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** I/O, a computation of its result, more I/O, another computation: as combinators, as a generator, as a body. */
final class IoChain implements OnContext {
    private static final ValueLayout.OfLong NUMBER = ValueLayout.JAVA_LONG_UNALIGNED;

    @Override
    public Future<@Nullable Void> main(Context context, PrintWriter out, List<String> args) {
        return async(() -> {
            try (StreamListener listener =
                    StreamListener.bind(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0))) {
                JoinHandle<@Nullable Void> server = context.spawn(doubling(listener));
                StreamSocket socket = await(StreamSocket.connect(listener.localAddress()));
                try (socket) {
                    out.println("combinators: " + await(combinators(socket)));
                    out.println("generator: " + await(generator(socket)));
                    out.println("await: " + await(body(socket)));
                }
                await(server);
            }
            return null;
        });
    }

    /** Each step is a function of what the step before has given. */
    private static Future<Long> combinators(StreamSocket socket) {
        return doIo(socket)
                .map(data -> compute(data))
                .andThen(result -> doMoreIo(socket, result))
                .map(moreData -> moreCompute(moreData));
    }

    /** Each wait is written out: poll, and if it is not ready, stand still until the next poll. */
    private static Future<Long> generator(StreamSocket socket) {
        return Generator.<Object, Long>of(step -> {
                    long data = step.await(doIo(socket));
                    long moreData = step.await(doMoreIo(socket, compute(data)));
                    return moreCompute(moreData);
                })
                .futurify();
    }

    /** As it would be written if each call blocked. */
    private static Future<Long> body(StreamSocket socket) {
        return async(() -> {
            long data = await(doIo(socket));
            long moreData = await(doMoreIo(socket, compute(data)));
            return moreCompute(moreData);
        });
    }

    private static Future<Long> doIo(StreamSocket socket) {
        return ask(socket, 20);
    }

    private static long compute(long data) {
        return data + 1;
    }

    private static Future<Long> doMoreIo(StreamSocket socket, long result) {
        return ask(socket, result);
    }

    private static long moreCompute(long moreData) {
        return moreData / 2 + 1;
    }

    /** Sends a number and waits for another. */
    private static Future<Long> ask(StreamSocket socket, long number) {
        NativeMemory memory = NativeMemory.allocate(8);
        memory.segment().set(NUMBER, 0, number);
        return socket.writeAll(memory, 0, 8)
                .andThen(() -> socket.readFully(memory, 0, 8))
                .map(_ -> memory.segment().get(NUMBER, 0));
    }

    /** The other end: says each number back, doubled, until its client is done. */
    private static Future<@Nullable Void> doubling(StreamListener listener) {
        return async("doubling", () -> {
            NativeMemory memory = NativeMemory.allocate(8);
            try (StreamSocket client =
                    Objects.requireNonNull(await(listener.connections().next()))) {
                while (await(client.read(memory, 0, 8)) == 8) {
                    memory.segment().set(NUMBER, 0, 2 * memory.segment().get(NUMBER, 0));
                    await(client.writeAll(memory, 0, 8));
                }
            }
            return null;
        });
    }
}
