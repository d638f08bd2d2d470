package dev.millrace.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.future.Completer;
import dev.millrace.future.Future;
import dev.millrace.future.Futures;
import dev.millrace.future.Waker;
import dev.millrace.sim.SteppedEnvironment;
import dev.millrace.timer.Timer;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The loop under a stepped clock: order, slices, tolerance of timers, faults. */
class LoopTest {
    private static final Duration WAIT = Duration.ofMillis(20);
    private static final long MS = 1_000_000;

    private final SteppedEnvironment environment = new SteppedEnvironment(1);
    private final List<String> log = new ArrayList<>();

    private Context context(Duration wait) throws IOException {
        return environment.acquire("test", wait);
    }

    @Test
    void runsWhatWasExecutedInOrderAndWhatThatExecutesInTheSameTurn() throws IOException {
        try (Context context = context(WAIT)) {
            context.execute(() -> {
                log.add("a");
                context.execute(() -> log.add("c"));
            });
            context.execute(() -> log.add("b"));
            environment.step();
            assertThat(log).containsExactly("a", "b", "c");
        }
    }

    @Test
    void aTaskWokenManyTimesRunsOnceAndAgainWhenWokenWhileItRuns() throws IOException {
        try (Context context = context(WAIT)) {
            Counting task = new Counting(context);
            task.wake();
            task.wake();
            task.wakeDuringRun = true;
            context.turn(environment.nowNs());
            assertThat(task.runs).isEqualTo(2);
            task.end();
            task.wake();
            context.turn(environment.nowNs());
            assertThat(task.runs).isEqualTo(2);
        }
    }

    @Test
    void regularTimersFireInTheNearestSliceAndAtLeastTimersNeverEarly() throws IOException {
        try (Context context = context(WAIT)) {
            Probe regular = new Probe("regular");
            Probe atLeast = new Probe("at least");
            context.enter(() -> {
                context.schedule(regular, 29 * MS);
                context.scheduleAtLeast(atLeast, 29 * MS);
                return null;
            });
            environment.advance(WAIT);
            assertThat(log).containsExactly("regular");
            environment.advance(WAIT);
            assertThat(log).containsExactly("regular", "at least");
        }
    }

    @Test
    void aRegularTimerPastTheMiddleOfTheSliceWaitsForTheNext() throws IOException {
        try (Context context = context(WAIT)) {
            Probe probe = new Probe("late");
            context.enter(() -> {
                context.schedule(probe, 31 * MS);
                return null;
            });
            environment.advance(WAIT);
            assertThat(log).isEmpty();
            environment.advance(WAIT);
            assertThat(log).containsExactly("late");
        }
    }

    @Test
    void anExceptionFailsItsTaskAloneAndIsCounted() throws IOException {
        try (Context context = context(WAIT)) {
            JoinHandle<@Nullable Void> bad = context.spawn(Futures.failed(new IllegalStateException("planted")));
            context.execute(() -> {
                throw new IllegalStateException("planted too");
            });
            JoinHandle<String> good = context.spawn(Futures.ready("fine"));
            environment.step();
            assertThat(good.poll(Waker.none())).isTrue();
            assertThat(good.result()).isEqualTo("fine");
            assertThat(bad.poll(Waker.none())).isTrue();
            assertThatThrownBy(bad::result).hasMessage("planted");
            assertThat(context.stats().faults()).isEqualTo(2);
            assertThat(context.liveTasks()).isZero();
        }
    }

    @Test
    void cancellingDropsTheFutureOnItsContext() throws IOException {
        try (Context context = context(WAIT)) {
            boolean[] dropped = {false};
            Future<String> never = new Future<>() {
                @Override
                public boolean poll(Waker waker) {
                    return false;
                }

                @Override
                public String result() {
                    throw new AssertionError("never ready");
                }

                @Override
                public void cancel() {
                    dropped[0] = true;
                }
            };
            JoinHandle<String> handle = context.spawn(never);
            environment.step();
            handle.cancel();
            assertThatThrownBy(handle::result).isInstanceOf(CancellationException.class);
            environment.step();
            assertThat(dropped[0]).isTrue();
            assertThat(context.liveTasks()).isZero();
        }
    }

    @Test
    void aSleepEndsInItsSlice() throws IOException {
        try (Context context = context(WAIT)) {
            JoinHandle<@Nullable Void> sleep = context.spawn(Futures.sleep(Duration.ofMillis(40)));
            environment.advance(Duration.ofMillis(20));
            assertThat(sleep.isDone()).isFalse();
            environment.advance(Duration.ofMillis(20));
            environment.advance(Duration.ofMillis(20));
            assertThat(sleep.isDone()).isTrue();
        }
    }

    @Test
    void aNameHasOneContextWhichLivesUntilTheLastClose() throws IOException {
        Context first = environment.acquire("shared", WAIT);
        Context second = environment.acquire("shared", Duration.ZERO);
        assertThat(second).isSameAs(first);
        assertThat(second.waitNs()).isEqualTo(WAIT.toNanos());
        first.close();
        Context third = environment.acquire("shared", WAIT);
        assertThat(third).isSameAs(first);
        third.close();
        second.close();
        try (Context fourth = environment.acquire("shared", WAIT)) {
            assertThat(fourth).isNotSameAs(first);
        }
        assertThatThrownBy(first::close)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("name=shared");
    }

    @Test
    void waitsOutOfRangeAreRefusedWithTheValue() {
        assertThatThrownBy(() -> environment.acquire("x", Duration.ofMillis(-1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("wait=-1ms");
        assertThatThrownBy(() -> environment.acquire("x", Duration.ofMillis(1001)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("wait=1001ms");
    }

    @Test
    void blockingOnAFutureOnAContextIsRefused() throws IOException {
        try (Context context = context(WAIT)) {
            JoinHandle<String> handle = context.spawn(Futures.lazy(() -> BlockOn.run(Futures.ready("no"))));
            environment.step();
            assertThatThrownBy(handle::result)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("name=test");
        }
    }

    @Test
    void turnListenersRunOnceAfterTheTasksOfATurn() throws IOException {
        try (Context context = context(WAIT)) {
            context.enter(() -> {
                context.addTurnListener(nowNs -> log.add("listener"));
                return null;
            });
            log.clear();
            context.execute(() -> log.add("a"));
            context.execute(() -> log.add("b"));
            context.turn(environment.nowNs());
            assertThat(log).containsExactly("a", "b", "listener");
        }
    }

    @Test
    void completingAFutureWakesTheTaskThatWaits() throws IOException {
        try (Context context = context(WAIT)) {
            Completer<Integer> completer = new Completer<>();
            JoinHandle<Integer> handle = context.spawn(completer.map(value -> value + 1));
            environment.step();
            assertThat(handle.isDone()).isFalse();
            assertThat(completer.complete(41)).isTrue();
            assertThat(completer.complete(43)).isFalse();
            environment.step();
            assertThat(handle.result()).isEqualTo(42);
        }
    }

    private final class Probe extends Timer {
        private final String name;

        Probe(String name) {
            this.name = name;
        }

        @Override
        protected void fire(long nowNs) {
            log.add(name);
        }
    }

    private static final class Counting extends Task {
        int runs;
        boolean wakeDuringRun;

        Counting(Context context) {
            super(context);
        }

        @Override
        protected void run(long nowNs) {
            runs++;
            if (wakeDuringRun) wake();
            wakeDuringRun = false;
        }

        @Override
        protected void failed(Throwable failure) {
            throw new AssertionError(failure);
        }

        void end() {
            finish();
        }
    }
}
