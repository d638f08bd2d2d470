package dev.millrace.io;

import static dev.millrace.runtime.Async.async;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import dev.millrace.reactor.NativeMemory;
import dev.millrace.runtime.BlockOn;
import dev.millrace.runtime.Context;
import dev.millrace.runtime.Environment;
import dev.millrace.runtime.JoinHandle;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionException;
import org.assertj.core.api.AbstractThrowableAssert;
import org.assertj.core.api.Assertions;

/** What the tests of sockets share: a body on a context of its own, and bytes. */
final class IoTasks {
    private IoTasks() {}

    /** Runs {@code body} as a task of a new context of this machine; waits for it. */
    static <T> T on(int waitMs, Callable<T> body) throws IOException {
        try (Context context = Environment.machine().open("io-test", Duration.ofMillis(waitMs))) {
            return BlockOn.run(context.spawnNow(async(body)));
        }
    }

    /** Starts another task on the context of this one. */
    static <T> JoinHandle<T> go(Callable<T> body) {
        Context context = Context.current();
        if (context == null) throw new AssertionError("not on a context");
        return context.spawn(async(body));
    }

    static InetSocketAddress loopback(int port) {
        return new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port);
    }

    static NativeMemory memory(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        NativeMemory memory = NativeMemory.allocate(Math.max(bytes.length, 1));
        MemorySegment.copy(bytes, 0, memory.segment(), JAVA_BYTE, 0, bytes.length);
        return memory;
    }

    static String text(NativeMemory memory, int offset, int length) {
        return new String(memory.segment().asSlice(offset, length).toArray(JAVA_BYTE), StandardCharsets.UTF_8);
    }

    /** What stands behind the wrapper of a future. */
    static AbstractThrowableAssert<?, ? extends Throwable> failureOf(Callable<?> body) {
        try {
            body.call();
        } catch (CompletionException e) {
            return Assertions.assertThat(e.getCause());
        } catch (Throwable e) {
            return Assertions.assertThat(e);
        }
        throw new AssertionError("it did not fail");
    }
}
