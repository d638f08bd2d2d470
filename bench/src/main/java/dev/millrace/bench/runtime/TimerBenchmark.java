package dev.millrace.bench.runtime;

import dev.millrace.timer.Timer;
import dev.millrace.timer.TimerWheel;
import io.netty.util.HashedWheelTimer;
import io.netty.util.Timeout;
import io.netty.util.TimerTask;
import java.util.SplittableRandom;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** A million timers are outstanding, due within the next hours: one operation arms one more and disarms it. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class TimerBenchmark {
    private static final int OUTSTANDING = 1_000_000;
    private static final Nothing NOTHING = new Nothing();

    /** {@code arm} and {@code disarm} of a timer that its owner keeps, on the wheel's thread. */
    @Benchmark
    public boolean millrace(Wheel wheel) {
        wheel.wheel.arm(wheel.timer, wheel.delays.nextNs());
        return wheel.wheel.disarm(wheel.timer);
    }

    /** {@code newTimeout} and {@code cancel}; what its worker thread does with them later is not in the time. */
    @Benchmark
    public boolean nettyWheel(Netty netty) {
        return netty.timer
                .newTimeout(NOTHING, netty.delays.nextNs(), TimeUnit.NANOSECONDS)
                .cancel();
    }

    /** {@code schedule} and {@code cancel}, with cancelled tasks removed at once. */
    @Benchmark
    public boolean scheduledExecutor(Scheduled tasks) {
        return tasks.executor
                .schedule(NOTHING, tasks.delays.nextNs(), TimeUnit.NANOSECONDS)
                .cancel(false);
    }

    /** What all these timers would do. */
    private static final class Nothing implements Runnable, TimerTask {
        @Override
        public void run() {}

        @Override
        public void run(Timeout timeout) {}
    }

    /** Delays of one to three hours, always the same ones: none of these timers fires. */
    private static final class Delays {
        private static final long HOUR_NS = TimeUnit.HOURS.toNanos(1);

        private final SplittableRandom random = new SplittableRandom(1);

        long nextNs() {
            return random.nextLong(HOUR_NS, 3 * HOUR_NS);
        }
    }

    /** Millrace's wheel, filled. */
    @State(Scope.Benchmark)
    public static class Wheel {
        private final TimerWheel wheel = new TimerWheel(0);
        private final Delays delays = new Delays();
        private final Timer timer = new Silent();

        /** Fills it. */
        public Wheel() {
            for (int i = 0; i < OUTSTANDING; i++) wheel.arm(new Silent(), delays.nextNs());
        }
    }

    private static final class Silent extends Timer {
        @Override
        protected void fire(long nowNs) {}
    }

    /** Netty's wheel, filled: with ticks of 1 ms as Millrace has them, and slots enough for short lists. */
    @State(Scope.Benchmark)
    public static class Netty {
        private static final int SLOTS = 1 << 16;

        private final HashedWheelTimer timer = new HashedWheelTimer(1, TimeUnit.MILLISECONDS, SLOTS);
        private final Delays delays = new Delays();

        /** Fills it. */
        public Netty() {
            for (int i = 0; i < OUTSTANDING; i++) timer.newTimeout(NOTHING, delays.nextNs(), TimeUnit.NANOSECONDS);
        }

        /** Ends its thread. */
        @TearDown
        public void end() {
            timer.stop();
        }
    }

    /** The JDK's scheduled executor, filled. */
    @State(Scope.Benchmark)
    public static class Scheduled {
        private final ScheduledThreadPoolExecutor executor = new ScheduledThreadPoolExecutor(1);
        private final Delays delays = new Delays();

        /** Fills it. */
        @SuppressWarnings("FutureReturnValueIgnored") // they only have to be there
        public Scheduled() {
            executor.setRemoveOnCancelPolicy(true);
            for (int i = 0; i < OUTSTANDING; i++) executor.schedule(NOTHING, delays.nextNs(), TimeUnit.NANOSECONDS);
        }

        /** Ends its thread. */
        @TearDown
        public void end() {
            executor.shutdownNow();
        }
    }
}
