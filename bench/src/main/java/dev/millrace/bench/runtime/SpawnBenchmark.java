package dev.millrace.bench.runtime;

import dev.millrace.future.Future;
import dev.millrace.future.Futures;
import dev.millrace.runtime.Context;
import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** The loop's own thread starts a hundred tasks, which run and end, then the next hundred: one operation is one task. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class SpawnBenchmark {
    private static final int BATCH = 100;
    private static final int BATCHES = 2_000;
    private static final int OPERATIONS = BATCH * BATCHES;
    private static final Future<@Nullable Void> READY = Futures.ready(null);

    /** {@code spawn} of a future that is ready: a task with an outcome, its handle dropped. */
    @Benchmark
    @OperationsPerInvocation(OPERATIONS)
    public void millrace(Millrace loop) {
        loop.run(() -> loop.context.spawn(READY));
    }

    /** {@code execute} of a runnable: no outcome. */
    @Benchmark
    @OperationsPerInvocation(OPERATIONS)
    public void millraceExecute(Millrace loop) {
        loop.run(() -> loop.context.execute(loop.nothing));
    }

    /** {@code execute} of a prepared runnable: no outcome. */
    @Benchmark
    @OperationsPerInvocation(OPERATIONS)
    public void netty(Netty loop) {
        loop.run(() -> loop.loop.execute(loop.nothing));
    }

    /** {@code submit} of a prepared runnable: a task with an outcome, dropped. */
    @Benchmark
    @OperationsPerInvocation(OPERATIONS)
    @SuppressWarnings("FutureReturnValueIgnored") // that is what is measured
    public void nettySubmit(Netty loop) {
        loop.run(() -> loop.loop.submit(loop.nothing));
    }

    /** What both have in common: the batches. */
    abstract static class Batches {
        final Runnable nothing = () -> {};
        private final Answer done = new Answer();
        private final Runnable next = this::next;

        // The loop's thread.
        private Runnable start = nothing;
        private int left;

        abstract void execute(Runnable task);

        void run(Runnable startOne) {
            done.expect();
            execute(() -> {
                start = startOne;
                left = BATCHES;
                next();
            });
            done.await();
        }

        /** Starts a batch, and itself behind it. */
        private void next() {
            if (left-- == 0) {
                done.run();
                return;
            }
            for (int i = 0; i < BATCH; i++) start.run();
            execute(next);
        }
    }

    /** A context. */
    @State(Scope.Benchmark)
    public static class Millrace extends Batches {
        private final Context context = Loops.context("spawn");

        @Override
        void execute(Runnable task) {
            context.execute(task);
        }

        /** Ends the context. */
        @TearDown
        public void end() {
            context.close();
        }
    }

    /** An event loop. */
    @State(Scope.Benchmark)
    public static class Netty extends Batches {
        private final MultiThreadIoEventLoopGroup group = Loops.netty();
        private final EventLoop loop = group.next();

        @Override
        void execute(Runnable task) {
            loop.execute(task);
        }

        /** Ends the loop. */
        @TearDown
        public void end() {
            Loops.end(group);
        }
    }
}
