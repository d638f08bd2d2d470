package dev.millrace.sim;

import static dev.millrace.future.Futures.pollFn;
import static dev.millrace.future.Futures.sleep;
import static dev.millrace.runtime.Async.async;
import static dev.millrace.runtime.Async.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.future.Futures;
import dev.millrace.reactor.BrokenPipeException;
import dev.millrace.reactor.ConnectionResetException;
import dev.millrace.reactor.Endpoint;
import dev.millrace.reactor.ListenerHandle;
import dev.millrace.reactor.ListenerOptions;
import dev.millrace.reactor.NativeMemory;
import dev.millrace.reactor.Registration;
import dev.millrace.reactor.StreamHandle;
import dev.millrace.reactor.StreamOptions;
import dev.millrace.reactor.UnixAddress;
import dev.millrace.runtime.BlockOn;
import dev.millrace.runtime.Context;
import java.io.IOException;
import java.lang.foreign.ValueLayout;
import java.net.BindException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.NoRouteToHostException;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Streams of the simulated network at the level of handles, as a socket uses them. */
@Tag("loop-mode")
class SimulatedStreamsTest {
    private static final InetSocketAddress SERVER = Endpoint.of("192.0.2.2", 80).address();

    private final NativeMemory memory = NativeMemory.allocate(65_536);

    /** A handle with its registration; blocks in a body. */
    private record Stream(StreamHandle handle, Registration registration) {
        static Stream of(StreamHandle handle) throws IOException {
            return new Stream(
                    handle, Objects.requireNonNull(Context.current()).reactor().register(handle));
        }

        static Stream connect(SocketAddress to) throws IOException {
            Stream stream = of(Objects.requireNonNull(Context.current())
                    .environment()
                    .backend()
                    .openStream(StreamOptions.connectTo(to)));
            while (!stream.handle.finishConnect()) {
                stream.registration.sendRefused();
                await(pollFn(stream.registration::pollWritable));
            }
            return stream;
        }

        int read(NativeMemory into, int most) throws IOException {
            while (true) {
                await(pollFn(registration::pollReadable));
                int length = handle.read(into, 0, most);
                if (length != StreamHandle.WOULD_BLOCK) {
                    registration.received();
                    return length;
                }
                registration.drained();
            }
        }

        void write(NativeMemory from, int length) throws IOException {
            for (int done = 0; done < length; ) {
                await(pollFn(registration::pollWritable));
                int taken = handle.write(from, done, length - done);
                if (taken == StreamHandle.WOULD_BLOCK) registration.sendRefused();
                else done += taken;
            }
        }

        void close() {
            registration.close();
            handle.close();
        }
    }

    private static Stream accept(ListenerHandle listener, Registration registration) throws IOException {
        while (true) {
            await(pollFn(registration::pollReadable));
            StreamHandle handle = listener.accept();
            if (handle != null) {
                registration.received();
                return Stream.of(handle);
            }
            registration.drained();
        }
    }

    /** Runs a server body for one connection on the host "server", and a client body; returns what the client's gives. */
    private static <T> T serve(
            Simulation sim, int waitMs, java.util.function.Function<Stream, Callable<?>> server, Callable<T> client)
            throws IOException {
        SimulatedHost host = sim.host("server", "192.0.2.2");
        try (Context there = host.acquire("server", Duration.ofMillis(waitMs));
                Context here = sim.environment().acquire("client", Duration.ofMillis(waitMs))) {
            ListenerHandle listener = host.backend().openListener(ListenerOptions.bindTo(SERVER));
            there.spawn(async(() -> {
                Registration registration = there.reactor().register(listener);
                Stream stream = accept(listener, registration);
                return server.apply(stream).call();
            }));
            return BlockOn.run(here.spawn(async(client)));
        }
    }

    private static Callable<?> echo(Stream stream) {
        NativeMemory buffer = NativeMemory.allocate(10_000);
        return () -> {
            for (int length; (length = stream.read(buffer, 10_000)) != StreamHandle.END; ) stream.write(buffer, length);
            stream.close();
            return null;
        };
    }

    /** A megabyte, over a bad network, through windows of 64 KB; in both kinds of contexts; and twice the same. */
    @Test
    void everythingArrivesInOrderWhateverTheNetworkDoes() {
        for (int waitMs : new int[] {0, 20}) {
            Simulation.Body body = sim -> {
                sim.network().conditions().loss(0.1).reorder(0.2).duplicate(0.1);
                sim.network().delay(Duration.ofMillis(1), Duration.ofMillis(20));
                int total = 1 << 20;
                long sum = serve(sim, waitMs, SimulatedStreamsTest::echo, () -> {
                    Stream stream = Stream.connect(SERVER);
                    Context context = Objects.requireNonNull(Context.current());
                    NativeMemory out = NativeMemory.allocate(32_768);
                    context.spawn(async(() -> {
                        for (int sent = 0; sent < total; sent += out.capacity()) {
                            for (int i = 0; i < out.capacity(); i++)
                                out.segment().set(ValueLayout.JAVA_BYTE, i, (byte) ((sent + i) % 251));
                            stream.write(out, out.capacity());
                        }
                        stream.handle().shutdownOutput();
                        return null;
                    }));
                    int got = 0;
                    for (int length; (length = stream.read(memory, 65_536)) != StreamHandle.END; ) {
                        for (int i = 0; i < length; i++, got++)
                            assertThat(memory.segment().get(ValueLayout.JAVA_BYTE, i))
                                    .isEqualTo((byte) (got % 251));
                    }
                    stream.close();
                    return (long) got;
                });
                assertThat(sum).isEqualTo(total);
            };
            assertThat(Simulation.run(5, body)).isEqualTo(Simulation.run(5, body));
        }
    }

    @Test
    void whoWritesWaitsForWhoReads() {
        Simulation.run(1, sim -> {
            long stoodNs = serve(
                    sim,
                    0,
                    stream -> () -> {
                        await(sleep(Duration.ofSeconds(3)));
                        return echo(stream).call();
                    },
                    () -> {
                        Stream stream = Stream.connect(SERVER);
                        stream.write(memory, 65_536);
                        stream.write(memory, 1);
                        return sim.nowNs();
                    });
            assertThat(stoodNs).isGreaterThanOrEqualTo(3_000_000_000L);
        });
    }

    @Test
    void aClosedListenerRefusesAnUnknownHostIsUnreachable() {
        Simulation.run(1, sim -> {
            sim.host("server", "192.0.2.2");
            try (Context context = sim.environment().acquire("c", Duration.ZERO)) {
                assertThatThrownBy(() -> BlockOn.run(context.spawn(async(() -> Stream.connect(SERVER)))))
                        .hasRootCauseInstanceOf(ConnectException.class)
                        .hasMessageContaining("to=192.0.2.2:80 connection refused");
                assertThatThrownBy(() -> BlockOn.run(context.spawn(async(() ->
                                Stream.connect(Endpoint.of("192.0.2.77", 80).address())))))
                        .hasRootCauseInstanceOf(NoRouteToHostException.class)
                        .hasMessageContaining("192.0.2.77");
            }
        });
    }

    @Test
    void aConnectThroughAPartitionWaitsUntilItHeals() {
        Simulation.run(1, sim -> {
            SimulatedHost server = sim.host("server", "192.0.2.2");
            sim.network().partition(sim.environment(), server, true);
            var healing = Futures.sleep(Duration.ofSeconds(5));
            sim.environment().startThread("healer", () -> {
                BlockOn.run(healing);
                sim.network().partition(sim.environment(), server, false);
            });
            long connectedNs = serve(sim, 0, SimulatedStreamsTest::echo, () -> {
                Stream.connect(SERVER);
                return sim.nowNs();
            });
            assertThat(connectedNs).isBetween(5_000_000_000L, 5_400_000_000L);
        });
    }

    @Test
    void whoClosesWithSomethingUnreadBreaksOff() {
        Simulation.run(1, sim -> {
            String outcome = serve(
                    sim,
                    0,
                    stream -> () -> {
                        stream.read(memory, 1);
                        stream.close();
                        return null;
                    },
                    () -> {
                        Stream stream = Stream.connect(SERVER);
                        stream.write(memory, 100);
                        String read = thrown(() -> stream.read(memory, 10));
                        return read + " "
                                + thrown(() -> {
                                    stream.write(memory, 10);
                                    return 0;
                                });
                    });
            assertThat(outcome)
                    .isEqualTo(ConnectionResetException.class.getSimpleName() + " "
                            + BrokenPipeException.class.getSimpleName());
        });
    }

    private static String thrown(Callable<?> call) {
        try {
            return "gave " + call.call();
        } catch (Exception e) {
            return e.getClass().getSimpleName();
        }
    }

    @Test
    void unixSocketsKnowNoNetwork() {
        Simulation.run(1, sim -> {
            sim.network().loss(1);
            UnixAddress name = UnixAddress.ofAbstract("service");
            try (Context context = sim.environment().acquire("c", Duration.ZERO)) {
                ListenerHandle listener = sim.environment().backend().openListener(ListenerOptions.bindTo(name));
                assertThatThrownBy(() -> sim.environment().backend().openListener(ListenerOptions.bindTo(name)))
                        .isInstanceOf(BindException.class);
                context.spawn(
                        async(() -> echo(accept(listener, context.reactor().register(listener)))
                                .call()));
                assertThat(BlockOn.run(context.spawn(async(() -> {
                            Stream stream = Stream.connect(name);
                            stream.write(memory, 500);
                            return stream.read(memory, 1_000);
                        }))))
                        .isEqualTo(500);
            }
        });
    }
}
