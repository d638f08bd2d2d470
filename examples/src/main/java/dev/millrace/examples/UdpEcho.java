package dev.millrace.examples;

import static dev.millrace.runtime.Async.async;
import static dev.millrace.runtime.Async.await;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.millrace.future.Future;
import dev.millrace.io.UdpSocket;
import dev.millrace.reactor.Endpoint;
import dev.millrace.reactor.NativeMemory;
import dev.millrace.runtime.Context;
import dev.millrace.runtime.JoinHandle;
import java.io.PrintWriter;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Sockets in direct style: it reads as if each call blocked, and server and client share one thread that never does. */
final class UdpEcho implements OnContext {
    @Override
    public Future<@Nullable Void> main(Context context, PrintWriter out, List<String> args) {
        return async(() -> {
            UdpSocket socket = UdpSocket.bind("127.0.0.1", 0);
            JoinHandle<@Nullable Void> server = context.spawn(echo(socket));
            try (UdpSocket client = UdpSocket.bind("127.0.0.1", 0)) {
                Endpoint there = Endpoint.of(socket.localAddress());
                NativeMemory memory = NativeMemory.allocate(1_500);
                for (int i = 1; i <= 3; i++) {
                    await(client.send(memory, 0, write(memory, "ping " + i), there));
                    out.println("client got back: " + read(memory, await(client.receive(memory, 0, 1_500))));
                }
            }
            server.cancel();
            return null;
        });
    }

    /** Without end: cancelling it has its await throw, which closes the socket. */
    private static Future<@Nullable Void> echo(UdpSocket socket) {
        return async("echo", () -> {
            NativeMemory memory = NativeMemory.allocate(1_500);
            try (socket) {
                while (true) {
                    int length = await(socket.receive(memory, 0, 1_500));
                    Endpoint sender = Objects.requireNonNull(socket.sender());
                    await(socket.send(memory, 0, length, sender));
                }
            }
        });
    }

    private static int write(NativeMemory memory, String text) {
        byte[] bytes = text.getBytes(UTF_8);
        MemorySegment.copy(bytes, 0, memory.segment(), ValueLayout.JAVA_BYTE, 0, bytes.length);
        return bytes.length;
    }

    private static String read(NativeMemory memory, int length) {
        return new String(memory.segment().asSlice(0, length).toArray(ValueLayout.JAVA_BYTE), UTF_8);
    }
}
