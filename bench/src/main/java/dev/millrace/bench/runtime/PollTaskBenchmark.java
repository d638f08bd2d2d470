package dev.millrace.bench.runtime;

import dev.millrace.future.Futures;
import dev.millrace.future.Waker;
import dev.millrace.runtime.Context;
import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** A hundred tasks on one loop, each of which asks for its next run when it runs: one operation is a wake and a run. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class PollTaskBenchmark {
    private static final int TASKS = 100;
    /** So many that the start from another thread, and its wait for the end, do not count. */
    private static final int OPERATIONS = 1_000_000;

    /** Spawned futures that wake themselves. */
    @Benchmark
    @OperationsPerInvocation(OPERATIONS)
    public void millrace(Millrace tasks) {
        tasks.run();
    }

    /** Prepared runnables that execute themselves again. */
    @Benchmark
    @OperationsPerInvocation(OPERATIONS)
    public void netty(Netty tasks) {
        tasks.run();
    }

    /** Futures that are never ready, on a context. */
    @State(Scope.Benchmark)
    public static class Millrace {
        private final Context context = Loops.context("poll_task");
        private final Answer done = new Answer();

        // The context's thread.
        private final Waker[] wakers = new Waker[TASKS];
        private int polls;

        /** Spawns them; their first poll only tells their waker. */
        public Millrace() {
            for (int i = 0; i < TASKS; i++) {
                int index = i;
                context.spawn(Futures.pollFn(waker -> poll(index, waker)));
            }
            context.enter(() -> null);
        }

        private boolean poll(int index, Waker waker) {
            if (wakers[index] == null) {
                wakers[index] = waker;
                return false;
            }
            int poll = ++polls;
            if (poll <= OPERATIONS - TASKS) waker.wake();
            else if (poll == OPERATIONS) done.run();
            return false;
        }

        void run() {
            done.expect();
            context.execute(this::wakeAll);
            done.await();
        }

        private void wakeAll() {
            polls = 0;
            for (Waker waker : wakers) waker.wake();
        }

        /** Ends the context. */
        @TearDown
        public void end() {
            context.close();
        }
    }

    /** Runnables on an event loop. */
    @State(Scope.Benchmark)
    public static class Netty {
        private final MultiThreadIoEventLoopGroup group = Loops.netty();
        private final EventLoop loop = group.next();
        private final Answer done = new Answer();

        // The loop's thread.
        private final Runnable[] tasks = new Runnable[TASKS];
        private int runs;

        /** Makes the runnables. */
        public Netty() {
            for (int i = 0; i < TASKS; i++) tasks[i] = new Again();
        }

        void run() {
            done.expect();
            loop.execute(this::executeAll);
            done.await();
        }

        private void executeAll() {
            runs = 0;
            for (Runnable task : tasks) loop.execute(task);
        }

        /** Ends the loop. */
        @TearDown
        public void end() {
            Loops.end(group);
        }

        private final class Again implements Runnable {
            @Override
            public void run() {
                int run = ++runs;
                if (run <= OPERATIONS - TASKS) loop.execute(this);
                else if (run == OPERATIONS) done.run();
            }
        }
    }
}
