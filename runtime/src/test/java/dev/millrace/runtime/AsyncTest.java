package dev.millrace.runtime;

import static dev.millrace.future.Futures.ready;
import static dev.millrace.future.Futures.sleep;
import static dev.millrace.runtime.Async.async;
import static dev.millrace.runtime.Async.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.future.Completer;
import dev.millrace.future.Future;
import dev.millrace.future.Futures;
import dev.millrace.future.Waker;
import dev.millrace.sim.SteppedEnvironment;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Async bodies under a stepped clock: order, results, cancellation. */
@Tag("await")
@Timeout(20)
class AsyncTest {
    private static final Duration WAIT = Duration.ofMillis(20);

    private final SteppedEnvironment environment = new SteppedEnvironment(1);
    private final List<String> log = Collections.synchronizedList(new ArrayList<>());

    private Context context() throws IOException {
        return environment.acquire("test", WAIT);
    }

    private <T extends @Nullable Object> T run(Future<T> future) {
        return environment.run(future, WAIT, Duration.ofSeconds(10));
    }

    private static int levels(int depth) {
        if (depth > 0) return 1 + levels(depth - 1);
        await(sleep(WAIT));
        return 0;
    }

    // ---- values and failures

    @Test
    void nothingRunsBeforeTheFirstPollAndThenNotNestedInIt() throws IOException {
        try (Context context = context()) {
            Future<String> body = async(() -> {
                log.add("body");
                return "value";
            });
            environment.step();
            assertThat(log).isEmpty();
            context.execute(() -> {
                assertThat(body.poll(Waker.none())).isFalse();
                log.add("after poll");
            });
            environment.step();
            assertThat(log).containsExactly("after poll", "body");
            assertThat(body.result()).isEqualTo("value");
        }
    }

    @Test
    void awaitsAtAnyDepthAndGivesTheValue() throws IOException {
        try (Context context = context()) {
            JoinHandle<Integer> handle = context.spawn(async(() -> levels(7) + await(ready(100))));
            assertThat(run(handle)).isEqualTo(107);
        }
    }

    @Test
    void aHundredChildrenRunOneAtATime() throws IOException {
        try (Context context = context()) {
            int[] inside = {0};
            JoinHandle<Integer> sum = context.spawn(async(() -> {
                List<JoinHandle<Integer>> children = new ArrayList<>();
                for (int i = 0; i < 100; i++) {
                    int number = i;
                    children.add(context.spawn(async(() -> {
                        assertThat(inside[0]++).isZero();
                        inside[0]--;
                        return levels(number % 10);
                    })));
                }
                int total = 0;
                for (JoinHandle<Integer> child : children) total += await(child);
                return total;
            }));
            assertThat(run(sum)).isEqualTo(450);
            assertThat(context.liveTasks()).isZero();
        }
    }

    @Test
    void aFailureOfWhatIsAwaitedIsThrownAndMayBeCaught() throws IOException {
        try (Context context = context()) {
            JoinHandle<String> handle = context.spawn(async(() -> {
                Future<String> failing = async(() -> {
                    await(sleep(WAIT));
                    throw new FileNotFoundException("disk");
                });
                try {
                    return await(failing);
                } catch (CompletionException e) {
                    return "caught " + e.getMessage();
                }
            }));
            assertThat(run(handle)).isEqualTo("caught java.io.FileNotFoundException: disk");
        }
    }

    @Test
    void whatEscapesTheBodyReachesTheJoinerAndHurtsNoOther() throws IOException {
        try (Context context = context()) {
            JoinHandle<String> failing = context.spawn(async(() -> {
                await(sleep(WAIT));
                throw new StackOverflowError("planted");
            }));
            JoinHandle<String> other = context.spawn(async(() -> {
                await(sleep(WAIT.multipliedBy(3)));
                return "alive";
            }));
            assertThat(run(other)).isEqualTo("alive");
            assertThatThrownBy(() -> run(failing)).isInstanceOf(StackOverflowError.class);
        }
    }

    @Test
    void theTimeOfTheContextCounts() throws IOException {
        try (Context context = context()) {
            JoinHandle<Long> handle = context.spawn(async(() -> {
                long beganNs = context.nowNs();
                for (int i = 0; i < 5; i++) await(sleep(Duration.ofMillis(40)));
                return context.nowNs() - beganNs;
            }));
            assertThat(run(handle)).isEqualTo(200_000_000L);
        }
    }

    // ---- fairness

    @Test
    void aBodyThatNeverHasToWaitGivesWayAllTheSame() throws IOException {
        try (Context context = context()) {
            boolean[] stop = {false};
            JoinHandle<Integer> busy = context.spawn(async(() -> {
                int turns = 0;
                while (!stop[0]) turns += await(ready(1));
                return turns;
            }));
            context.spawn(async(() -> stop[0] = true));
            context.execute(() -> log.add("task"));
            assertThat(run(busy)).isBetween(1, 1000);
            assertThat(log).containsExactly("task");
        }
    }

    @Test
    void whoYieldsLetsTheOthersRun() throws IOException {
        try (Context context = context()) {
            for (String name : new String[] {"a", "b"}) {
                context.spawn(async(() -> {
                    for (int i = 0; i < 3; i++) {
                        log.add(name);
                        await(Futures.yieldNow());
                    }
                    return null;
                }));
            }
            context.execute(() -> log.add("task"));
            environment.step();
            assertThat(log).containsExactly("task", "a", "b", "a", "b", "a", "b");
        }
    }

    @Test
    void higherPriorityRunsFirstAndLowerIsNotStarved() throws IOException {
        try (Context context = context()) {
            boolean[] lowRan = {false};
            context.spawn(
                    async(() -> {
                        lowRan[0] = true;
                        return log.add("low");
                    }),
                    Priority.LOW);
            context.spawn(async(() -> log.add("normal")));
            JoinHandle<Integer> flood = context.spawn(
                    async(() -> {
                        log.add("high");
                        int rounds = 0;
                        for (; !lowRan[0]; rounds++) await(Futures.sleep(Duration.ZERO));
                        return rounds;
                    }),
                    Priority.HIGH);
            assertThat(run(flood)).isPositive();
            assertThat(log).containsExactly("high", "normal", "low");
        }
    }

    // ---- cancellation

    @Test
    void cancellingThrowsAtTheAwaitSoThatFinallyRunsAndTheAwaitedIsCancelled() throws IOException {
        try (Context context = context()) {
            Probe probe = new Probe();
            JoinHandle<String> handle = context.spawn(async(() -> {
                try {
                    return await(probe);
                } finally {
                    log.add("finally");
                }
            }));
            environment.step();
            handle.cancel();
            assertThat(handle.isDone()).isTrue();
            environment.step();
            assertThat(log).containsExactly("finally");
            assertThat(probe.cancels).isEqualTo(1);
            assertThatThrownBy(handle::result).isInstanceOf(CancellationException.class);
        }
    }

    @Test
    void aCancelledBodyCannotWaitAnyMore() throws IOException {
        try (Context context = context()) {
            JoinHandle<String> handle = context.spawn(async(() -> {
                try {
                    return await(new Probe());
                } finally {
                    try {
                        await(sleep(WAIT));
                    } catch (CancellationException e) {
                        log.add("again");
                    }
                }
            }));
            environment.step();
            handle.cancel();
            environment.step();
            assertThat(log).containsExactly("again");
        }
    }

    @Test
    void cancelledBeforeItsFirstPollItNeverBegins() throws IOException {
        try (Context context = context()) {
            JoinHandle<Boolean> handle = context.spawn(async(() -> log.add("began")));
            handle.cancel();
            environment.step();
            assertThat(log).isEmpty();
            assertThat(context.liveTasks()).isZero();
        }
    }

    @Test
    void aFailureOfACancelledBodyIsCounted() throws IOException {
        try (Context context = context()) {
            JoinHandle<String> handle = context.spawn(async(() -> {
                try {
                    return await(new Probe());
                } finally {
                    log.add("finally");
                    failing();
                }
            }));
            environment.step();
            handle.cancel();
            environment.step();
            assertThat(log).containsExactly("finally");
            assertThat(context.stats().faults()).isEqualTo(1);
        }
    }

    private static void failing() {
        throw new IllegalStateException("planted");
    }

    @Test
    void closingTheContextCancelsWhatWaitsAndRunsItsFinally() throws IOException {
        Context context = context();
        Probe probe = new Probe();
        JoinHandle<String> body = context.spawn(async(() -> {
            try {
                return await(probe);
            } finally {
                log.add("finally");
            }
        }));
        JoinHandle<String> plain = context.spawn(new Probe());
        environment.step();
        context.close();
        assertThat(log).containsExactly("finally");
        assertThat(probe.cancels).isEqualTo(1);
        assertThatThrownBy(body::result).hasMessageContaining("context has ended");
        assertThatThrownBy(plain::result).hasMessageContaining("context has ended");
        assertThat(context.liveTasks()).isZero();
    }

    // ---- misuse

    @Test
    void awaitOutsideOfABodySaysWhatToDo() throws IOException {
        assertThatThrownBy(() -> await(ready(1)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("await outside async")
                .hasMessageContaining("BlockOn.run");
        try (Context context = context()) {
            context.spawn(async(() -> await(new Probe())));
            JoinHandle<Integer> task = context.spawn(Futures.lazy(() -> await(ready(1))));
            assertThatThrownBy(() -> run(task)).hasMessageContaining("await outside async");
        }
    }

    @Test
    void blockingInABodySaysToAwait() throws IOException {
        try (Context context = context()) {
            JoinHandle<Integer> body = context.spawn(async(() -> BlockOn.run(ready(1))));
            assertThatThrownBy(() -> run(body)).hasMessageContaining("await it in a task");
        }
    }

    @Test
    void aTaskThatWaitsForItselfIsTold() throws IOException {
        try (Context context = context()) {
            List<JoinHandle<Integer>> own = new ArrayList<>();
            own.add(context.spawn(async(() -> await(own.getFirst()))));
            assertThatThrownBy(() -> run(own.getFirst())).hasMessageContaining("cannot wait for its own end");
        }
    }

    @Test
    void theRunningTaskIsKnown() throws IOException {
        try (Context context = context()) {
            JoinHandle<Object> body = context.spawn(async("walker", () -> String.valueOf(context.currentTask())));
            assertThat(run(body)).asString().contains("walker");
            assertThat(context.currentTask()).isNull();
        }
    }

    @Test
    void spawnLocalIsForTheOwnThread() throws IOException {
        try (Context context = context()) {
            assertThatThrownBy(() -> context.spawnLocal(ready(1)))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("context=test");
            JoinHandle<Integer> outer = context.spawn(async(() -> await(context.spawnLocal(ready(1)))));
            assertThat(run(outer)).isEqualTo(1);
        }
    }

    // ---- other executors

    @Test
    void anOrdinaryThreadRunsBodiesItself() {
        Completer<String> fromOutside = new Completer<>();
        Thread completing = Thread.ofPlatform().unstarted(() -> fromOutside.complete("value"));
        String value = BlockOn.run(async(() -> {
            completing.start();
            await(sleep(Duration.ofMillis(1)));
            return await(fromOutside) + levels(3);
        }));
        assertThat(value).isEqualTo("value3");
    }

    @Test
    void aVirtualThreadRunsBodiesToo() throws InterruptedException {
        Completer<Integer> outcome = new Completer<>();
        Thread.ofVirtual()
                .start(() -> outcome.complete(BlockOn.run(async(() -> levels(4)))))
                .join();
        assertThat(outcome.result()).isEqualTo(4);
    }

    /** Never ready; counts how often it was cancelled. */
    private static final class Probe implements Future<String> {
        int cancels;

        @Override
        public boolean poll(Waker waker) {
            return false;
        }

        @Override
        public String result() {
            throw new IllegalStateException("never ready");
        }

        @Override
        public void cancel() {
            cancels++;
        }
    }

    // ---- where it cannot be suspended

    @Test
    void awaitWhereABodyIsPinnedThrowsInsteadOfStoppingTheThread() throws IOException {
        try (Context context = context()) {
            String message = run(context.spawn(async(() -> {
                try (var _ = Pinned.enter("a callback")) {
                    try (var _ = Pinned.enter("a callback in that")) {
                        log.add("inner");
                    }
                    await(sleep(WAIT));
                    return "awaited";
                } catch (IllegalStateException e) {
                    await(sleep(WAIT));
                    return String.valueOf(e.getMessage());
                }
            })));
            assertThat(message).startsWith("await inside a callback, which cannot be suspended");
            assertThat(log).containsExactly("inner");
        }
        try (var _ = Pinned.enter("outside of a body, where it does nothing")) {
            assertThat(run(ready(1))).isEqualTo(1);
        }
    }
}
