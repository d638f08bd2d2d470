package dev.millrace.bridge;

import dev.millrace.future.Completer;
import dev.millrace.future.Future;
import dev.millrace.future.Waker;
import dev.millrace.runtime.Context;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Futures of stages, and stages of futures.
 *
 * <p>A failure is the same on both sides: a {@link CompletionException} is taken off where a stage comes in, and where a stage goes
 * out, so that it carries what was thrown.
 */
public final class Stages {
    private Stages() {}

    /**
     * The outcome of a stage that is under way already.
     *
     * <p>It may be awaited on any executor, whichever thread completes the stage. Cancelling the future cancels the stage, as far
     * as it can be cancelled.
     */
    public static <T extends @Nullable Object> Future<T> future(CompletionStage<T> stage) {
        return new StageFuture<>(() -> stage);
    }

    /**
     * The outcome of a stage that is begun by the first poll; one that is never polled is never begun.
     *
     * @param begin makes the stage; runs on the thread that polls, and must not block
     */
    public static <T extends @Nullable Object> Future<T> future(Supplier<? extends CompletionStage<T>> begin) {
        return new StageFuture<>(begin);
    }

    /**
     * Runs {@code future} on {@code context}, at its next turn, as a stage.
     *
     * <p>The stage is completed on the context's thread, so that stages that depend on it without "Async" run there and must not
     * block; those with "Async" and no executor run there too, one turn of the run queue later, instead of on the JDK's common
     * pool. Cancelling or completing the stage cancels the future. When the context ends first, the stage fails with a
     * {@link java.util.concurrent.CancellationException}.
     */
    public static <T extends @Nullable Object> CompletableFuture<T> stage(Context context, Future<T> future) {
        ContextStage<T> stage = new ContextStage<>(context);
        var handle = context.spawn(future);
        Waker hand = () -> {
            try {
                stage.complete(handle.result());
            } catch (Throwable failure) {
                stage.completeExceptionally(unwrapped(failure));
            }
        };
        var _ = stage.whenComplete((_, _) -> {
            if (!handle.isDone()) handle.cancel();
        });
        if (handle.poll(hand)) hand.wake();
        return stage;
    }

    static Throwable unwrapped(Throwable failure) {
        Throwable cause = failure.getCause();
        return failure instanceof CompletionException && cause != null ? cause : failure;
    }

    /** A stage whose dependents stay on the context, unless they are given another executor. */
    private static final class ContextStage<T extends @Nullable Object> extends CompletableFuture<T> {
        private final Context context;

        ContextStage(Context context) {
            this.context = context;
        }

        @Override
        public java.util.concurrent.Executor defaultExecutor() {
            return context;
        }

        @Override
        public <U> CompletableFuture<U> newIncompleteFuture() {
            return new ContextStage<>(context);
        }
    }

    private static final class StageFuture<T extends @Nullable Object> implements Future<T> {
        private final Supplier<? extends CompletionStage<T>> begin;
        private final Completer<T> outcome = new Completer<>();
        private @Nullable CompletionStage<T> stage;

        StageFuture(Supplier<? extends CompletionStage<T>> begin) {
            this.begin = begin;
        }

        @Override
        public boolean poll(Waker waker) {
            if (stage == null && !outcome.isDone()) {
                CompletionStage<T> begun = begin.get();
                stage = begun;
                var _ = begun.whenComplete(this::completed);
            }
            return outcome.poll(waker);
        }

        /** On whichever thread completes the stage. */
        @SuppressWarnings("NullAway") // a value, when there is no failure
        private void completed(@Nullable T value, @Nullable Throwable failure) {
            if (failure == null) outcome.complete(value);
            else outcome.fail(unwrapped(failure));
        }

        @Override
        public T result() {
            return outcome.result();
        }

        @Override
        public void cancel() {
            CompletionStage<T> begun = stage;
            outcome.cancel();
            if (begun == null) return;
            try {
                begun.toCompletableFuture().cancel(true);
            } catch (UnsupportedOperationException e) {
                // A stage that cannot be cancelled runs to its end, and nobody looks.
            }
        }
    }
}
