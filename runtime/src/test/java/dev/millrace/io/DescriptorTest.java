package dev.millrace.io;

import static dev.millrace.io.IoTasks.failureOf;
import static dev.millrace.io.IoTasks.go;
import static dev.millrace.io.IoTasks.memory;
import static dev.millrace.io.IoTasks.on;
import static dev.millrace.io.IoTasks.text;
import static dev.millrace.runtime.Async.await;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.future.Future;
import dev.millrace.future.Futures;
import dev.millrace.linux.Errno;
import dev.millrace.linux.StreamCalls;
import dev.millrace.reactor.Backends;
import dev.millrace.reactor.BrokenPipeException;
import dev.millrace.reactor.NativeMemory;
import dev.millrace.runtime.JoinHandle;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.Pipe;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Pipes: descriptors for epoll, channels for the JDK's selectors. */
@Tag("backend")
@Timeout(30)
class DescriptorTest {
    private static final boolean EPOLL = Backends.find().name().equals("epoll");

    private record Ends(Descriptor in, Descriptor out) {
        static Ends open() throws IOException {
            if (!EPOLL) {
                Pipe pipe = Pipe.open();
                return new Ends(Descriptor.of(pipe.source()), Descriptor.of(pipe.sink()));
            }
            MemorySegment ends = Arena.ofAuto().allocate(8, 4);
            assertThat(StreamCalls.pipe(new Errno(), ends.address())).isZero();
            return new Ends(Descriptor.of(ends.get(JAVA_INT, 0), true), Descriptor.of(ends.get(JAVA_INT, 4), true));
        }

        void close() {
            in.close();
            out.close();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 5})
    void readableSaysWhenThereIsSomethingAndNotBefore(int waitMs) throws IOException {
        on(waitMs, () -> {
            Ends ends = Ends.open();
            NativeMemory into = NativeMemory.allocate(16);
            int[] ready = new int[1];
            for (int i = 1; i <= 3; i++) {
                JoinHandle<Void> waiter = go(() -> {
                    await(ends.in().readable());
                    ready[0]++;
                    return null;
                });
                await(Futures.sleepAtLeast(Duration.ofMillis(40)));
                assertThat(ready[0]).isEqualTo(i - 1);
                assertThat(await(ends.out().write(memory("abc"), 0, 3))).isEqualTo(3);
                await(waiter);
                // It is asked anew each time, and nothing was read.
                await(ends.in().readable());
                assertThat(await(ends.in().read(into, 0, 16))).isEqualTo(3);
                assertThat(text(into, 0, 3)).isEqualTo("abc");
            }
            await(ends.out().writable());
            ends.out().close();
            await(ends.in().readable());
            assertThat(await(ends.in().read(into, 0, 16))).isEqualTo(ByteSource.END);
            ends.close();
            return null;
        });
    }

    @Test
    void aFullPipeHasItsWriterWait() throws IOException {
        int total = on(0, () -> {
            Ends ends = Ends.open();
            NativeMemory large = NativeMemory.allocate(1 << 20);
            JoinHandle<Void> writer = go(() -> {
                await(ends.out().writeAll(large, 0, 1 << 20));
                ends.out().close();
                return null;
            });
            await(Futures.sleepAtLeast(Duration.ofMillis(20)));
            assertThat(writer.isDone()).isFalse();
            int length = await(ends.in().readToEnd(1 << 20)).length;
            ends.close();
            return length;
        });
        assertThat(total).isEqualTo(1 << 20);
    }

    @Test
    void nobodyReads() throws IOException {
        on(0, () -> {
            Ends ends = Ends.open();
            ends.in().close();
            failureOf(() -> await(ends.out().write(memory("x"), 0, 1))).isInstanceOf(BrokenPipeException.class);
            ends.close();
            return null;
        });
    }

    @Test
    void closingCompletesThePendingWaitOnce() throws IOException {
        on(0, () -> {
            Ends ends = Ends.open();
            int[] ended = new int[1];
            JoinHandle<Void> waiter = go(() -> {
                failureOf(() -> await(ends.in().readable())).isInstanceOf(ClosedChannelException.class);
                ended[0]++;
                return null;
            });
            await(Futures.sleepAtLeast(Duration.ofMillis(10)));
            ends.close();
            await(waiter);
            assertThat(ended[0]).isOne();
            return null;
        });
    }

    @Test
    void whatTheBackendCannotWaitForIsRefused() throws IOException {
        on(0, () -> {
            if (!EPOLL) {
                assertThatThrownBy(() -> Descriptor.of(0, false))
                        .isInstanceOf(UnsupportedOperationException.class)
                        .hasMessageContaining("backend=nio");
                return null;
            }
            Pipe pipe = Pipe.open();
            assertThatThrownBy(() -> Descriptor.of(pipe.source())).isInstanceOf(UnsupportedOperationException.class);
            pipe.source().close();
            pipe.sink().close();
            assertThatThrownBy(() -> Descriptor.of(99_999, false))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("fd=99999 EBADF");
            return null;
        });
    }

    /** A file is always ready, and epoll has no place for it. */
    @Test
    void aFileIsNothingToWaitFor() throws IOException {
        if (!EPOLL) return;
        on(0, () -> {
            try (var file = new java.io.FileInputStream("pom.xml")) {
                int fd = lastDescriptorOf("pom.xml");
                Descriptor descriptor = Descriptor.of(fd, false);
                Future<?> readable = descriptor.readable();
                failureOf(() -> await(readable)).isInstanceOf(IOException.class).hasMessageContaining("always ready");
                descriptor.close();
                assertThat(file.read()).isNotNegative();
            }
            return null;
        });
    }

    private static int lastDescriptorOf(String name) throws IOException {
        try (var links = java.nio.file.Files.list(java.nio.file.Path.of("/proc/self/fd"))) {
            return links.filter(link -> {
                        try {
                            return java.nio.file.Files.readSymbolicLink(link).endsWith(name);
                        } catch (IOException e) {
                            return false;
                        }
                    })
                    .mapToInt(link -> Integer.parseInt(link.getFileName().toString()))
                    .max()
                    .orElseThrow();
        }
    }
}
