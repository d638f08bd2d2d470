package dev.millrace.bridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.future.Futures;
import dev.millrace.runtime.BlockOn;
import dev.millrace.runtime.Context;
import dev.millrace.runtime.Environment;
import dev.millrace.sim.Simulation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("loop-mode")
class ContextExecutorTest {
    private interface Body {
        void run(Simulation sim, Context context, ContextExecutor executor) throws Exception;
    }

    /** On a context that throttles, on one that does not, each in several orders. */
    private static void with(Body body) {
        for (int waitMs : new int[] {0, 20})
            Simulation.explore(1, 5, sim -> {
                try (Context context = sim.environment().acquire("c", Duration.ofMillis(waitMs))) {
                    body.run(sim, context, ContextExecutor.of(context));
                }
            });
    }

    @Test
    void tasksRunInOrderOnTheContext() {
        with((sim, context, executor) -> {
            List<Integer> order = new ArrayList<>();
            List<Future<Context>> all = new ArrayList<>();
            for (int i = 0; i < 10; i++) {
                int number = i;
                executor.execute(() -> order.add(number));
                all.add(executor.submit(() -> Context.current()));
            }
            for (Future<Context> one : all) assertThat(one.get()).isSameAs(context);
            assertThat(order).containsExactly(0, 1, 2, 3, 4, 5, 6, 7, 8, 9);
            assertThat(sim.nowNs()).isZero();
        });
    }

    @Test
    void failuresComeOutOfGetOrAreTheContextsToReport() {
        with((_, context, executor) -> {
            Future<?> submitted = executor.submit(() -> {
                throw new java.io.IOException("planted");
            });
            assertThatThrownBy(submitted::get)
                    .isInstanceOf(ExecutionException.class)
                    .hasRootCauseMessage("planted");
            long before = context.stats().faults();
            executor.execute(() -> {
                throw new IllegalStateException("planted too");
            });
            executor.submit(() -> 1).get();
            assertThat(context.stats().faults()).isEqualTo(before + 1);
        });
    }

    @Test
    void manyAreInvokedTogether() {
        with((_, _, executor) -> {
            List<Callable<Integer>> tasks = List.of(() -> 1, () -> 2, () -> {
                throw new IllegalStateException("planted");
            });
            List<Future<Integer>> all = executor.invokeAll(tasks);
            assertThat(all).allMatch(Future::isDone);
            assertThat(all.get(1).get()).isEqualTo(2);
            assertThat(all.get(2).state()).isEqualTo(Future.State.FAILED);
            assertThat(executor.invokeAny(List.of(tasks.get(2), tasks.get(1)))).isEqualTo(2);
        });
    }

    @Test
    void delayedTasksAreNeverEarly() {
        with((sim, context, executor) -> {
            long beganNs = sim.nowNs();
            ScheduledFuture<Long> one = executor.schedule(sim::nowNs, 55, TimeUnit.MILLISECONDS);
            ScheduledFuture<?> sooner = executor.schedule(() -> {}, 5, TimeUnit.MILLISECONDS);
            assertThat(one.getDelay(TimeUnit.MILLISECONDS)).isEqualTo(55);
            assertThat(one.compareTo(sooner)).isPositive();
            assertThat(one.get() - beganNs).isBetween(55_000_000L, 55_000_000L + context.waitNs());
            assertThat(executor.schedule(() -> 3, -5, TimeUnit.SECONDS).get()).isEqualTo(3);
        });
    }

    @Test
    void repeatedTasksKeepTheirRateOrTheirDelay() {
        Simulation.run(1, sim -> {
            try (Context context = sim.environment().acquire("c", Duration.ZERO)) {
                ContextExecutor executor = ContextExecutor.of(context);
                List<Long> atMs = new ArrayList<>();
                ScheduledFuture<?> ticks = executor.scheduleAtFixedRate(
                        () -> atMs.add(sim.nowNs() / 1_000_000), 10, 30, TimeUnit.MILLISECONDS);
                sim.advance(Duration.ofMillis(105));
                assertThat(atMs).containsExactly(10L, 40L, 70L, 100L);
                assertThat(ticks.cancel(true)).isTrue();
                sim.advance(Duration.ofMillis(100));
                assertThat(atMs).hasSize(4);
                assertThatThrownBy(ticks::get).isInstanceOf(CancellationException.class);

                atMs.clear();
                ScheduledFuture<?> failing = executor.scheduleWithFixedDelay(
                        () -> {
                            atMs.add(sim.nowNs() / 1_000_000);
                            if (atMs.size() == 3) throw new IllegalStateException("planted");
                        },
                        0,
                        20,
                        TimeUnit.MILLISECONDS);
                sim.advance(Duration.ofMillis(200));
                assertThat(atMs).containsExactly(205L, 225L, 245L);
                assertThatThrownBy(failing::get).hasRootCauseMessage("planted");
                assertThatThrownBy(() -> executor.scheduleAtFixedRate(() -> {}, 0, 0, TimeUnit.SECONDS))
                        .isInstanceOf(IllegalArgumentException.class);
            }
        });
    }

    @Test
    void anOrderlyEndLetsOneShotTasksRunAndNoRepeatedOnes() {
        with((sim, context, executor) -> {
            List<String> ran = new ArrayList<>();
            var _ = executor.schedule(() -> ran.add("later"), 100, TimeUnit.MILLISECONDS);
            ScheduledFuture<?> ticks =
                    executor.scheduleAtFixedRate(() -> ran.add("tick"), 500, 500, TimeUnit.MILLISECONDS);
            executor.execute(() -> ran.add("now"));
            executor.shutdown();
            assertThat(executor.isShutdown()).isTrue();
            assertThat(executor.isTerminated()).isFalse();
            assertThatThrownBy(() -> executor.execute(() -> {}))
                    .isInstanceOf(RejectedExecutionException.class)
                    .hasMessageContaining("context=c");
            assertThat(executor.awaitTermination(1, TimeUnit.MILLISECONDS)).isFalse();
            assertThat(executor.awaitTermination(1, TimeUnit.SECONDS)).isTrue();
            assertThat(executor.isTerminated()).isTrue();
            assertThat(ticks.isCancelled()).isTrue();
            assertThat(ran).containsExactly("now", "later");
            assertThat(BlockOn.run(context.spawn(Futures.ready("alive")))).isEqualTo("alive");
        });
    }

    @Test
    void anEndAtOnceGivesBackWhatHasNotRun() {
        with((_, _, executor) -> {
            Runnable command = () -> {};
            var _ = executor.schedule(() -> {}, 1, TimeUnit.SECONDS);
            executor.execute(command);
            List<Runnable> never = executor.shutdownNow();
            assertThat(never).hasSize(2).contains(command);
            assertThat(executor.awaitTermination(1, TimeUnit.SECONDS)).isTrue();
            executor.close();
        });
    }

    @Test
    void whatAContextDropsIsCancelled() {
        Simulation.run(1, sim -> {
            Context context = sim.environment().acquire("c", Duration.ofMillis(20));
            ContextExecutor executor = ContextExecutor.of(context);
            ScheduledFuture<?> later = executor.schedule(() -> {}, 10, TimeUnit.SECONDS);
            sim.advance(Duration.ofMillis(50));
            context.close();
            Future<?> late = executor.submit(() -> 1);
            assertThatThrownBy(late::get).isInstanceOf(CancellationException.class);
            later.cancel(false);
        });
    }

    @Test
    void waitingOnItsOwnThreadIsRefused() {
        with((_, _, executor) -> {
            Future<String> told = executor.submit(() -> {
                try {
                    return executor.submit(() -> "x").get();
                } catch (IllegalStateException e) {
                    return e.getMessage();
                }
            });
            assertThat(told.get()).contains("for ever: context=c");
        });
    }

    /** On a real thread, where get waits in real time. */
    @Test
    void getWithALimit() throws Exception {
        try (Context context = Environment.machine().open("c", Duration.ZERO)) {
            ContextExecutor executor = ContextExecutor.of(context);
            assertThat(executor.submit(() -> 1).get(10, TimeUnit.SECONDS)).isEqualTo(1);
            Future<?> later = executor.schedule(() -> 1, 1, TimeUnit.HOURS);
            assertThatThrownBy(() -> later.get(5, TimeUnit.MILLISECONDS)).isInstanceOf(TimeoutException.class);
            assertThat(later.cancel(false)).isTrue();
        }
    }
}
