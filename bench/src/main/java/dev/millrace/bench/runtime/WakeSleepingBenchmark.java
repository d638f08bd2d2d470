package dev.millrace.bench.runtime;

import dev.millrace.runtime.Context;
import io.netty.channel.EventLoop;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.nio.NioIoHandler;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * An ordinary thread wakes a loop that sleeps, and parks until the loop answers: one operation is there and back. While the
 * asker wakes up, the loop has gone to sleep again.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class WakeSleepingBenchmark {

    /** A context that blocks in epoll, woken through an eventfd. */
    @Benchmark
    @Fork(jvmArgsAppend = "-Dmillrace.backend=epoll")
    public void millraceEpoll(Millrace loop) {
        loop.ask();
    }

    /** A context that blocks in a selector of the JDK. */
    @Benchmark
    @Fork(jvmArgsAppend = "-Dmillrace.backend=nio")
    public void millraceNio(Millrace loop) {
        loop.ask();
    }

    /** Netty's loop on its native epoll. */
    @Benchmark
    public void nettyEpoll(NettyEpoll loop) {
        loop.ask();
    }

    /** Netty's loop on a selector of the JDK. */
    @Benchmark
    public void nettyNio(NettyNio loop) {
        loop.ask();
    }

    /** The JDK's executor of one thread, which parks. */
    @Benchmark
    public void executorThread(ExecutorThread loop) {
        loop.ask();
    }

    /** What all have in common: the question. */
    abstract static class Loop {
        private final Answer answer = new Answer();

        abstract void execute(Runnable task);

        void ask() {
            answer.expect();
            execute(answer);
            answer.await();
        }
    }

    /** A context. */
    @State(Scope.Benchmark)
    public static class Millrace extends Loop {
        private final Context context = Loops.context("wake_sleeping");

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

    abstract static class Netty extends Loop {
        private final MultiThreadIoEventLoopGroup group;
        private final EventLoop loop;

        Netty(IoHandlerFactory handlers) {
            group = Loops.netty(handlers);
            loop = group.next();
        }

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

    /** An event loop on Netty's native epoll. */
    @State(Scope.Benchmark)
    public static class NettyEpoll extends Netty {
        /** Opens it. */
        public NettyEpoll() {
            super(EpollIoHandler.newFactory());
        }
    }

    /** An event loop on a selector. */
    @State(Scope.Benchmark)
    public static class NettyNio extends Netty {
        /** Opens it. */
        public NettyNio() {
            super(NioIoHandler.newFactory());
        }
    }

    /** An executor. */
    @State(Scope.Benchmark)
    public static class ExecutorThread extends Loop {
        private final ExecutorService executor = Executors.newSingleThreadExecutor();

        @Override
        void execute(Runnable task) {
            executor.execute(task);
        }

        /** Ends the thread. */
        @TearDown
        public void end() {
            executor.shutdown();
        }
    }
}
