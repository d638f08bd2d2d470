package dev.millrace.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.future.Future;
import dev.millrace.future.Futures;
import dev.millrace.future.Streams;
import dev.millrace.future.Tick;
import dev.millrace.io.UdpSocket;
import dev.millrace.reactor.Endpoint;
import dev.millrace.reactor.NativeMemory;
import dev.millrace.timer.Timer;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Contexts, blocking and timers as thread-sharing elements use them (docs/design/threadshare-tests.md). */
@Tag("backend")
@Tag("simulated")
@Timeout(30)
class ThreadshareContextTest {
    private static final Duration WAIT = Duration.ofMillis(10);
    private static final Duration DELAY = Duration.ofMillis(12);
    private static final long NS_PER_MS = 1_000_000;

    private static long nowNs() {
        return Environment.current().nowNs();
    }

    private static Context here() {
        return Objects.requireNonNull(Context.current());
    }

    private static Context context() throws IOException {
        return Context.acquire("threadshare", WAIT);
    }

    // ---- blocking

    @Test
    void aThreadThatBlocksForATimeIsNotEarly() {
        long before = nowNs();
        BlockOn.run(Futures.sleepAtLeast(DELAY));
        assertThat(nowNs() - before).isGreaterThanOrEqualTo(DELAY.toNanos());
    }

    @Test
    void aThreadWaitsForATaskOfAContextAndATaskForOneOfAnother() throws IOException {
        try (Context first = context();
                Context second = Context.acquire("threadshare-2", WAIT)) {
            JoinHandle<Integer> inner = first.spawn(Futures.sleep(DELAY).map(_ -> 42));
            JoinHandle<Integer> outer = second.spawn(inner.map(value -> value + 1));
            assertThat(BlockOn.run(outer)).isEqualTo(43);
        }
    }

    @Test
    void aThreadSendsAndWaitsOnAContextThatItEnters() throws IOException {
        NativeMemory memory = NativeMemory.allocate(8);
        try (Context context = context()) {
            UdpSocket socket = context.enter(() -> UdpSocket.bind("127.0.0.1", 0));
            UdpSocket to = UdpSocket.bind("127.0.0.1", 0);
            Endpoint peer = Endpoint.of("127.0.0.1", to.localAddress().getPort());
            assertThat(BlockOn.run(context.spawn(socket.send(memory, 0, 8, peer))))
                    .isEqualTo(8);
            long before = nowNs();
            BlockOn.run(context.spawn(Futures.sleep(DELAY)));
            assertThat(nowNs() - before)
                    .isGreaterThanOrEqualTo(DELAY.minus(WAIT.dividedBy(2)).toNanos());
            socket.close();
            to.close();
        }
    }

    @Test
    void blockingOnAContextIsRefused() throws IOException {
        try (Context context = context()) {
            assertThatThrownBy(() -> context.enter(() -> BlockOn.run(Futures.sleep(DELAY))))
                    .hasStackTraceContaining("context");
        }
    }

    // ---- entering

    /** What is entered from a thread may borrow what lies on its stack. */
    @Test
    void aThreadEntersAContextWithWhatItHas() throws IOException {
        List<String> mine = new ArrayList<>();
        try (Context context = context()) {
            context.<@Nullable Void>enter(() -> {
                mine.add(String.valueOf(Context.current()));
                return null;
            });
            assertThat(mine).containsExactly(context.toString());
        }
    }

    @Test
    void aTaskMakesASocketAndATimerOnAnotherContext() throws IOException {
        try (Context first = context();
                Context second = Context.acquire("threadshare-2", WAIT)) {
            Future<Long> made = Futures.defer(() -> second.spawnNow(Futures.lazy(() -> {
                try (UdpSocket socket = UdpSocket.bind("127.0.0.1", 0)) {
                    return (long) socket.localAddress().getPort();
                } catch (IOException e) {
                    throw new AssertionError(e);
                }
            })));
            assertThat(BlockOn.run(first.spawn(made))).isPositive();
            Future<Integer> timed =
                    Futures.defer(() -> second.spawn(Futures.sleep(DELAY).map(_ -> 7)));
            int seven = BlockOn.run(first.spawn(timed));
            assertThat(seven).isEqualTo(7);
        }
    }

    // ---- tasks

    @Test
    void theTaskThatRunsIsKnownAndGoneAfterItsEnd() throws IOException {
        try (Context context = context()) {
            JoinHandle<Boolean> outer = context.spawn(Futures.defer(() -> {
                Task mine = here().currentTask();
                return here().spawnLocal(Futures.lazy(() -> here().currentTask() != mine));
            }));
            assertThat(BlockOn.run(outer)).isTrue();
            while (context.liveTasks() > 0) BlockOn.run(Futures.sleep(Duration.ofMillis(1)));
        }
    }

    // ---- timers; regular ones are up to half a slice early or late, the others never early

    @ParameterizedTest
    @ValueSource(ints = {10, 12, 15})
    void aRegularTimerFiresInTheNearestSlice(int ms) throws IOException {
        assertThat(delayMs(ms, false)).isBetween(ms - 5L, ms + 5L + lateMs());
    }

    @ParameterizedTest
    @ValueSource(ints = {10, 12, 15})
    void aTimerThatMayNotBeEarlyIsNot(int ms) throws IOException {
        assertThat(delayMs(ms, true)).isBetween((long) ms, ms + 10L + lateMs());
    }

    /** On a busy machine a thread comes late. */
    private static long lateMs() {
        return 500;
    }

    private static long delayMs(int ms, boolean atLeast) throws IOException {
        try (Context context = context()) {
            Duration delay = Duration.ofMillis(ms);
            return BlockOn.run(context.spawn(Futures.defer(() -> {
                long before = here().turnNs();
                Future<@Nullable Void> timer = atLeast ? Futures.sleepAtLeast(delay) : Futures.sleep(delay);
                return timer.map(_ -> (here().turnNs() - before) / NS_PER_MS);
            })));
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void intervalsKeepTheirPeriod(boolean atLeast) throws IOException {
        int ticks = 5;
        try (Context context = context()) {
            List<Long> atNs = BlockOn.run(context.spawn(Futures.defer(() -> {
                var interval = atLeast ? Streams.intervalAtLeast(DELAY) : Streams.interval(DELAY);
                return interval.take(ticks).map((Tick _) -> here().turnNs()).toList();
            })));
            long earlyNs = atLeast ? 0 : WAIT.toNanos() / 2;
            for (int i = 1; i < ticks; i++)
                assertThat(atNs.get(i) - atNs.getFirst())
                        .isGreaterThanOrEqualTo(i * DELAY.toNanos() - WAIT.toNanos() - earlyNs);
        }
    }

    /** A timer that is made on the context by hand is the context's. */
    @Test
    void aTimerOfAContextFiresOnIt() throws IOException {
        AtomicInteger fired = new AtomicInteger();
        try (Context context = context()) {
            context.<@Nullable Void>enter(() -> {
                context.schedule(
                        new Timer() {
                            @Override
                            protected void fire(long nowNs) {
                                if (context.isCurrent()) fired.incrementAndGet();
                            }
                        },
                        context.nowNs() + DELAY.toNanos());
                return null;
            });
            while (fired.get() == 0) BlockOn.run(Futures.sleep(Duration.ofMillis(1)));
            assertThat(fired).hasValue(1);
        }
    }
}
