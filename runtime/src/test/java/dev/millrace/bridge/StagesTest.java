package dev.millrace.bridge;

import static dev.millrace.future.Futures.failed;
import static dev.millrace.future.Futures.lazy;
import static dev.millrace.future.Futures.ready;
import static dev.millrace.future.Futures.sleep;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.future.Completer;
import dev.millrace.future.Future;
import dev.millrace.future.Waker;
import dev.millrace.runtime.BlockOn;
import dev.millrace.runtime.Context;
import dev.millrace.runtime.JoinHandle;
import dev.millrace.sim.Simulation;
import dev.millrace.sim.SteppedEnvironment;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class StagesTest {
    private final SteppedEnvironment environment = new SteppedEnvironment(1);

    private Context context() throws IOException {
        return environment.acquire("c", Duration.ZERO);
    }

    @Test
    void aStageIsAFuture() throws IOException {
        CompletableFuture<String> stage = new CompletableFuture<>();
        try (Context context = context()) {
            JoinHandle<String> handle = context.spawn(Stages.future(stage).map(value -> value + "!"));
            environment.step();
            assertThat(handle.isDone()).isFalse();
            stage.complete("done");
            environment.step();
            assertThat(handle.result()).isEqualTo("done!");
        }
        assertThat(BlockOn.run(Stages.future(CompletableFuture.completedFuture(7))))
                .isEqualTo(7);
    }

    @Test
    void aStageThatIsMadeWhenPolledIsNotMadeBefore() {
        AtomicInteger made = new AtomicInteger();
        Future<Integer> future = Stages.future(() -> CompletableFuture.completedFuture(made.incrementAndGet()));
        assertThat(made).hasValue(0);
        assertThat(future.poll(Waker.none())).isTrue();
        assertThat(future.poll(Waker.none())).isTrue();
        assertThat(future.result()).isEqualTo(1);
    }

    @Test
    void failuresAreUnwrappedBothWays() throws Exception {
        CompletableFuture<String> stage = new CompletableFuture<>();
        Future<String> future = Stages.future(stage.thenApply(text -> text));
        assertThat(future.poll(Waker.none())).isFalse();
        stage.completeExceptionally(new IllegalStateException("planted"));
        assertThat(future.poll(Waker.none())).isTrue();
        assertThatThrownBy(future::result)
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("planted");
        try (Context context = context()) {
            CompletableFuture<String> out =
                    Stages.stage(context, failed(new CompletionException(new IOException("planted too"))));
            environment.step();
            assertThat(out.exceptionNow()).isInstanceOf(IOException.class);
            assertThatThrownBy(out::join)
                    .isInstanceOf(CompletionException.class)
                    .hasRootCauseMessage("planted too");
        }
    }

    @Test
    void cancellingIsPassedOnBothWays() throws IOException {
        CompletableFuture<String> stage = new CompletableFuture<>();
        Future<String> future = Stages.future(stage);
        future.poll(Waker.none());
        future.cancel();
        assertThat(stage).isCancelled();
        assertThatThrownBy(future::result).isInstanceOf(CancellationException.class);

        CompletableFuture<String> cancelled = new CompletableFuture<>();
        cancelled.cancel(true);
        Future<String> seen = Stages.future(cancelled);
        assertThat(seen.poll(Waker.none())).isTrue();
        assertThatThrownBy(seen::result).isInstanceOf(CancellationException.class);

        try (Context context = context()) {
            AtomicInteger dropped = new AtomicInteger();
            Future<String> never = new Future<>() {
                @Override
                public boolean poll(Waker waker) {
                    return false;
                }

                @Override
                public String result() {
                    return "never";
                }

                @Override
                public void cancel() {
                    dropped.incrementAndGet();
                }
            };
            CompletableFuture<String> out = Stages.stage(context, never);
            environment.step();
            out.cancel(false);
            environment.step();
            assertThat(dropped).hasValue(1);
            assertThat(context.liveTasks()).isZero();
        }
    }

    @Test
    void aContextThatEndsFirstFailsItsStages() throws IOException {
        Context context = context();
        CompletableFuture<String> begun = Stages.stage(context, new Completer<>());
        environment.step();
        CompletableFuture<String> never = Stages.stage(context, ready("x"));
        context.close();
        assertThatThrownBy(begun::join).isInstanceOf(CancellationException.class);
        assertThatThrownBy(never::join).isInstanceOf(CancellationException.class);
    }

    /** Nothing moves to the common pool: not the completion, and not what is async without an executor. */
    @Test
    void dependentsStayOnTheContext() throws IOException {
        try (Context context = context()) {
            CompletableFuture<Context> direct =
                    Stages.stage(context, sleep(Duration.ofMillis(1))).thenApply(_ -> Context.current());
            CompletableFuture<Context> async = Stages.stage(context, lazy(() -> 1))
                    .thenApplyAsync(_ -> Context.current())
                    .thenApplyAsync(seen -> seen == Context.current() ? seen : null);
            environment.step();
            environment.advance(Duration.ofMillis(2));
            assertThat(direct.join()).isSameAs(context);
            assertThat(async.join()).isSameAs(context);
        }
    }

    @Test
    void stagesWorkInSimulation() {
        Simulation.explore(1, 20, sim -> {
            try (Context context = sim.environment().acquire("c", Duration.ofMillis(20))) {
                CompletableFuture<Integer> out =
                        Stages.stage(context, sleep(Duration.ofSeconds(1))).thenApplyAsync(_ -> 5);
                assertThat(BlockOn.run(Stages.future(out))).isEqualTo(5);
                assertThat(out.get()).isEqualTo(5);
            }
        });
    }
}
