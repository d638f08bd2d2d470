package dev.millrace.sim;

import static dev.millrace.future.Futures.join;
import static dev.millrace.future.Futures.sleep;
import static dev.millrace.runtime.Async.async;
import static dev.millrace.runtime.Async.await;
import static dev.millrace.runtime.Offload.blocking;
import static dev.millrace.runtime.Offload.dedicated;
import static dev.millrace.runtime.Offload.parallel;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.future.Completer;
import dev.millrace.future.Futures;
import dev.millrace.io.AsyncFiles;
import dev.millrace.io.Dns;
import dev.millrace.io.Signals;
import dev.millrace.io.Subprocess;
import dev.millrace.runtime.BlockOn;
import dev.millrace.runtime.Context;
import dev.millrace.runtime.Environment;
import dev.millrace.runtime.Generator;
import dev.millrace.runtime.JoinHandle;
import dev.millrace.runtime.ThreadScope;
import dev.millrace.sync.Channels;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("loop-mode")
class SimulationTest {
    private static final Duration HOUR = Duration.ofHours(1);

    @Test
    void timePassesWhileEverythingWaitsAndAtOnce() {
        Simulation.run(1, sim -> {
            BlockOn.run(sleep(Duration.ofMinutes(10)));
            assertThat(sim.nowNs()).isEqualTo(Duration.ofMinutes(10).toNanos());
            sim.advance(Duration.ofMinutes(1));
            assertThat(sim.environment().nowNs())
                    .isEqualTo(Duration.ofMinutes(11).toNanos());
        });
    }

    @Test
    void theThreadIsTheMachinesAgainAfterwards() {
        Simulation.run(1, _ -> BlockOn.run(parallel(() -> 1)));
        assertThat(Environment.current()).isSameAs(Environment.machine());
    }

    @Test
    void whatTheMachineHasIsRefusedByName() {
        Simulation.run(1, sim -> {
            try (Context context = sim.environment().acquire("c", Duration.ZERO)) {
                for (var outside : List.of(
                        AsyncFiles.read(Path.of("pom.xml"), 1 << 20).map(bytes -> "read"),
                        AsyncFiles.list(Path.of(".")).count().map(count -> "listed"),
                        Dns.resolve("localhost").map(addresses -> "resolved"),
                        Futures.defer(() -> Subprocess.start("true")).map(process -> "started")))
                    assertThatThrownBy(() -> BlockOn.run(context.spawn(outside)))
                            .isInstanceOf(UnsupportedInSimulationException.class)
                            .hasMessageContaining("a simulation has no ");
                assertThatThrownBy(() -> context.enter(() -> Signals.of("HUP")))
                        .isInstanceOf(UnsupportedInSimulationException.class)
                        .hasMessageContaining("signals");
                assertThatThrownBy(() -> BlockOn.run(context.pin(new BitSet())))
                        .isInstanceOf(UnsupportedInSimulationException.class)
                        .hasMessageContaining("processors");
            }
        });
    }

    @Test
    void contextsTurnByThemselvesThrottledOrNot() {
        for (int waitMs : new int[] {0, 20})
            Simulation.run(1, sim -> {
                try (Context context = sim.environment().acquire("c", Duration.ofMillis(waitMs))) {
                    JoinHandle<Long> body = context.spawn(async(() -> {
                        long beganNs = context.nowNs();
                        for (int i = 0; i < 10; i++) await(sleep(Duration.ofMillis(100)));
                        return context.nowNs() - beganNs;
                    }));
                    assertThat(BlockOn.run(body)).isBetween(980_000_000L, 1_020_000_000L);
                    assertThat(context.<String>enter(() -> context.name())).isEqualTo("c");
                    assertThat(context.stats().turns()).isPositive();
                }
                assertThat(sim.environment().openContexts()).isEmpty();
            });
    }

    @Test
    void aThrottledContextIsLeftAloneBetweenItsSlices() {
        Simulation.run(1, sim -> {
            try (Context context = sim.environment().acquire("c", Duration.ofMillis(20))) {
                sim.advance(Duration.ofMillis(5));
                long askedNs = sim.nowNs();
                long ranNs = BlockOn.run(context.spawn(Futures.lazy(sim::nowNs)));
                assertThat(ranNs - askedNs).isEqualTo(15_000_000);
                sim.advance(Duration.ofMillis(5));
                askedNs = sim.nowNs();
                assertThat(BlockOn.run(context.spawnNow(Futures.lazy(sim::nowNs))))
                        .isEqualTo(askedNs);
                sim.advance(Duration.ofSeconds(10));
                assertThat(context.stats().turns()).isBetween(500L, 503L);
            }
        });
    }

    @Test
    void threadsPoolsAndScopesBlockInSimulatedTime() {
        Simulation.run(1, sim -> {
            try (Context context = sim.environment().acquire("c", Duration.ZERO)) {
                var total = context.spawn(async(() -> {
                    int slept = await(blocking(() -> {
                        BlockOn.run(sleep(HOUR.dividedBy(10)));
                        return 1;
                    }));
                    int computed = await(parallel(() ->
                            IntStream.range(0, 1 << 16).parallel().map(_ -> 1).sum()));
                    int own = await(dedicated("own", () -> BlockOn.run(Futures.ready(7))));
                    return slept + computed + own;
                }));
                assertThat(BlockOn.run(total)).isEqualTo(1 + (1 << 16) + 7);
                assertThat(sim.nowNs()).isEqualTo(HOUR.dividedBy(10).toNanos());
            }
            int[] numbers = {1, 2, 3, 4};
            try (ThreadScope scope = ThreadScope.open()) {
                var low = scope.fork(() -> numbers[0] + numbers[1]);
                var high = scope.fork(() -> {
                    BlockOn.run(sleep(Duration.ofSeconds(1)));
                    return numbers[2] + numbers[3];
                });
                scope.join();
                assertThat(low.get() + high.get()).isEqualTo(10);
            }
        });
    }

    @Test
    void locksAndLatchesOfTheJdkWorkBetweenThreads() {
        Simulation.explore(1, 20, sim -> {
            ReentrantLock lock = new ReentrantLock();
            CountDownLatch done = new CountDownLatch(3);
            List<Integer> order = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                int number = i;
                sim.environment().startThread("t" + i, () -> {
                    lock.lock();
                    try {
                        BlockOn.run(sleep(Duration.ofMillis(10)));
                        order.add(number);
                    } finally {
                        lock.unlock();
                    }
                    done.countDown();
                });
            }
            done.await();
            assertThat(order).containsExactlyInAnyOrder(0, 1, 2);
            assertThat(sim.nowNs()).isEqualTo(30_000_000);
        });
    }

    @Test
    void bodiesOnAThreadThatBlocksAndGeneratorsWork() {
        Simulation.run(1, sim -> {
            assertThat(BlockOn.run(async(() -> {
                        await(sleep(Duration.ofSeconds(2)));
                        return await(async(() -> 5));
                    })))
                    .isEqualTo(5);
            try (var numbers = Generator.<Integer, String>of(out -> {
                out.emit(1);
                return "end";
            })) {
                assertThat(numbers.resume()).isEqualTo(new Generator.Yielded<>(1));
                assertThat(numbers.resume()).isEqualTo(new Generator.Complete<>("end"));
            }
            try (Context context = sim.environment().acquire("c", Duration.ZERO)) {
                var inTask = context.spawn(Generator.<Integer, String>of(out -> {
                            out.emit(1);
                            out.await(sleep(Duration.ofSeconds(1)));
                            return "end";
                        })
                        .futurify());
                assertThat(BlockOn.run(inTask)).isEqualTo("end");
            }
        });
    }

    /** Which of the two threads is first is chance; and the same chance with the same seed. */
    @Test
    void theSeedDecidesWhoIsFirst() {
        Set<List<String>> orders = new HashSet<>();
        Set<Long> hashes = new HashSet<>();
        for (int seed = 0; seed < 40; seed++) {
            List<String> first = new ArrayList<>();
            var outcome = Simulation.run(seed, sim -> race(sim, first));
            List<String> second = new ArrayList<>();
            var again = Simulation.run(seed, sim -> race(sim, second));
            assertThat(second).isEqualTo(first);
            assertThat(again).isEqualTo(outcome);
            orders.add(first);
            hashes.add(outcome.traceHash());
        }
        assertThat(orders).hasSizeGreaterThan(10);
        assertThat(hashes).hasSizeGreaterThan(30);
    }

    private static void race(Simulation sim, List<String> order) throws Exception {
        var channel = Channels.<String>unbounded();
        try (Context one = sim.environment().acquire("one", Duration.ZERO);
                Context two = sim.environment().acquire("two", Duration.ofMillis(20))) {
            var all = new ArrayList<JoinHandle<?>>();
            for (String name : List.of("a", "b", "c"))
                for (Context context : List.of(one, two))
                    all.add(context.spawn(async(() -> {
                        for (int i = 0; i < 3; i++) {
                            await(channel.sender().send(name + "@" + context.name()));
                            await(sleep(Duration.ofMillis(sim.random().nextInt(30))));
                        }
                        return null;
                    })));
            sim.environment().startThread("reader", () -> {
                for (String item; (item = BlockOn.run(channel.receiver().next())) != null; ) order.add(item);
            });
            for (JoinHandle<?> handle : all) BlockOn.run(handle);
        }
        channel.sender().close();
        sim.advance(Duration.ofMillis(1));
        assertThat(order).hasSize(18);
    }

    @Test
    void aNoteIsPartOfTheTrace() {
        long one = Simulation.run(1, sim -> sim.note(1)).traceHash();
        assertThat(Simulation.run(1, sim -> sim.note(2)).traceHash()).isNotEqualTo(one);
        assertThat(Simulation.run(1, sim -> sim.note(1)).traceHash()).isEqualTo(one);
    }

    @Test
    void aFailureNamesTheSeedAndTheCommandThatReplaysIt() {
        assertThatThrownBy(() -> Simulation.explore(5, 100, sim -> {
                    sim.advance(Duration.ofMillis(3));
                    if (sim.seed() == 7) throw new IllegalArgumentException("planted");
                }))
                .isInstanceOfSatisfying(
                        SimulationFailure.class,
                        failure -> assertThat(failure.seed()).isEqualTo(7))
                .hasMessageContaining("seed=7 atNs=3000000")
                .hasMessageContaining("planted")
                .hasMessageContaining("mvn -pl runtime -am test"
                        + " -Dtest='SimulationTest#aFailureNamesTheSeedAndTheCommandThatReplaysIt' -Dmillrace.seed=7")
                .hasRootCauseMessage("planted");
    }

    @Test
    void aFailureOfAnyThreadOrComputationEndsIt() {
        assertThatThrownBy(() -> Simulation.run(1, sim -> {
                    sim.environment().startThread("t", () -> {
                        throw new IllegalStateException("planted");
                    });
                    sim.advance(HOUR.dividedBy(2));
                }))
                .hasRootCauseMessage("planted");
    }

    @Test
    void waitsThatNothingCanEndAreTold() {
        assertThatThrownBy(() -> Simulation.run(1, sim -> {
                    try (var _ = sim.environment().acquire("c", Duration.ZERO)) {
                        BlockOn.run(new Completer<String>());
                    }
                }))
                .hasRootCauseInstanceOf(SimulationDeadlockException.class)
                .hasMessageContaining("thread main")
                .hasMessageContaining("context c")
                .hasMessageContaining("waitsThatNothingCanEndAreTold");
        assertThatThrownBy(() -> Simulation.run(1, sim -> {
                    sim.limit(Duration.ofMinutes(1));
                    try (var _ = sim.environment().acquire("c", Duration.ofMillis(20))) {
                        BlockOn.run(new Completer<String>());
                    }
                }))
                .hasMessageContaining("does not end: limit=PT1M");
    }

    @Test
    void realTimeIsRefusedOnThreadsAndInBodies() {
        assertThatThrownBy(() -> Simulation.run(1, _ -> Thread.sleep(10)))
                .hasRootCauseInstanceOf(UnsupportedInSimulationException.class)
                .hasMessageContaining("waits in real time: thread=main");
        assertThatThrownBy(() -> Simulation.run(1, sim -> {
                    try (Context context = sim.environment().acquire("c", Duration.ZERO)) {
                        BlockOn.run(context.spawn(async("sleeper", () -> {
                            Thread.sleep(10);
                            return null;
                        })));
                    }
                }))
                .hasRootCauseInstanceOf(UnsupportedInSimulationException.class)
                .hasMessageContaining("c/sleeper");
    }

    @Test
    void aMonitorHeldAcrossAwaitIsRefusedWhereItIsWaitedFor() {
        Object monitor = new Object();
        assertThatThrownBy(() -> Simulation.run(1, sim -> {
                    for (int i = 0; i < 2; i++)
                        sim.environment().startThread("t" + i, () -> {
                            synchronized (monitor) {
                                BlockOn.run(sleep(Duration.ofMillis(1)));
                            }
                        });
                    sim.advance(Duration.ofSeconds(1));
                }))
                .hasRootCauseInstanceOf(UnsupportedInSimulationException.class)
                .hasMessageContaining("waits for a monitor");
    }

    /** In a thread of the simulation, and in the body of an async future. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aMonitorThatTheMachineHoldsForAMomentIsWaitedFor(boolean inBody) throws InterruptedException {
        Object monitor = new Object();
        CountDownLatch held = new CountDownLatch(1);
        CompletableFuture<Thread> waiting = new CompletableFuture<>();
        Thread holder = new Thread(() -> {
            synchronized (monitor) {
                held.countDown();
                Thread other = waiting.join();
                while (other.getState() != Thread.State.BLOCKED) Thread.onSpinWait();
            }
        });
        holder.start();
        held.await();
        List<String> done = new ArrayList<>();
        Simulation.run(1, sim -> {
            Runnable body = () -> {
                waiting.complete(Thread.currentThread());
                synchronized (monitor) {
                    done.add("t");
                }
                if (inBody) await(sleep(Duration.ofMillis(1)));
                else BlockOn.run(sleep(Duration.ofMillis(1)));
                done.add("later");
            };
            try (Context context = sim.environment().acquire("c", Duration.ZERO)) {
                if (inBody) context.spawn(async(Executors.callable(body)));
                else sim.environment().startThread("t", body);
                sim.advance(Duration.ofSeconds(1));
            }
        });
        holder.join();
        assertThat(done).containsExactly("t", "later");
    }

    @Test
    void aWakeFromOutsideIsRefused() {
        assertThatThrownBy(() -> Simulation.run(1, sim -> {
                    Completer<String> answer = new Completer<>();
                    Thread stranger = new Thread(() -> answer.complete("from outside"), "stranger");
                    sim.environment().startThread("t", () -> {
                        stranger.start();
                        joinReally(stranger);
                    });
                    BlockOn.run(answer);
                }))
                .hasRootCauseInstanceOf(UnsupportedInSimulationException.class)
                .hasMessageContaining("woken from outside")
                .hasMessageContaining("by=stranger");
    }

    /** Without a park, so that the thread of the simulation stands still meanwhile. */
    private static void joinReally(Thread thread) {
        while (thread.isAlive()) Thread.onSpinWait();
    }

    @Test
    void whatComputesMustNotBlock() {
        assertThatThrownBy(() ->
                        Simulation.run(1, _ -> BlockOn.run(parallel(() -> BlockOn.run(sleep(Duration.ofSeconds(1)))))))
                .hasRootCauseInstanceOf(UnsupportedInSimulationException.class)
                .hasMessageContaining("Offload.blocking");
    }

    @Test
    void aVirtualThreadCannotCarryIt() throws Exception {
        Completer<Throwable> seen = new Completer<>();
        Thread.ofVirtual()
                .start(() -> {
                    try {
                        Simulation.run(1, _ -> {});
                    } catch (IllegalStateException e) {
                        seen.complete(e);
                    }
                })
                .join();
        assertThat(seen.result()).hasMessageContaining("platform thread");
    }

    @Test
    void whatIsLeftIsEnded() {
        List<String> ended = new ArrayList<>();
        Simulation.run(1, sim -> {
            Context context = sim.environment().acquire("left", Duration.ofMillis(20));
            context.spawn(async(() -> {
                try {
                    await(new Completer<String>());
                } finally {
                    ended.add("body");
                }
                return null;
            }));
            sim.environment().startThread("left", () -> {
                try {
                    BlockOn.run(new Completer<String>());
                } finally {
                    ended.add("thread");
                }
            });
            sim.advance(Duration.ofSeconds(1));
        });
        assertThat(ended).containsExactlyInAnyOrder("body", "thread");
    }

    @Test
    void clocksOfHostsDrift() {
        Simulation.run(1, sim -> {
            SimulatedHost fast = sim.host("fast", "192.0.2.2");
            fast.clockDrift(100);
            try (Context context = fast.acquire("c", Duration.ofMillis(20))) {
                sim.advance(Duration.ofSeconds(1_000));
                assertThat(fast.nowNs() - sim.nowNs()).isEqualTo(100_000_000);
                assertThat(context.stats().turns()).isBetween(50_004L, 50_007L);
                fast.clockDrift(-100);
                sim.advance(Duration.ofSeconds(1_000));
                assertThat(fast.nowNs() - sim.nowNs()).isBetween(0L, 1L);
            }
        });
    }

    @Test
    void threadsAreLateWhenAskedTo() {
        Set<Long> lateness = new HashSet<>();
        Simulation.run(3, sim -> {
            sim.lateness(Duration.ofMillis(5));
            for (int i = 0; i < 20; i++) {
                long beganNs = sim.nowNs();
                BlockOn.run(sleep(Duration.ofMillis(10)));
                long tookNs = sim.nowNs() - beganNs;
                assertThat(tookNs).isBetween(10_000_000L, 15_000_000L);
                lateness.add(tookNs);
            }
        });
        assertThat(lateness).hasSizeGreaterThan(15);
    }

    @Test
    void theEnvironmentOfAThreadIsTheHostThatStartedIt() {
        Simulation.run(1, sim -> {
            SimulatedHost other = sim.host("other", "192.0.2.2");
            assertThat(Environment.current()).isSameAs(sim.environment());
            var seen = new Completer<Environment>();
            other.startThread("t", () -> seen.complete(Environment.current()));
            assertThat(BlockOn.run(seen)).isSameAs(other);
            assertThat(BlockOn.run(join(List.of(Futures.lazy(Environment::current)))))
                    .containsExactly(sim.environment());
        });
        assertThat(Environment.current()).isSameAs(Environment.machine());
    }
}
