package dev.millrace.io;

import static dev.millrace.io.IoTasks.failureOf;
import static dev.millrace.io.IoTasks.go;
import static dev.millrace.io.IoTasks.loopback;
import static dev.millrace.io.IoTasks.memory;
import static dev.millrace.io.IoTasks.on;
import static dev.millrace.runtime.Async.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.future.Futures;
import dev.millrace.reactor.Backends;
import dev.millrace.reactor.NativeMemory;
import dev.millrace.reactor.TooManyOpenFilesException;
import dev.millrace.runtime.JoinHandle;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** Accept loops without a descriptor left, in a process of its own that has 120. */
@Tag("backend")
@EnabledOnOs(OS.LINUX)
class StreamLimitTest {
    @Test
    void anAcceptLoopNamesTheLimitDoesNotSpinAndGoesOnAfterwards() throws Exception {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        Process process = new ProcessBuilder(
                        "sh",
                        "-c",
                        "ulimit -n 120; exec \"$@\"",
                        "sh",
                        java,
                        "--add-opens=java.base/java.lang=ALL-UNNAMED",
                        "--enable-native-access=ALL-UNNAMED",
                        "-Dmillrace.backend=" + System.getProperty(Backends.PROPERTY, "auto"),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Child.class.getName())
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
        assertThat(output)
                .contains(
                        "accept: dev.millrace.reactor.TooManyOpenFilesException: too many open files while opening an accepted stream at address=127.0.0.1:")
                .contains("limit=120")
                .contains(
                        "connect: dev.millrace.reactor.TooManyOpenFilesException: too many open files while opening a stream to=127.0.0.1:")
                .contains("others: ok")
                .contains("refusals: few")
                .contains("again: ok");
    }

    static final class Child {
        private Child() {}

        public static void main(String[] arguments) throws IOException {
            on(0, () -> {
                StreamListener listener = StreamListener.bind(loopback(0));
                StreamSocket oldClient = await(StreamSocket.connect(listener.localAddress()));
                StreamSocket oldServer = await(listener.accept());
                exchange(oldClient, oldServer);
                // Loads what the refusals need besides, while there are descriptors to load it with.
                failureOf(() -> {
                            throw new CompletionException(new TooManyOpenFilesException("nothing", 1));
                        })
                        .isInstanceOf(IOException.class);
                await(Futures.sleepAtLeast(Duration.ofMillis(1)));
                List<StreamSocket> clients = new ArrayList<>();
                fill(listener, clients);
                List<StreamSocket> accepted = new ArrayList<>();
                JoinHandle<Void> loop = go(() -> {
                    boolean said = false;
                    while (accepted.size() < clients.size()) {
                        try {
                            accepted.add(await(listener.accept()));
                        } catch (CompletionException e) {
                            if (!said) System.out.println("accept: " + String.valueOf(e.getCause()));
                            said = true;
                        }
                    }
                    return null;
                });
                await(Futures.sleepAtLeast(Duration.ofMillis(500)));
                exchange(oldClient, oldServer);
                System.out.println("others: ok");
                System.out.println("refusals: " + (listener.refusals() <= 7 ? "few" : listener.refusals()));
                // Half of the connections go, which makes room for the other half.
                for (int i = 0; i < clients.size() / 2; i++) clients.get(i).close();
                await(Futures.sleepAtLeast(Duration.ofSeconds(1)));
                System.out.println(accepted.isEmpty() ? "again: nothing" : "again: ok");
                loop.cancel();
                accepted.forEach(StreamSocket::close);
                clients.forEach(StreamSocket::close);
                listener.close();
                return null;
            });
        }

        /** Connects until no descriptor is left; the listener accepts none of them. */
        private static void fill(StreamListener listener, List<StreamSocket> clients) {
            try {
                while (true) clients.add(await(StreamSocket.connect(listener.localAddress())));
            } catch (CompletionException e) {
                System.out.println("connect: " + String.valueOf(e.getCause()));
            }
        }

        private static void exchange(StreamSocket client, StreamSocket server) {
            await(client.writeAll(memory("x"), 0, 1));
            await(server.readFully(NativeMemory.allocate(1), 0, 1));
        }
    }
}
