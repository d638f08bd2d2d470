package dev.millrace.io;

import static dev.millrace.io.IoTasks.failureOf;
import static dev.millrace.io.IoTasks.go;
import static dev.millrace.io.IoTasks.memory;
import static dev.millrace.io.IoTasks.on;
import static dev.millrace.io.IoTasks.text;
import static dev.millrace.runtime.Async.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.future.Future;
import dev.millrace.future.Futures;
import dev.millrace.reactor.BrokenPipeException;
import dev.millrace.reactor.NativeMemory;
import dev.millrace.runtime.JoinHandle;
import java.io.IOException;
import java.net.InetAddress;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.channels.ClosedChannelException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** Names, processes, signals and standard streams. */
@Timeout(30)
@EnabledOnOs(OS.LINUX)
class SystemTest {
    @Test
    void namesAreLookedUp() throws IOException {
        on(0, () -> {
            assertThat(await(Dns.resolve("127.0.0.1"))).containsExactly(InetAddress.ofLiteral("127.0.0.1"));
            assertThat(await(Dns.resolve("localhost", Duration.ofSeconds(20))))
                    .anyMatch(InetAddress::isLoopbackAddress);
            failureOf(() -> await(Dns.resolve("no-such-host.invalid", Duration.ofSeconds(20))))
                    .isInstanceOf(UnknownHostException.class)
                    .hasMessage("host is unknown: host=no-such-host.invalid");
            return null;
        });
        assertThatThrownBy(() -> Dns.resolve(" ")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aLookupThatTakesTooLongIsLeftBehind() throws IOException {
        CountDownLatch never = new CountDownLatch(1);
        Dns.Lookup slow = host -> {
            try {
                never.await();
            } catch (InterruptedException e) {
                throw new UnknownHostException(host);
            }
            return new InetAddress[0];
        };
        on(0, () -> {
            failureOf(() -> await(Dns.resolve("slow.example", Duration.ofMillis(20), slow)))
                    .isInstanceOf(SocketTimeoutException.class)
                    .hasMessage("host was not looked up in time: host=slow.example limit=PT0.02S");
            return null;
        });
        never.countDown();
    }

    @Test
    void aProcessIsSpokenToAndWaitedFor() throws IOException {
        on(0, () -> {
            Subprocess sort = await(Subprocess.start("sort"));
            NativeMemory words = memory("pear\napple\nfig\n");
            await(sort.stdin().writeAll(words, 0, words.capacity()));
            sort.stdin().close();
            assertThat(await(sort.stdout().lines(100).toList())).containsExactly("apple", "fig", "pear");
            assertThat(await(sort.exited())).isZero();
            assertThat(sort.isAlive()).isFalse();

            Subprocess shell = await(Subprocess.of("sh", "-c", "echo out; echo $WORD >&2; pwd; exit 3")
                    .environment("WORD", "err")
                    .directory(Path.of("/").toFile())
                    .start());
            assertThat(await(shell.stdout().readToEnd(100))).asString().isEqualTo("out\n/\n");
            assertThat(await(shell.stderr().readToEnd(100))).asString().isEqualTo("err\n");
            assertThat(await(shell.exited())).isEqualTo(3);
            return null;
        });
    }

    @Test
    void aProcessIsEnded() throws IOException {
        on(0, () -> {
            Subprocess sleeper = await(Subprocess.start("sleep", "1000"));
            Future<Integer> output = sleeper.stdout().read(NativeMemory.allocate(10), 0, 10);
            JoinHandle<Integer> reader = go(() -> await(output));
            await(Futures.sleepAtLeast(Duration.ofMillis(10)));
            assertThat(reader.isDone()).isFalse();
            sleeper.terminate();
            assertThat(await(sleeper.exited())).isEqualTo(Subprocess.SIGNALLED + 15);
            assertThat(await(reader)).isEqualTo(ByteSource.END);
            Subprocess another =
                    await(Subprocess.of("sleep", "1000").discardOutput().start());
            another.kill();
            assertThat(await(another.exited())).isEqualTo(Subprocess.SIGNALLED + 9);
            failureOf(() -> {
                        NativeMemory much = NativeMemory.allocate(1 << 20);
                        await(another.stdin().writeAll(much, 0, 1 << 20));
                        return null;
                    })
                    .isInstanceOf(BrokenPipeException.class);
            return null;
        });
    }

    @Test
    void aCancelledReadOfAPipeLosesNothing() throws IOException {
        on(0, () -> {
            Subprocess cat = await(Subprocess.start("cat"));
            NativeMemory into = NativeMemory.allocate(10);
            Future<Integer> read = cat.stdout().read(into, 0, 10);
            assertThat(read.poll(() -> {})).isFalse();
            read.cancel();
            await(cat.stdin().writeAll(memory("kept"), 0, 4));
            assertThat(await(cat.stdout().read(into, 0, 2))).isEqualTo(2);
            assertThat(await(cat.stdout().read(into, 2, 8))).isEqualTo(2);
            assertThat(text(into, 0, 4)).isEqualTo("kept");
            JoinHandle<Void> pending = go(() -> {
                failureOf(() -> await(cat.stdout().read(into, 0, 10))).isInstanceOf(ClosedChannelException.class);
                return null;
            });
            await(Futures.sleepAtLeast(Duration.ofMillis(10)));
            cat.stdout().close();
            await(pending);
            cat.kill();
            assertThat(await(cat.exited())).isNotZero();
            return null;
        });
    }

    @Test
    void noSuchProgram() throws IOException {
        on(0, () -> {
            failureOf(() -> await(Subprocess.start("no-such-program-here", "x")))
                    .isInstanceOf(ProgramNotFoundException.class)
                    .hasMessageContaining("program=no-such-program-here reason=no such file");
            failureOf(() -> await(
                            Subprocess.start(Path.of("pom.xml").toAbsolutePath().toString())))
                    .isInstanceOf(ProgramNotFoundException.class)
                    .hasMessageContaining("permission denied");
            failureOf(() -> await(Subprocess.of("true")
                            .directory(Path.of("/no/such/directory").toFile())
                            .start()))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("program=true directory=/no/such/directory");
            return null;
        });
    }

    @Test
    void signalsAreAStreamUntilItIsClosed() throws IOException {
        on(0, () -> {
            String own = Long.toString(ProcessHandle.current().pid());
            SignalStream one = Signals.of("USR1");
            try (SignalStream both = Signals.of("HUP", "USR1", "HUP")) {
                for (String name : new String[] {"USR1", "HUP"}) {
                    Subprocess kill = await(Subprocess.start("kill", "-" + name, own));
                    assertThat(await(kill.exited())).isZero();
                    assertThat(await(both.next())).isEqualTo(name);
                }
                assertThat(await(one.next())).isEqualTo("USR1");
                one.close();
                Signals.raise("USR1");
                assertThat(await(both.next())).isEqualTo("USR1");
            }
            return null;
        });
        assertThatThrownBy(() -> Signals.of("USR1", "KILL"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("signal=KILL");
        assertThatThrownBy(() -> Signals.of("NOPE")).hasMessageContaining("signal=NOPE");
        assertThatThrownBy(Signals::of).isInstanceOf(IllegalArgumentException.class);
    }

    /** In a process of its own, whose standard streams are pipes. */
    @Test
    void standardStreamsOfAChild() throws Exception {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        Process child = new ProcessBuilder(
                        java,
                        "--add-opens=java.base/java.lang=ALL-UNNAMED",
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Shout.class.getName())
                .start();
        try (var out = child.getOutputStream()) {
            out.write("hello\nworld\n".getBytes(StandardCharsets.UTF_8));
        }
        assertThat(new String(child.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                .isEqualTo("HELLO\nWORLD\n");
        assertThat(new String(child.getErrorStream().readAllBytes(), StandardCharsets.UTF_8))
                .isEqualTo("2 lines\n");
        assertThat(child.waitFor()).isZero();
    }

    static final class Shout {
        private Shout() {}

        public static void main(String[] arguments) throws IOException {
            on(0, () -> {
                ByteSink out = StandardStreams.out();
                var lines = StandardStreams.in().lines(100);
                int count = 0;
                for (String line; (line = await(lines.next())) != null; count++) {
                    NativeMemory shouted = memory(line.toUpperCase(java.util.Locale.ROOT) + "\n");
                    await(out.writeAll(shouted, 0, shouted.capacity()));
                }
                NativeMemory said = memory(count + " lines\n");
                await(StandardStreams.err().writeAll(said, 0, said.capacity()));
                return null;
            });
        }
    }
}
