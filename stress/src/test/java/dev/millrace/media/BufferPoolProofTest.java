package dev.millrace.media;

import dev.millrace.stress.Law;
import dev.millrace.stress.Ledger;
import dev.millrace.stress.Scene;
import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.ExtendWith;

/** Buffers that come home from other threads, and buffers that two threads hold. */
@ExtendWith(Ledger.class)
class BufferPoolProofTest {
    /** A pool of two slots; a slot is whatever it hands out. */
    interface Pool {
        /** A slot, or null when both are out; on the owning thread. */
        @Nullable
        Object acquire();

        /** Gives one reference back; from any thread. */
        void release(Object slot);

        /** Makes it a slot that two threads hold. */
        void share(Object slot);
    }

    @TestFactory
    List<DynamicTest> everySlotComesHomeOnce() {
        return Law.of(
                        "BufferPool: every slot released elsewhere comes home once",
                        (Pool pool) -> new ReleaseAgainstAcquire(pool))
                .heldBy(() -> new Sound())
                .brokenBy("returns without compare-and-set", () -> new ReturnsBlindly())
                .brokenBy("takes what was returned in two steps", () -> new TakesInTwoSteps())
                .tests();
    }

    @TestFactory
    List<DynamicTest> aSharedBufferGoesHomeWithItsLastHolder() {
        return Law.of(
                        "Buffer: a shared one goes home once, with its last holder",
                        (Pool pool) -> new ReleaseAgainstRelease(pool))
                .heldBy(() -> new Sound())
                .brokenBy("counts the holders of a shared buffer in a plain field", () -> new CountsPlainly())
                .tests();
    }

    private abstract static class OfTwo extends Scene {
        final Pool pool;
        final Object one;
        final Object two;

        OfTwo(Pool pool) {
            super(3);
            this.pool = pool;
            one = acquired();
            two = acquired();
        }

        final Object acquired() {
            Object slot = pool.acquire();
            if (slot == null) throw new IllegalStateException("law broken: a slot was lost");
            return slot;
        }

        @Override
        protected void after() {
            Object again = acquired();
            require(again != acquired(), "a slot was handed out twice");
            require(pool.acquire() == null, "there are more slots than were made");
        }
    }

    private static final class ReleaseAgainstAcquire extends OfTwo {
        ReleaseAgainstAcquire(Pool pool) {
            super(pool);
        }

        @Override
        protected void first() {
            Object early = pool.acquire();
            if (early != null) pool.release(early);
        }

        @Override
        protected void second() {
            pool.release(one);
        }

        @Override
        protected void third() {
            pool.release(two);
        }
    }

    private static final class ReleaseAgainstRelease extends OfTwo {
        ReleaseAgainstRelease(Pool pool) {
            super(pool);
            pool.release(two);
            pool.share(one);
        }

        @Override
        protected void first() {
            // The owner looks on.
        }

        @Override
        protected void second() {
            pool.release(one);
        }

        @Override
        protected void third() {
            pool.release(one);
        }
    }

    private static final class Sound implements Pool {
        private final BufferPool pool = new BufferPool(64, 2);

        @Override
        public @Nullable Object acquire() {
            return pool.tryAcquire();
        }

        @Override
        public void release(Object slot) {
            ((Buffer) slot).release();
        }

        @Override
        public void share(Object slot) {
            ((Buffer) slot).share().retain();
        }
    }

    /** The protocol with places for faults. */
    private abstract static class Twin implements Pool {
        final AtomicReference<@Nullable Slot> returned = new AtomicReference<>();
        private final Thread owner = Thread.currentThread();
        private final ArrayDeque<Slot> free = new ArrayDeque<>(List.of(new Slot(), new Slot()));

        @Override
        public @Nullable Object acquire() {
            if (free.isEmpty()) for (Slot slot = takeAll(); slot != null; slot = slot.next) free.push(slot);
            Slot slot = free.poll();
            if (slot != null) slot.holders.set(1);
            return slot;
        }

        @Override
        public void release(Object object) {
            Slot slot = (Slot) object;
            if (!isLast(slot)) return;
            if (Thread.currentThread() == owner) free.push(slot);
            else giveBack(slot);
        }

        @Override
        public void share(Object slot) {
            ((Slot) slot).holders.incrementAndGet();
        }

        boolean isLast(Slot slot) {
            return slot.holders.decrementAndGet() == 0;
        }

        void giveBack(Slot slot) {
            do slot.next = returned.get();
            while (!returned.compareAndSet(slot.next, slot));
        }

        @Nullable
        Slot takeAll() {
            return returned.getAndSet(null);
        }
    }

    private static final class Slot {
        final AtomicInteger holders = new AtomicInteger();

        @Nullable
        Slot next;
    }

    /** Planted: the new top is stored whatever has become the top meanwhile. */
    private static final class ReturnsBlindly extends Twin {
        @Override
        void giveBack(Slot slot) {
            slot.next = returned.get();
            returned.set(slot);
        }
    }

    /** Planted: what is returned between the look and the clearing is lost. */
    private static final class TakesInTwoSteps extends Twin {
        @Override
        @Nullable
        Slot takeAll() {
            Slot all = returned.get();
            returned.set(null);
            return all;
        }
    }

    /** Planted: two releases may both read two, and the buffer never goes home. */
    private static final class CountsPlainly extends Twin {
        @Override
        boolean isLast(Slot slot) {
            int left = slot.holders.getPlain() - 1;
            slot.holders.setPlain(left);
            return left == 0;
        }
    }
}
