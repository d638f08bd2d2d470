package dev.millrace.runtime;

import static dev.millrace.runtime.Async.async;
import static dev.millrace.runtime.Offload.blockInPlace;
import static dev.millrace.runtime.Offload.blocking;
import static dev.millrace.runtime.Offload.dedicated;
import static dev.millrace.runtime.Offload.parallel;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.future.Futures;
import dev.millrace.future.Waker;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ForkJoinTask;
import java.util.concurrent.RecursiveTask;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Tag("simulated")
@Tag("await")
@Timeout(20)
class OffloadTest {
    private static Context open() throws IOException {
        return Environment.current().open("offload", Duration.ZERO);
    }

    private static String threadName() {
        return Thread.currentThread().getName();
    }

    // ---- pools

    @Tag("machine")
    @Test
    void blockingWorkRunsElsewhereAndTheContextGoesOn() throws IOException {
        try (Context context = open()) {
            CountDownLatch gate = new CountDownLatch(1);
            JoinHandle<String> waiting = context.spawn(async(() -> Async.await(blocking(() -> {
                gate.await();
                return threadName();
            }))));
            assertThat(BlockOn.run(context.spawn(Futures.lazy(() -> "alive")))).isEqualTo("alive");
            gate.countDown();
            assertThat(BlockOn.run(waiting)).startsWith("millrace-blocking-");
        }
    }

    @Test
    void nothingIsHandedOverBeforeThePollAndNothingBeginsOnceCancelled() {
        List<String> log = Collections.synchronizedList(new ArrayList<>());
        var never = blocking(() -> log.add("ran"));
        never.cancel();
        assertThat(never.poll(Waker.none())).isTrue();
        assertThatThrownBy(never::result).hasMessageContaining("before it began");
        assertThat(log).isEmpty();
    }

    @Tag("machine")
    @Test
    void parallelWorkUsesAllProcessors() {
        int sum = BlockOn.run(parallel(
                () -> IntStream.range(0, 1 << 20).parallel().map(i -> 1).sum()));
        assertThat(sum).isEqualTo(1_048_576);
        assertThat(BlockOn.run(parallel(() -> new Fibonacci(15).compute()))).isEqualTo(610);
        assertThat(BlockOn.run(parallel(OffloadTest::threadName))).startsWith("millrace-parallel-");
    }

    private static final class Fibonacci extends RecursiveTask<Integer> {
        private static final long serialVersionUID = 1;
        private final int n;

        Fibonacci(int n) {
            this.n = n;
        }

        @Override
        protected Integer compute() {
            if (n < 2) return n;
            ForkJoinTask<Integer> one = new Fibonacci(n - 1).fork();
            return new Fibonacci(n - 2).compute() + one.join();
        }
    }

    @Test
    void dedicatedWorkHasAThreadOfItsOwn() {
        assertThat(BlockOn.run(dedicated("ticker", OffloadTest::threadName))).isEqualTo("ticker");
    }

    @Test
    void aFailureComesBackToWhoAwaits() {
        assertThatThrownBy(() -> BlockOn.run(blocking(() -> {
                    throw new FileNotFoundException("planted");
                })))
                .isInstanceOf(CompletionException.class)
                .hasRootCauseMessage("planted");
    }

    @Tag("machine")
    @Test
    void thePoolMakesThreadsWithNeedThenQueuesThenRefuses() throws Exception {
        BlockingPool pool = new BlockingPool(2, 3);
        CyclicBarrier both = new CyclicBarrier(3);
        CountDownLatch gate = new CountDownLatch(1);
        CountDownLatch ran = new CountDownLatch(5);
        Runnable work = () -> {
            if (pool.size() <= 2 && ran.getCount() == 5) meet(both);
            awaitGate(gate);
            ran.countDown();
        };
        pool.execute(work);
        pool.execute(work);
        meet(both);
        assertThat(pool.size()).isEqualTo(2);
        for (int i = 0; i < 3; i++) pool.execute(work);
        assertThatThrownBy(() -> pool.execute(work))
                .isInstanceOf(PoolExhaustedException.class)
                .hasMessageContaining("threads=2 queued=3")
                .hasMessageContaining("Offload.dedicated");
        gate.countDown();
        ran.await();
        assertThat(pool.size()).isEqualTo(2);
    }

    private static void meet(CyclicBarrier barrier) {
        try {
            barrier.await();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private static void awaitGate(CountDownLatch gate) {
        try {
            gate.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    // ---- in place

    @Tag("machine")
    @Test
    void blockingInPlaceSuspendsABodyAndIsRefusedToATask() throws IOException {
        try (Context context = open()) {
            assertThat(BlockOn.run(context.spawn(async(() -> blockInPlace(OffloadTest::threadName)))))
                    .startsWith("millrace-blocking-");
            JoinHandle<@Nullable String> task =
                    context.spawn(Futures.lazy(() -> blockInPlace(OffloadTest::threadName)));
            assertThatThrownBy(() -> BlockOn.run(task))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("name=offload");
        }
    }

    @Tag("machine")
    @Test
    void blockingInPlaceOnAPoolOrAnOrdinaryThreadStaysWhereItIs() {
        assertThat(blockInPlace(OffloadTest::threadName)).isEqualTo(threadName());
        assertThat(BlockOn.run(parallel(() -> blockInPlace(OffloadTest::threadName))))
                .startsWith("millrace-parallel-");
        assertThatThrownBy(() -> blockInPlace(() -> {
                    throw new IOException("planted");
                }))
                .hasRootCauseMessage("planted");
    }

    // ---- scopes

    @Test
    void scopedThreadsBorrowAndAreJoined() {
        int[] numbers = IntStream.range(0, 1000).toArray();
        try (ThreadScope scope = ThreadScope.open()) {
            Supplier<Integer> low = scope.fork(() -> sum(numbers, 0, 500));
            Supplier<Integer> high = scope.fork(() -> sum(numbers, 500, 1000));
            scope.join();
            assertThat(low.get() + high.get()).isEqualTo(499_500);
        }
    }

    private static int sum(int[] numbers, int from, int to) {
        return IntStream.range(from, to).map(i -> numbers[i]).sum();
    }

    @Test
    void theFailuresOfAScopeAreThrownAtItsEndAllTogether() {
        CountDownLatch slow = new CountDownLatch(1);
        assertThatThrownBy(() -> {
                    try (ThreadScope scope = ThreadScope.open()) {
                        scope.fork(() -> {
                            slow.await();
                            throw new IllegalStateException("first");
                        });
                        scope.fork(() -> {
                            slow.countDown();
                            throw new IllegalStateException("second");
                        });
                    }
                })
                .hasMessage("first")
                .satisfies(e -> assertThat(e.getSuppressed())
                        .singleElement()
                        .hasToString("java.lang.IllegalStateException: second"));
    }

    @Test
    void aScopeOnAContextSaysWhereItBelongs() throws IOException {
        try (Context context = open()) {
            JoinHandle<?> task = context.spawn(Futures.lazy(ThreadScope::open));
            assertThatThrownBy(() -> BlockOn.run(task)).hasMessageContaining("blockInPlace");
        }
    }
}
