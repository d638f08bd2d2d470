package dev.millrace.bench.runtime;

import static dev.millrace.runtime.Async.async;
import static dev.millrace.runtime.Async.await;

import dev.millrace.future.Future;
import dev.millrace.future.Waker;
import dev.millrace.runtime.BlockOn;
import dev.millrace.runtime.Context;
import dev.millrace.runtime.JoinHandle;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** Two that take turns: one operation is to wake the other, to suspend, and the other's resumption. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class AwaitBenchmark {
    private static final int OPERATIONS = 200_000;

    /** Two async bodies on one context. */
    @Benchmark
    @OperationsPerInvocation(OPERATIONS)
    public void millrace(Millrace bodies) {
        bodies.run();
    }

    /** Two virtual threads of the JDK's scheduler that park and unpark. */
    @Benchmark
    @OperationsPerInvocation(OPERATIONS)
    public void virtualThreads() throws InterruptedException {
        Parker first = new Parker();
        Parker second = new Parker();
        first.give(null);
        Thread one = Thread.ofVirtual().unstarted(() -> first.play(second));
        Thread other = Thread.ofVirtual().unstarted(() -> second.play(first));
        first.thread = one;
        second.thread = other;
        one.start();
        other.start();
        one.join();
        other.join();
    }

    /** A chain without two sides: each link is {@code thenApplyAsync} to one and the same thread, begun by the link before. */
    @Benchmark
    @OperationsPerInvocation(OPERATIONS)
    public void completableFuture(Links links) {
        links.run();
    }

    /** A context with two bodies in each run. */
    @State(Scope.Benchmark)
    public static class Millrace {
        private final Context context = Loops.context("await");

        void run() {
            Turn first = new Turn();
            Turn second = new Turn();
            first.give();
            context.spawn(async(() -> play(first, second)));
            JoinHandle<@Nullable Void> last = context.spawn(async(() -> play(second, first)));
            BlockOn.run(last);
        }

        private static @Nullable Void play(Turn mine, Turn other) {
            for (int i = 0; i < OPERATIONS / 2; i++) {
                await(mine);
                other.give();
            }
            return null;
        }

        /** Ends the context. */
        @TearDown
        public void end() {
            context.close();
        }
    }

    /** Ready each time it was given; of one thread, so that it costs next to nothing itself. */
    private static final class Turn implements Future<@Nullable Void> {
        private boolean given;
        private @Nullable Waker waker;

        void give() {
            given = true;
            Waker waiting = waker;
            waker = null;
            if (waiting != null) waiting.wake();
        }

        @Override
        public boolean poll(Waker waker) {
            if (!given) this.waker = waker;
            return given;
        }

        @Override
        public @Nullable Void result() {
            given = false;
            return null;
        }
    }

    /** The same between virtual threads. */
    private static final class Parker {
        private volatile boolean given;
        private @Nullable Thread thread;

        void give(@Nullable Thread waiting) {
            given = true;
            LockSupport.unpark(waiting);
        }

        void play(Parker other) {
            for (int i = 0; i < OPERATIONS / 2; i++) {
                while (!given) LockSupport.park(this);
                given = false;
                other.give(other.thread);
            }
        }
    }

    /** A thread and the chain that runs on it. */
    @State(Scope.Benchmark)
    public static class Links {
        private final ExecutorService thread = Executors.newSingleThreadExecutor();
        private final Answer done = new Answer();

        void run() {
            done.expect();
            link(OPERATIONS);
            done.await();
        }

        @SuppressWarnings("FutureReturnValueIgnored") // the last link gives the answer
        private void link(Integer left) {
            if (left == 0) done.run();
            else
                CompletableFuture.completedFuture(left)
                        .thenApplyAsync(count -> count - 1, thread)
                        .thenAccept(this::link);
        }

        /** Ends the thread. */
        @TearDown
        public void end() {
            thread.shutdown();
        }
    }
}
