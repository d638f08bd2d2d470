package dev.millrace.runtime;

import static dev.millrace.future.Futures.sleep;
import static dev.millrace.runtime.Async.async;
import static dev.millrace.runtime.Async.await;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.HotSpotDiagnosticMXBean;
import dev.millrace.future.Completer;
import dev.millrace.future.ExecutorThread;
import dev.millrace.future.Futures;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Async bodies on contexts with threads of their own, among locks, other threads and cancellations. In baton mode a body that
 * waits for a lock stops its context, so those tests are of loop mode alone.
 */
@Tag("await")
@Timeout(30)
@SuppressWarnings("LockNotBeforeTry") // that locks are held across awaits is what is tested
@Tag("simulated")
class AsyncThreadsTest {
    private static final boolean LOOP_MODE = AwaitMode.OF_JVM == AwaitMode.LOOP;

    private static Context open(int waitMs) throws IOException {
        return Environment.current().open("async-test", Duration.ofMillis(waitMs));
    }

    // ---- threads

    @Tag("machine")
    @Test
    @Tag("loop-mode")
    void aBodyStaysOnTheThreadOfItsContext() throws IOException {
        try (Context context = open(0)) {
            Set<@Nullable Object> carriers = new HashSet<>();
            BlockOn.run(context.spawn(async(() -> {
                for (int i = 0; i < 10; i++) {
                    carriers.add(ExecutorThread.current());
                    await(sleep(Duration.ofNanos(1)));
                }
                return null;
            })));
            assertThat(carriers).hasSize(1).doesNotContainNull();
        }
    }

    @Test
    void theContextIsTheCurrentOneInBodyAndTask() throws IOException {
        try (Context context = open(0)) {
            assertThat(BlockOn.run(context.spawn(async(Context::current)))).isSameAs(context);
            assertThat(BlockOn.run(context.spawn(Futures.lazy(Context::current))))
                    .isSameAs(context);
        }
    }

    @Test
    void bodiesOnTwoContextsWakeEachOther() throws IOException {
        try (Context a = open(0);
                Context b = open(0)) {
            int rounds = 5_000;
            List<Completer<Integer>> there = completers(rounds);
            List<Completer<Integer>> back = completers(rounds);
            JoinHandle<Integer> ping = a.spawn(async(() -> {
                int sum = 0;
                for (int i = 0; i < rounds; i++) {
                    there.get(i).complete(i);
                    sum += await(back.get(i));
                }
                return sum;
            }));
            b.spawn(async(() -> {
                for (int i = 0; i < rounds; i++) back.get(i).complete(await(there.get(i)) + 1);
                return null;
            }));
            assertThat(BlockOn.run(ping)).isEqualTo(rounds * (rounds + 1) / 2);
        }
    }

    private static List<Completer<Integer>> completers(int count) {
        List<Completer<Integer>> all = new ArrayList<>();
        for (int i = 0; i < count; i++) all.add(new Completer<>());
        return all;
    }

    @Tag("machine")
    @Test
    @Tag("loop-mode")
    void aThreadDumpNamesContextAndBody(@TempDir Path directory) throws IOException {
        Path dump = directory.resolve("threads.txt");
        try (Context context = open(0)) {
            CountDownLatch waiting = new CountDownLatch(1);
            Completer<String> never = new Completer<>();
            JoinHandle<String> body = context.spawn(async("gatekeeper", () -> {
                waiting.countDown();
                return await(never);
            }));
            awaitLatch(waiting);
            HotSpotDiagnosticMXBean diagnostics = ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class);
            diagnostics.dumpThreads(dump.toString(), HotSpotDiagnosticMXBean.ThreadDumpFormat.TEXT_PLAIN);
            body.cancel();
        }
        assertThat(Files.readString(dump)).contains("async-test/gatekeeper");
    }

    // ---- locks

    /** Without the dispatcher the task would block the very thread on which the lock has to be released. */
    @Test
    @Tag("loop-mode")
    void aTaskMayWaitForALockThatASuspendedBodyHolds() throws IOException {
        try (Context context = open(0)) {
            ReentrantLock lock = new ReentrantLock();
            JoinHandle<String> body = context.spawn(async(() -> {
                lock.lock();
                try {
                    await(sleep(Duration.ofMillis(5)));
                    return "body";
                } finally {
                    lock.unlock();
                }
            }));
            JoinHandle<String> task = context.spawn(Futures.lazy(() -> {
                lock.lock();
                lock.unlock();
                return "task";
            }));
            assertThat(BlockOn.run(body)).isEqualTo("body");
            assertThat(BlockOn.run(task)).isEqualTo("task");
            assertThat(BlockOn.run(context.spawn(Futures.lazy(() -> "later")))).isEqualTo("later");
        }
    }

    @Test
    @Tag("loop-mode")
    void monitorsAreLocksToo() throws IOException {
        try (Context context = open(5)) {
            Object monitor = new Object();
            JoinHandle<String> body = context.spawn(async(() -> {
                synchronized (monitor) {
                    await(sleep(Duration.ofMillis(20)));
                    return "body";
                }
            }));
            JoinHandle<String> task = context.spawn(Futures.lazy(() -> {
                synchronized (monitor) {
                    return "task";
                }
            }));
            assertThat(BlockOn.run(body)).isEqualTo("body");
            assertThat(BlockOn.run(task)).isEqualTo("task");
        }
    }

    @Test
    @Tag("loop-mode")
    void whileABodyWaitsForALockOfAnotherThreadTheOthersRun() throws IOException {
        try (Context context = open(0)) {
            ReentrantLock lock = new ReentrantLock();
            lock.lock();
            JoinHandle<String> body = context.spawn(async(() -> {
                lock.lock();
                lock.unlock();
                return "body";
            }));
            assertThat(BlockOn.run(context.spawn(async(() -> levels(3))))).isEqualTo(3);
            assertThat(BlockOn.run(context.spawn(Futures.lazy(() -> "task")))).isEqualTo("task");
            assertThat(body.isDone()).isFalse();
            lock.unlock();
            assertThat(BlockOn.run(body)).isEqualTo("body");
        }
    }

    @Test
    @Tag("loop-mode")
    void aBodyThatHoldsALockLetsItGoThoughItsContextHasEnded() throws Exception {
        ReentrantLock foreign = new ReentrantLock();
        ReentrantLock own = new ReentrantLock();
        foreign.lock();
        CountDownLatch holds = new CountDownLatch(1);
        Context context = open(0);
        context.spawn(async(() -> {
            own.lock();
            try {
                holds.countDown();
                foreign.lock();
                foreign.unlock();
            } finally {
                own.unlock();
            }
            return null;
        }));
        awaitLatch(holds);
        context.close();
        assertThat(own.isLocked()).isTrue();
        foreign.unlock();
        own.lock();
        own.unlock();
    }

    private static int levels(int depth) {
        if (depth > 0) return 1 + levels(depth - 1);
        await(sleep(Duration.ofMillis(1)));
        return 0;
    }

    // ---- cancellation

    @Test
    @Timeout(60)
    void aHundredThousandRandomCancelsLeakNothingAndCompleteNothingTwice() throws IOException {
        int count = LOOP_MODE ? 100_000 : 10_000;
        SplittableRandom random = new SplittableRandom(7);
        AtomicInteger began = new AtomicInteger();
        AtomicInteger ended = new AtomicInteger();
        int cancelled = 0;
        try (Context context = open(0)) {
            for (int done = 0; done < count; ) {
                List<JoinHandle<Integer>> handles = new ArrayList<>();
                List<Completer<Integer>> gates = completers(100);
                for (Completer<Integer> gate : gates) handles.add(context.spawn(body(began, ended, gate)));
                for (int i = 0; i < gates.size(); i++) act(random, handles.get(i), gates.get(i), i);
                for (int i = 0; i < gates.size(); i++) gates.get(i).complete(i);
                for (int i = 0; i < gates.size(); i++) if (!endsRight(handles.get(i), i)) cancelled++;
                done += gates.size();
            }
            BlockOn.run(context.spawn(async(() -> levels(0))));
            assertThat(context.liveTasks()).isZero();
            assertThat(context.stats().faults()).isZero();
        }
        assertThat(ended).hasValue(began.get());
        assertThat(cancelled).isBetween(count / 10, count);
    }

    private static dev.millrace.future.Future<Integer> body(
            AtomicInteger began, AtomicInteger ended, Completer<Integer> gate) {
        return async(() -> {
            began.incrementAndGet();
            try {
                await(sleep(Duration.ZERO));
                int value = await(async(() -> await(gate)));
                await(sleep(Duration.ofNanos(1)));
                return value;
            } finally {
                ended.incrementAndGet();
            }
        });
    }

    private static void act(SplittableRandom random, JoinHandle<Integer> handle, Completer<Integer> gate, int value) {
        switch (random.nextInt(4)) {
            case 0 -> handle.cancel();
            case 1 -> gate.complete(value);
            case 2 -> {
                gate.complete(value);
                handle.cancel();
            }
            default -> {}
        }
    }

    /** Whether it gave its value; false when it was cancelled. */
    private static boolean endsRight(JoinHandle<Integer> handle, int value) {
        try {
            assertThat(BlockOn.run(handle)).isEqualTo(value);
            return true;
        } catch (CancellationException e) {
            return false;
        }
    }

    private static void awaitLatch(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
