package dev.millrace.runtime;

import dev.millrace.stress.Law;
import dev.millrace.stress.Ledger;
import dev.millrace.stress.Scene;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Waking a loop that waits: {@code blocking} against the inbox where it blocks, {@code urgent} against the park where it is
 * throttled. Time stands still, so that a wake which is lost is a loop that waits for ever.
 */
@ExtendWith(Ledger.class)
class LoopWakeProofTest {
    /** A loop that ends when it has run two tasks, or is stopped. */
    interface Waiting {
        /** On the owning thread, until it ends. */
        void run();

        /** Queues a task, and has it run soon; from any thread. */
        void wake();

        /** Ends it; from any thread. */
        void stop();
    }

    @TestFactory
    List<DynamicTest> aWakeEndsABlock() {
        return Law.of(
                        "Loop: a wake ends the block of a loop that does not throttle",
                        (Waiting loop) -> new WakeAgainstWait(loop))
                .heldInContextBy(() -> new Sound(0))
                .brokenBy("sets `blocking` after it looked at the inbox", () -> new LooksThenSetsBlocking())
                .brokenBy("looks at `blocking` before it pushes", () -> new LooksThenPushes())
                .brokenBy("forgets a wake-up that came before the block", () -> new WakesUpOnlyBlocks())
                .tests();
    }

    @TestFactory
    List<DynamicTest> oneOfTwoWakesEndsABlock() {
        return Law.of("Loop: of two wakers one ends the block, for both", (Waiting loop) -> new WakersAgainstWait(loop))
                .heldInContextBy(() -> new Sound(0))
                .brokenBy("clears `blocking` after it woke the reactor", () -> new WakesThenClearsBlocking())
                .tests();
    }

    @TestFactory
    List<DynamicTest> aStopEndsABlock() {
        return Law.of(
                        "Loop: a stop ends the block of a loop that does not throttle",
                        (Waiting loop) -> new StopAgainstWait(loop))
                .heldInContextBy(() -> new Sound(0))
                .brokenBy("wakes the loop, then sets `stopping`", () -> new WakesThenStops())
                .tests();
    }

    @TestFactory
    List<DynamicTest> anUnparkEndsAPark() {
        return Law.of("Loop: an unpark ends the park of a throttled loop", (Waiting loop) -> new WakeAgainstWait(loop))
                .heldInContextBy(() -> new Sound(20))
                .brokenBy("clears `urgent` after it looked at the inbox", () -> new ClearsUrgentLate())
                .brokenBy("unparks before it pushes", () -> new UnparksThenPushes())
                .tests();
    }

    /** One thread wakes twice, so that the second wake may meet the end of the first. */
    private static final class WakeAgainstWait extends Scene {
        private final Waiting loop;

        WakeAgainstWait(Waiting loop) {
            super(2);
            this.loop = loop;
        }

        @Override
        protected void first() {
            loop.run();
        }

        @Override
        protected void second() {
            loop.wake();
            loop.wake();
        }

        @Override
        protected void after() {
            // That the loop has ended is all.
        }
    }

    private static final class WakersAgainstWait extends Scene {
        private final Waiting loop;

        WakersAgainstWait(Waiting loop) {
            super(3);
            this.loop = loop;
        }

        @Override
        protected void first() {
            loop.run();
        }

        @Override
        protected void second() {
            loop.wake();
        }

        @Override
        protected void third() {
            loop.wake();
        }

        @Override
        protected void after() {
            // That the loop has ended is all.
        }
    }

    private static final class StopAgainstWait extends Scene {
        private final Waiting loop;

        StopAgainstWait(Waiting loop) {
            super(2);
            this.loop = loop;
        }

        @Override
        protected void first() {
            loop.run();
        }

        @Override
        protected void second() {
            loop.stop();
        }

        @Override
        protected void after() {
            // That the loop has ended is all.
        }
    }

    private static final class Sound implements Waiting {
        private final Loop loop;
        private final Context context;
        private int ran;

        Sound(int waitMs) {
            context = ProofEnvironment.open(waitMs);
            loop = context.loop();
        }

        @Override
        public void run() {
            loop.run();
        }

        @Override
        public void wake() {
            new Counting(this).wakeNow();
        }

        @Override
        public void stop() {
            loop.stop();
        }

        void countRun() {
            if (++ran == 2) loop.stop();
        }
    }

    private static final class Counting extends Task {
        private final Sound loop;

        Counting(Sound loop) {
            super(loop.context);
            this.loop = loop;
        }

        @Override
        protected void run(long nowNs) {
            loop.countRun();
        }

        @Override
        protected void failed(Throwable failure) {
            throw new IllegalStateException("counting does not fail", failure);
        }
    }

    /** The protocol of the blocking loop with places for faults; the inbox is a number of tasks. */
    private abstract static class BlockingTwin implements Waiting {
        final AtomicInteger inbox = new AtomicInteger();
        volatile boolean blocking;
        volatile boolean stopping;
        volatile boolean wokenUp;
        private volatile @Nullable Thread owner;
        private int ran;

        @Override
        public void run() {
            owner = Thread.currentThread();
            while (!stopping && ran < 2) {
                if (mayBlock()) block();
                blocking = false;
                ran += inbox.getAndSet(0);
            }
        }

        boolean mayBlock() {
            blocking = true;
            return inbox.get() == 0 && !stopping;
        }

        void block() {
            while (!wokenUp) LockSupport.park(this);
            wokenUp = false;
        }

        @Override
        public void wake() {
            inbox.incrementAndGet();
            if (blocking) wakeUp();
        }

        @Override
        public void stop() {
            stopping = true;
            wakeUp();
        }

        void wakeUp() {
            blocking = false;
            signal();
        }

        final void signal() {
            wokenUp = true;
            LockSupport.unpark(owner);
        }
    }

    /** Planted: a push between the look and the flag sees no flag, and the loop sees no task. */
    private static final class LooksThenSetsBlocking extends BlockingTwin {
        @Override
        boolean mayBlock() {
            boolean idle = inbox.get() == 0 && !stopping;
            blocking = true;
            return idle;
        }
    }

    /** Planted: the loop sets the flag and finds nothing between the look of the waker and its push. */
    private static final class LooksThenPushes extends BlockingTwin {
        @Override
        public void wake() {
            boolean waits = blocking;
            inbox.incrementAndGet();
            if (waits) wakeUp();
        }
    }

    /** Planted: a wake-up given between the last look and the block is thrown away. */
    private static final class WakesUpOnlyBlocks extends BlockingTwin {
        @Override
        void block() {
            wokenUp = false;
            super.block();
        }
    }

    /** Planted: the flag that is cleared may be that of the next block, whose waker then sees none. */
    private static final class WakesThenClearsBlocking extends BlockingTwin {
        @Override
        void wakeUp() {
            signal();
            blocking = false;
        }
    }

    /** Planted: the loop may wake, see that it is not stopping, and block again before it is told. */
    private static final class WakesThenStops extends BlockingTwin {
        @Override
        public void stop() {
            wakeUp();
            stopping = true;
        }
    }

    /** The protocol of the throttled loop with places for faults, within one slice that never ends. */
    private abstract static class ThrottledTwin implements Waiting {
        final AtomicInteger inbox = new AtomicInteger();
        volatile boolean urgent;
        private volatile @Nullable Thread owner;
        private int ran;

        @Override
        public void run() {
            owner = Thread.currentThread();
            while (ran < 2) turn();
        }

        void turn() {
            runTasks();
            if (ran < 2) park();
            urgent = false;
        }

        final void runTasks() {
            ran += inbox.getAndSet(0);
        }

        final void park() {
            while (!urgent) LockSupport.park(this);
        }

        @Override
        public void wake() {
            inbox.incrementAndGet();
            unpark();
        }

        final void unpark() {
            urgent = true;
            LockSupport.unpark(owner);
        }

        @Override
        public void stop() {
            throw new UnsupportedOperationException("not part of the law");
        }
    }

    /** Planted: the signal of a task pushed after the inbox was looked at is thrown away before the park. */
    private static final class ClearsUrgentLate extends ThrottledTwin {
        @Override
        void turn() {
            runTasks();
            urgent = false;
            park();
        }
    }

    /** Planted: the loop may use up the signal and find nothing before the task is there. */
    private static final class UnparksThenPushes extends ThrottledTwin {
        @Override
        public void wake() {
            unpark();
            inbox.incrementAndGet();
        }
    }
}
