package dev.millrace.media;

import dev.millrace.stress.Proof;
import dev.millrace.stress.Twin;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressMeta;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/** Foreign releases on real processors: two threads let go, and how many slots are home. */
public final class BufferPoolStress {
    private BufferPoolStress() {}

    /** The outcomes. */
    @Outcome(id = "2", expect = Expect.ACCEPTABLE, desc = "both slots are home")
    @Outcome(expect = Expect.FORBIDDEN, desc = "a slot is lost, or there twice")
    public static final class Home {
        private Home() {}
    }

    /** A pool of two, each released by one thread. */
    @JCStressTest
    @JCStressMeta(Home.class)
    @State
    @Proof("BufferPool: every slot released elsewhere comes home once")
    public static class Sound {
        private final BufferPool pool = new BufferPool(64, 2);
        private final Buffer one = pool.acquire();
        private final Buffer two = pool.acquire();

        @Actor
        public void one() {
            one.release();
        }

        @Actor
        public void two() {
            two.release();
        }

        @Arbiter
        public void count(I_Result result) {
            while (pool.tryAcquire() != null) result.r1++;
        }
    }

    /** A pool of two, of which two threads hold one. */
    @JCStressTest
    @JCStressMeta(Home.class)
    @State
    @Proof("Buffer: a shared one goes home once, with its last holder")
    public static class Shared {
        private final BufferPool pool = new BufferPool(64, 2);
        private final Buffer buffer = pool.acquire().share().retain();

        @Actor
        public void one() {
            buffer.release();
        }

        @Actor
        public void two() {
            buffer.release();
        }

        @Arbiter
        public void count(I_Result result) {
            while (pool.tryAcquire() != null) result.r1++;
        }
    }

    /** Planted: the new top is stored whatever has become the top meanwhile. */
    @JCStressTest
    @JCStressMeta(Home.class)
    @State
    @Twin("returns without compare-and-set")
    public static class ReturnsBlindly {
        private volatile @Nullable Slot returned;

        @Actor
        public void one() {
            giveBack(new Slot());
        }

        @Actor
        public void two() {
            giveBack(new Slot());
        }

        private void giveBack(Slot slot) {
            slot.next = returned;
            returned = slot;
        }

        @Arbiter
        public void count(I_Result result) {
            for (Slot slot = returned; slot != null; slot = slot.next) result.r1++;
        }

        private static final class Slot {
            private @Nullable Slot next;
        }
    }

    /** Planted: two releases may both read two, and the buffer never goes home. */
    @JCStressTest
    @JCStressMeta(Home.class)
    @State
    @Twin("counts the holders of a shared buffer in a plain field")
    public static class CountsPlainly {
        private final AtomicInteger home = new AtomicInteger(1);
        private int holders = 2;

        @Actor
        public void one() {
            release();
        }

        @Actor
        public void two() {
            release();
        }

        private void release() {
            if (--holders == 0) home.incrementAndGet();
        }

        @Arbiter
        public void count(I_Result result) {
            result.r1 = home.get();
        }
    }
}
