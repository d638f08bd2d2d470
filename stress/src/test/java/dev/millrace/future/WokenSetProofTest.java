package dev.millrace.future;

import dev.millrace.stress.Law;
import dev.millrace.stress.Ledger;
import dev.millrace.stress.Scene;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.ExtendWith;

/** Which children of a task were woken: their wakers against the poll of the task that admits them. */
@ExtendWith(Ledger.class)
class WokenSetProofTest {
    /** What the set and its twins have in common; two children, vacant at first. */
    interface Woken {
        Waker waker(int index);

        void admit(Waker task);

        int next();

        void start(int index);

        void end(int index);
    }

    @TestFactory
    List<DynamicTest> aChildThatWasWokenIsPolled() {
        return Law.of(
                        "WokenSet: a child that was woken is polled, or the task is woken",
                        (Woken set) -> new WakesAgainstPoll(set))
                .heldBy(() -> new Sound())
                .brokenBy("takes the inbox, then stores the task's waker", () -> new StoresTheTaskLate())
                .brokenBy("clears QUEUED after the child is polled", () -> new ClearsAfterThePoll())
                .brokenBy("wakes the task, then pushes", () -> new WakesThenPushes())
                .brokenBy("pushes without compare-and-set", () -> new PushesBlindly())
                .brokenBy("takes the inbox in two steps", () -> new TakesInTwoSteps())
                .tests();
    }

    @TestFactory
    List<DynamicTest> aLateWakeDoesNotListAChildTwice() {
        return Law.of(
                        "WokenSet: a late wake of a child that has ended does not list its successor twice",
                        (Woken set) -> new LateWake(set))
                .heldBy(() -> new Sound())
                .brokenBy("lists a new child whatever a late wake has listed", () -> new StartsBlindly())
                .brokenBy("looks at QUEUED, then sets it, when a child ends", () -> new EndsInTwoSteps())
                .tests();
    }

    private static final class CountingWaker implements Waker {
        private final AtomicInteger wakes = new AtomicInteger();

        @Override
        public void wake() {
            wakes.incrementAndGet();
        }
    }

    private static final class WakesAgainstPoll extends Scene {
        private final Woken set;
        private final CountingWaker task = new CountingWaker();
        private final int[] seen = new int[2];
        private volatile int sentOne;
        private volatile int sentTwo;

        WakesAgainstPoll(Woken set) {
            super(3);
            this.set = set;
            set.start(0);
            set.start(1);
            set.admit(Waker.none());
            set.next();
            set.next();
        }

        @Override
        protected void first() {
            poll();
        }

        @Override
        protected void second() {
            sentOne = 1;
            set.waker(0).wake();
            sentOne = 2;
            set.waker(0).wake();
        }

        @Override
        protected void third() {
            sentTwo = 2;
            set.waker(1).wake();
        }

        @Override
        protected void after() {
            if (task.wakes.get() > 0) poll();
            require(seen[0] == 2 && seen[1] == 2, "a child was woken and not polled, and the task does not know");
        }

        private void poll() {
            set.admit(task);
            for (int child = set.next(); child >= 0; child = set.next()) seen[child] = child == 0 ? sentOne : sentTwo;
        }
    }

    /** Child 0 ends and its place is filled again, while a waker of the old one is woken. */
    private static final class LateWake extends Scene {
        private final Woken set;
        private final int[] polls = new int[2];

        LateWake(Woken set) {
            super(2);
            this.set = set;
            set.start(0);
            set.admit(Waker.none());
            set.next();
        }

        @Override
        protected void first() {
            set.end(0);
            set.admit(Waker.none());
            set.start(0);
            set.start(1);
        }

        @Override
        protected void second() {
            set.waker(0).wake();
        }

        @Override
        protected void after() {
            set.admit(Waker.none());
            for (int left = 3; left > 0; left--) {
                int child = set.next();
                if (child >= 0) polls[child]++;
            }
            require(polls[0] == 1 && polls[1] == 1, "a new child was not polled exactly once");
        }
    }

    private static final class Sound implements Woken {
        private final WokenSet set = new WokenSet(2);

        @Override
        public Waker waker(int index) {
            return set.waker(index);
        }

        @Override
        public void admit(Waker task) {
            set.admit(task);
        }

        @Override
        public int next() {
            return set.next();
        }

        @Override
        public void start(int index) {
            set.start(index);
        }

        @Override
        public void end(int index) {
            set.end(index);
        }
    }

    private static final class Child implements Waker {
        private final Twin twin;
        private final int index;
        final AtomicBoolean queued = new AtomicBoolean(true);

        @Nullable
        Child next;

        boolean vacant = true;
        boolean listed;

        Child(Twin twin, int index) {
            this.twin = twin;
            this.index = index;
        }

        @Override
        public void wake() {
            if (!queued.getAndSet(true)) twin.push(this);
        }
    }

    /** The protocol with places for faults. */
    private abstract static class Twin implements Woken {
        final Child[] children = {new Child(this, 0), new Child(this, 1)};
        final AtomicReference<@Nullable Child> inbox = new AtomicReference<>();
        volatile @Nullable Waker task;
        private @Nullable Child head;
        private @Nullable Child tail;

        @Override
        public Waker waker(int index) {
            return children[index];
        }

        @Override
        public void admit(Waker task) {
            this.task = task;
            takeInbox();
        }

        final void takeInbox() {
            Child first = null;
            for (Child newest = take(); newest != null; ) {
                Child older = newest.next;
                newest.next = first;
                first = newest;
                newest = older;
            }
            while (first != null) {
                Child later = first.next;
                append(first);
                first = later;
            }
        }

        @Nullable
        Child take() {
            return inbox.getAndSet(null);
        }

        @Override
        public int next() {
            while (head != null) {
                Child child = head;
                head = child.next;
                if (head == null) tail = null;
                child.next = null;
                child.listed = false;
                if (child.vacant) continue;
                taken(child);
                return child.index;
            }
            return -1;
        }

        void taken(Child child) {
            child.queued.set(false);
        }

        @Override
        public void start(int index) {
            Child child = children[index];
            child.vacant = false;
            if (!child.listed) append(child);
        }

        @Override
        public void end(int index) {
            Child child = children[index];
            child.vacant = true;
            child.listed = child.queued.getAndSet(true);
        }

        final void append(Child child) {
            child.next = null;
            if (tail == null) head = child;
            else tail.next = child;
            tail = child;
        }

        void push(Child child) {
            if (put(child)) wakeTask();
        }

        /** Returns whether the inbox was empty. */
        boolean put(Child child) {
            Child top;
            do {
                top = inbox.get();
                child.next = top;
            } while (!inbox.compareAndSet(top, child));
            return top == null;
        }

        final void wakeTask() {
            Waker waker = task;
            if (waker != null) waker.wake();
        }
    }

    /** Planted: a push between the two wakes whoever polled before. */
    private static final class StoresTheTaskLate extends Twin {
        @Override
        public void admit(Waker task) {
            takeInbox();
            this.task = task;
        }
    }

    /** Planted: a wake while the child is polled finds QUEUED set and does nothing, and then it is cleared. */
    private static final class ClearsAfterThePoll extends Twin {
        private @Nullable Child polled;

        @Override
        public int next() {
            if (polled != null) polled.queued.set(false);
            polled = null;
            return super.next();
        }

        @Override
        void taken(Child child) {
            polled = child;
        }
    }

    /** Planted: the task may be polled between the two, and finds nothing. */
    private static final class WakesThenPushes extends Twin {
        @Override
        void push(Child child) {
            if (inbox.get() == null) wakeTask();
            put(child);
        }
    }

    /** Planted: of two children pushed at once one is not in the list. */
    private static final class PushesBlindly extends Twin {
        @Override
        boolean put(Child child) {
            child.next = inbox.get();
            inbox.set(child);
            return child.next == null;
        }
    }

    /** Planted: what is pushed between the two is dropped. */
    private static final class TakesInTwoSteps extends Twin {
        @Override
        @Nullable
        Child take() {
            Child newest = inbox.get();
            inbox.set(null);
            return newest;
        }
    }

    /** Planted: a child that lies in the list already is appended to it once more. */
    private static final class StartsBlindly extends Twin {
        @Override
        public void start(int index) {
            children[index].vacant = false;
            append(children[index]);
        }
    }

    /** Planted: a wake between the two lists the child, and its successor does not know. */
    private static final class EndsInTwoSteps extends Twin {
        @Override
        public void end(int index) {
            Child child = children[index];
            child.vacant = true;
            child.listed = child.queued.get();
            child.queued.set(true);
        }
    }
}
