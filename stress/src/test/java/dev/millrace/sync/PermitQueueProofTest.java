package dev.millrace.sync;

import dev.millrace.future.Waker;
import dev.millrace.stress.Law;
import dev.millrace.stress.Ledger;
import dev.millrace.stress.Scene;
import java.util.ArrayDeque;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.ExtendWith;

/** Permits that are given back while those who wait for them come, go on, or are cancelled: semaphore and mutex. */
@ExtendWith(Ledger.class)
class PermitQueueProofTest {
    /** A queue with no permit at first, and two who want one each, 0 and 1. */
    interface Permits {
        boolean poll(int who, Waker waker);

        void cancel(int who);

        void give();

        /** What can be had without waiting. */
        long available();
    }

    @TestFactory
    List<DynamicTest> permitsAreConserved() {
        return Law.of(
                        "PermitQueue: permits are conserved, and go on to the next, if one who waits is cancelled",
                        (Permits permits) -> new CancelAgainstGive(permits))
                .heldBy(() -> new Sound())
                .brokenBy("a cancel keeps the permits it was chosen for", () -> new KeepsWhenCancelled())
                .brokenBy("a cancel gives its permits back and chooses nobody", () -> new ChoosesNobody())
                .brokenBy("a cancel looks at `chosen`, then leaves the line", () -> new LooksThenLeaves())
                .tests();
    }

    @TestFactory
    List<DynamicTest> whoWaitsIsWoken() {
        return Law.of(
                        "PermitQueue: a wait that says not yet is woken when its permits are there",
                        (Permits permits) -> new PollAgainstGive(permits))
                .heldBy(() -> new Sound())
                .brokenBy("looks at the permits, then joins the line", () -> new LooksThenJoins())
                .brokenBy("looks at the line, then adds the permits", () -> new ChoosesThenAdds())
                .tests();
    }

    @TestFactory
    List<DynamicTest> onePermitIsTakenOnce() {
        return Law.of("PermitQueue: of two who want one permit one has it", (Permits permits) -> new TwoPolls(permits))
                .heldBy(() -> new Sound())
                .brokenBy("looks at the permits, then takes one", () -> new LooksThenTakes())
                .tests();
    }

    /** Both wait; the first in line is cancelled while a permit is given. */
    private static final class CancelAgainstGive extends Scene {
        private final Permits permits;
        private final CountingWaker early = new CountingWaker();
        private final CountingWaker waker = new CountingWaker();
        private boolean ready;

        CancelAgainstGive(Permits permits) {
            super(3);
            this.permits = permits;
            permits.poll(0, new CountingWaker());
            permits.poll(1, early);
        }

        @Override
        protected void first() {
            permits.cancel(0);
        }

        @Override
        protected void second() {
            permits.give();
        }

        @Override
        protected void third() {
            ready = permits.poll(1, waker);
        }

        @Override
        protected void after() {
            require(ready || waker.wasWoken(), "the next in line was not woken");
            require(ready || permits.poll(1, waker), "the next in line was woken and has no permit");
            require(permits.available() == 0, "a permit was doubled");
            permits.give();
            require(permits.available() == 1, "a permit was lost");
        }
    }

    private static final class PollAgainstGive extends Scene {
        private final Permits permits;
        private final CountingWaker earlier = new CountingWaker();
        private final CountingWaker waker = new CountingWaker();
        private boolean ready;

        PollAgainstGive(Permits permits) {
            super(2);
            this.permits = permits;
        }

        @Override
        protected void first() {
            ready = permits.poll(0, earlier) || permits.poll(0, waker);
        }

        @Override
        protected void second() {
            permits.give();
        }

        @Override
        protected void after() {
            require(ready || waker.wasWoken(), "it said not yet, and was not woken");
            require(ready || permits.poll(0, waker), "it was woken and has no permit");
            require(permits.available() == 0, "a permit was doubled");
        }
    }

    private static final class TwoPolls extends Scene {
        private final Permits permits;
        private boolean one;
        private boolean two;

        TwoPolls(Permits permits) {
            super(2);
            this.permits = permits;
            permits.give();
        }

        @Override
        protected void first() {
            one = permits.poll(0, new CountingWaker());
        }

        @Override
        protected void second() {
            two = permits.poll(1, new CountingWaker());
        }

        @Override
        protected void after() {
            require(one != two, "not exactly one has the permit");
        }
    }

    private static final class Sound implements Permits {
        private final PermitQueue queue = new PermitQueue(0);
        private final List<Acquisition<String>> waits = List.of(acquisition(), acquisition());

        private Acquisition<String> acquisition() {
            return new Acquisition<>(queue, 1, () -> "guard");
        }

        @Override
        public boolean poll(int who, Waker waker) {
            return waits.get(who).poll(waker);
        }

        @Override
        public void cancel(int who) {
            waits.get(who).cancel();
        }

        @Override
        public void give() {
            queue.give(1);
        }

        @Override
        public long available() {
            return queue.available();
        }
    }

    private static final class Wait {
        @Nullable
        Waker waker;

        boolean chosen;
    }

    /** The protocol with places for faults; each wait is for one permit. */
    private abstract static class Twin implements Permits {
        final Wait[] waits = {new Wait(), new Wait()};
        final ArrayDeque<Wait> line = new ArrayDeque<>(2);
        int free;

        @Override
        public boolean poll(int who, Waker waker) {
            Wait wait = waits[who];
            synchronized (this) {
                if (wait.chosen || tryTake()) {
                    line.remove(wait);
                    return true;
                }
                join(wait, waker);
                return false;
            }
        }

        @Override
        public void cancel(int who) {
            synchronized (this) {
                if (waits[who].chosen) free++;
                line.remove(waits[who]);
            }
            choose();
        }

        @Override
        public void give() {
            synchronized (this) {
                free++;
            }
            choose();
        }

        @Override
        public synchronized long available() {
            return free;
        }

        final synchronized boolean tryTake() {
            if (!line.isEmpty() || free == 0) return false;
            free--;
            return true;
        }

        final synchronized void join(Wait wait, Waker waker) {
            wait.waker = waker;
            if (!line.contains(wait)) line.addLast(wait);
        }

        final void choose() {
            Waker waker = chooseFirst();
            if (waker != null) waker.wake();
        }

        private synchronized @Nullable Waker chooseFirst() {
            Wait first = line.peekFirst();
            if (first == null || free == 0) return null;
            free--;
            line.removeFirst();
            first.chosen = true;
            return first.waker;
        }
    }

    /** Planted: what was taken for it is gone. */
    private static final class KeepsWhenCancelled extends Twin {
        @Override
        public void cancel(int who) {
            synchronized (this) {
                line.remove(waits[who]);
            }
            choose();
        }
    }

    /** Planted: the permit lies there, and the next in line waits for it. */
    private static final class ChoosesNobody extends Twin {
        @Override
        public synchronized void cancel(int who) {
            if (waits[who].chosen) free++;
            line.remove(waits[who]);
        }
    }

    /** Planted: it may be chosen between the two, and nobody gives back what was taken for it. */
    private static final class LooksThenLeaves extends Twin {
        @Override
        public void cancel(int who) {
            synchronized (this) {
                if (waits[who].chosen) free++;
            }
            synchronized (this) {
                line.remove(waits[who]);
            }
            choose();
        }
    }

    /** Planted: the permit may be given between the two, and finds nobody in line. */
    private static final class LooksThenJoins extends Twin {
        @Override
        public boolean poll(int who, Waker waker) {
            synchronized (this) {
                if (waits[who].chosen || tryTake()) return true;
            }
            join(waits[who], waker);
            return false;
        }
    }

    /** Planted: who joins the line between the two waits beside the permit. */
    private static final class ChoosesThenAdds extends Twin {
        @Override
        public void give() {
            boolean nobody;
            synchronized (this) {
                nobody = line.isEmpty();
            }
            synchronized (this) {
                free++;
            }
            if (!nobody) choose();
        }
    }

    /** Planted: both may find the same permit. */
    private static final class LooksThenTakes extends Twin {
        @Override
        public boolean poll(int who, Waker waker) {
            if (available() == 0) return false;
            synchronized (this) {
                free--;
            }
            return true;
        }
    }
}
