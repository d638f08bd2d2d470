package dev.millrace.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.future.Completer;
import dev.millrace.future.Future;
import dev.millrace.future.Futures;
import dev.millrace.future.Waker;
import dev.millrace.io.UdpSocket;
import dev.millrace.reactor.Endpoint;
import dev.millrace.reactor.NativeMemory;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Contexts with threads of their own, on the real machine. */
@Tag("backend")
@Timeout(20)
class ContextThreadsTest {
    private static final int THREADS = 4;

    private static Context open(int waitMs) throws IOException {
        return Environment.machine().open("test-" + waitMs, Duration.ofMillis(waitMs));
    }

    private static void inThreads(Runnable body) throws InterruptedException {
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < THREADS; i++) threads.add(Thread.ofPlatform().start(body));
        for (Thread thread : threads) thread.join();
    }

    // ---- no lost wake-up

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 1000})
    void whatIsExecutedNowFromManyThreadsRunsWithoutWaitingForTheSlice(int waitMs) throws Exception {
        try (Context context = open(waitMs)) {
            int each = 20_000;
            CountDownLatch ran = new CountDownLatch(THREADS * each);
            inThreads(() -> {
                for (int i = 0; i < each; i++) context.executeNow(ran::countDown);
            });
            ran.await();
        }
    }

    /** Each round finds the loop idle: the case in which a wake-up can be lost. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1000})
    void aWakeUpOfAnIdleLoopIsNeverLost(int waitMs) throws Exception {
        try (Context context = open(waitMs)) {
            inThreads(() -> {
                for (int i = 0; i < 1_000; i++) {
                    int sent = i;
                    assertThat(BlockOn.run(context.spawnNow(Futures.lazy(() -> sent))))
                            .isEqualTo(sent);
                }
            });
            assertThat(context.liveTasks()).isZero();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 5})
    void whatIsSpawnedRunsInTheNextSliceAtTheLatest(int waitMs) throws Exception {
        try (Context context = open(waitMs)) {
            AtomicInteger ran = new AtomicInteger();
            inThreads(() -> {
                for (int i = 0; i < 100; i++) BlockOn.run(context.spawn(Futures.lazy(ran::incrementAndGet)));
            });
            assertThat(ran).hasValue(THREADS * 100);
        }
    }

    @Test
    void twoContextsWakeEachOther() throws Exception {
        try (Context ping = open(0);
                Context pong = Environment.machine().open("pong", Duration.ZERO)) {
            CountDownLatch rounds = new CountDownLatch(20_000);
            new Object() {
                void bounce(Context to, Context from) {
                    rounds.countDown();
                    if (rounds.getCount() > 0) to.execute(() -> bounce(from, to));
                }
            }.bounce(ping, pong);
            rounds.await();
        }
    }

    // ---- results

    @Test
    void aFailureReachesTheJoinerOnAnotherContext() throws IOException {
        try (Context a = open(0);
                Context b = open(5)) {
            JoinHandle<String> failing = a.spawn(Futures.failed(new IllegalStateException("planted")));
            JoinHandle<String> joiner = b.spawn(failing);
            assertThatThrownBy(() -> BlockOn.run(joiner)).hasMessage("planted");
        }
    }

    @Test
    void blockingWaitsForTimersAndForOtherContexts() throws IOException {
        try (Context context = open(1)) {
            long beforeNs = System.nanoTime();
            BlockOn.run(Futures.sleep(Duration.ofMillis(3)));
            assertThat(System.nanoTime() - beforeNs).isGreaterThanOrEqualTo(3_000_000);
            Completer<String> oneshot = new Completer<>();
            context.spawn(Futures.sleep(Duration.ofMillis(2)).map(_ -> oneshot.complete("done")));
            assertThat(BlockOn.run(oneshot)).isEqualTo("done");
            assertThat(BlockOn.run(Futures.join(List.of(
                            context.spawn(Futures.ready(1)), context.spawnNow(Futures.ready(2)), Futures.ready(3)))))
                    .containsExactly(1, 2, 3);
        }
    }

    @Test
    void anInterruptDoesNotEndABlockAndIsKept() throws IOException {
        try (Context context = open(1)) {
            Thread.currentThread().interrupt();
            BlockOn.run(context.spawn(Futures.sleep(Duration.ofMillis(5))));
            assertThat(Thread.interrupted()).isTrue();
        }
    }

    @Test
    void enteringReturnsTheValueOrThrowsTheFailure() throws IOException {
        try (Context context = open(1000)) {
            assertThat(context.enter(() -> Thread.currentThread().getName())).isEqualTo("test-1000");
            assertThat(context.enter(context::isCurrent)).isTrue();
            assertThat(context.isCurrent()).isFalse();
            assertThatThrownBy(() -> context.enter(() -> {
                        throw new IllegalStateException("planted");
                    }))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("planted");
            assertThatThrownBy(() -> context.enter(() -> {
                        throw new IOException("checked");
                    }))
                    .isInstanceOf(CompletionException.class)
                    .hasRootCauseMessage("checked");
        }
    }

    @Test
    void enteringOnAContextIsRefused() throws IOException {
        try (Context context = open(0);
                Context other = open(1)) {
            assertThatThrownBy(() -> context.enter(() -> other.enter(() -> 1)))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("name=test-0");
        }
    }

    @Test
    void turningAContextThatHasAThreadIsRefused() throws IOException {
        try (Context context = open(0)) {
            assertThatThrownBy(() -> context.turn(0)).hasMessageContaining("name=test-0");
        }
    }

    // ---- the end

    @ParameterizedTest
    @ValueSource(ints = {0, 1000})
    void closingEndsTheThreadAndClosesItsSockets(int waitMs) throws IOException {
        Context context = open(waitMs);
        Thread thread = context.enter(Thread::currentThread);
        UdpSocket socket = context.enter(() -> UdpSocket.bind("127.0.0.1", 0));
        context.spawnNow(Futures.pollFn(waker -> {
            try {
                return socket.pollReadable(waker) && socket.tryReceive(NativeMemory.allocate(8), 0, 8, false) >= 0;
            } catch (IOException e) {
                return true;
            }
        }));
        context.enter(() -> context.reactor().size());
        context.close();
        assertThat(thread.isAlive()).isFalse();
        UdpSocket.bind("127.0.0.1", socket.localAddress().getPort()).close();
    }

    @Test
    void aContextThatClosesItselfDoesNotWaitForItself() throws Exception {
        Context context = open(1000);
        Thread thread = context.enter(Thread::currentThread);
        context.executeNow(context::close);
        thread.join();
    }

    @Test
    void whatIsEnteredAfterTheCloseFailsInsteadOfWaiting() throws IOException {
        for (int waitMs : new int[] {0, 1000}) {
            Context context = open(waitMs);
            context.close();
            assertThatThrownBy(() -> context.enter(() -> 1))
                    .isInstanceOf(CancellationException.class)
                    .hasMessageContaining("name=test-" + waitMs);
            context.execute(() -> {});
            assertThat(context.liveTasks()).isZero();
        }
    }

    @Test
    void whatIsSpawnedWhileItClosesIsDoneOrCancelledButNeverForgotten() throws Exception {
        for (int round = 0; round < 50; round++) {
            Context context = open(round % 2);
            List<JoinHandle<Integer>> handles = Collections.synchronizedList(new ArrayList<>());
            CountDownLatch begun = new CountDownLatch(1);
            Thread spawner = Thread.ofPlatform().start(() -> {
                for (int i = 0; i < 200; i++) {
                    handles.add(context.spawn(Futures.ready(i)));
                    begun.countDown();
                }
            });
            begun.await();
            context.close();
            spawner.join();
            for (JoinHandle<Integer> handle : handles) {
                try {
                    BlockOn.run(handle);
                } catch (CancellationException e) {
                    assertThat(e).hasMessageContaining("context has ended");
                }
            }
            assertThat(context.liveTasks()).isZero();
        }
    }

    @Test
    void acquireAndCloseFromManyThreadsLeaveNothingBehind() throws Exception {
        AtomicInteger ran = new AtomicInteger();
        inThreads(() -> {
            for (int i = 0; i < 100; i++) {
                try (Context context = Environment.machine().acquire("shared-by-threads", Duration.ZERO)) {
                    context.enter(ran::incrementAndGet);
                } catch (IOException e) {
                    throw new AssertionError(e);
                }
            }
        });
        assertThat(ran).hasValue(THREADS * 100);
        assertThat(Thread.getAllStackTraces().keySet())
                .noneMatch(thread -> thread.getName().equals("shared-by-threads"));
    }

    // ---- the slice law

    @Test
    void anIdleThrottledContextWakesOncePerSlice() throws IOException {
        try (Context context = open(10)) {
            context.enter(() -> 1);
            ContextStats before = context.stats();
            long beforeNs = System.nanoTime();
            BlockOn.run(Futures.sleep(Duration.ofMillis(500)));
            double slices = (System.nanoTime() - beforeNs) / 10e6;
            ContextStats after = context.stats();
            assertThat((double) after.wakeups() - before.wakeups()).isBetween(slices / 4, slices * 1.5 + 2);
            assertThat((double) after.turns() - before.turns()).isLessThanOrEqualTo(slices + 2);
        }
    }

    @Test
    void packetsDoNotWakeAThrottledContext() throws IOException {
        try (Context context = open(50)) {
            UdpSocket socket = context.enter(() -> UdpSocket.bind("127.0.0.1", 0));
            var memory = NativeMemory.allocate(100);
            Future<Integer> hundred = received(socket, 100);
            JoinHandle<Integer> handle = context.spawnNow(hundred);
            var to = Endpoint.of(socket.localAddress());
            long beforeNs = System.nanoTime();
            ContextStats before = context.stats();
            try (UdpSocket sender = UdpSocket.bind("127.0.0.1", 0)) {
                for (int i = 0; i < 100; i++)
                    assertThat(sender.trySend(memory, 0, 100, to)).isEqualTo(100);
            }
            assertThat(BlockOn.run(handle)).isEqualTo(100);
            double slices = (System.nanoTime() - beforeNs) / 50e6;
            assertThat((double) context.stats().wakeups() - before.wakeups()).isLessThanOrEqualTo(slices + 3);
        }
    }

    @Test
    void aContextWithoutThrottleSleepsWhileThereIsNothingToDo() throws IOException {
        try (Context context = open(0)) {
            UdpSocket socket = context.enter(() -> UdpSocket.bind("127.0.0.1", 0));
            JoinHandle<Integer> handle = context.spawn(received(socket, 1));
            context.enter(() -> 1);
            ContextStats before = context.stats();
            BlockOn.run(Futures.sleep(Duration.ofMillis(200)));
            ContextStats after = context.stats();
            assertThat(after.turns() - before.turns()).isLessThan(5);
            assertThat(after.wakeups() - before.wakeups()).isLessThan(5);
            try (UdpSocket sender = UdpSocket.bind("127.0.0.1", 0)) {
                sender.trySend(NativeMemory.allocate(8), 0, 8, Endpoint.of(socket.localAddress()));
            }
            assertThat(BlockOn.run(handle)).isEqualTo(1);
        }
    }

    /** Datagrams that nobody reads must not keep the loop busy. */
    @Test
    void aContextWithoutThrottleSleepsWhileASocketIsFullAndNobodyReads() throws IOException {
        try (Context context = open(0)) {
            UdpSocket socket = context.enter(() -> UdpSocket.bind("127.0.0.1", 0));
            BlockOn.run(context.spawn(Futures.pollFn(waker -> {
                try {
                    var memory = NativeMemory.allocate(8);
                    while (socket.pollReadable(waker)) socket.tryReceive(memory, 0, 8, false);
                    return true;
                } catch (IOException e) {
                    throw new AssertionError(e);
                }
            })));
            try (UdpSocket sender = UdpSocket.bind("127.0.0.1", 0)) {
                for (int i = 0; i < 10; i++)
                    sender.trySend(NativeMemory.allocate(8), 0, 8, Endpoint.of(socket.localAddress()));
            }
            context.enter(() -> 1);
            ContextStats before = context.stats();
            BlockOn.run(Futures.sleep(Duration.ofMillis(100)));
            assertThat(context.stats().turns() - before.turns()).isLessThan(8);
        }
    }

    @Test
    void anUnthrottledTimerFiresOnceAndTheLoopSleepsUntilThen() throws IOException {
        try (Context context = open(0)) {
            ContextStats before = context.stats();
            BlockOn.run(context.spawn(Futures.sleep(Duration.ofMillis(150))));
            ContextStats after = context.stats();
            assertThat(after.timersFired() - before.timersFired()).isEqualTo(1);
            assertThat(after.turns() - before.turns()).isLessThan(12);
        }
    }

    @Test
    void aFloodOfTasksStarvesNoTimer() throws IOException {
        for (int waitMs : new int[] {0, 2}) {
            try (Context context = open(waitMs)) {
                AtomicInteger stop = new AtomicInteger();
                context.execute(new Runnable() {
                    @Override
                    public void run() {
                        if (stop.get() == 0) context.execute(this);
                    }
                });
                JoinHandle<@Nullable Void> sleep = context.spawn(Futures.sleep(Duration.ofMillis(10)));
                BlockOn.run(sleep);
                stop.set(1);
            }
        }
    }

    @Test
    void lanesAreHandedOutInTurn() {
        Environment environment = Environment.machine();
        String name = "lanes-" + System.nanoTime();
        assertThat(List.of(environment.nextLane(name), environment.nextLane(name), environment.nextLane(name)))
                .containsExactly(0, 1, 2);
        assertThat(environment.nextLane(name + "-other")).isZero();
    }

    /** Ready when so many datagrams have come; gives their number. */
    private static Future<Integer> received(UdpSocket socket, int wanted) {
        var memory = NativeMemory.allocate(2048);
        return new Future<>() {
            private int count;

            @Override
            public boolean poll(Waker waker) {
                try {
                    while (count < wanted && socket.pollReadable(waker))
                        if (socket.tryReceive(memory, 0, 2048, false) >= 0) count++;
                } catch (IOException e) {
                    throw new AssertionError(e);
                }
                return count == wanted;
            }

            @Override
            public Integer result() {
                return count;
            }
        };
    }
}
