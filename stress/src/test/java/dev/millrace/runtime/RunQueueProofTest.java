package dev.millrace.runtime;

import dev.millrace.stress.Law;
import dev.millrace.stress.Ledger;
import dev.millrace.stress.Scene;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.ExtendWith;

/** The run queue: pushes of two threads against the owner who appends, admits and polls. */
@ExtendWith(Ledger.class)
class RunQueueProofTest {
    /** What the run queue and its twins have in common. */
    interface Queue {
        void push(Task task);

        void append(Task task);

        @Nullable
        Task poll();

        void admit();
    }

    @TestFactory
    List<DynamicTest> eachTaskComesOutOnceInTheOrderOfItsProducer() {
        return Law.of(
                        "RunQueue: each task comes out once, in the order of its producer",
                        (Queue queue) -> new PushAgainstTake(queue))
                .heldBy(() -> new Sound())
                .brokenBy("pushes without compare-and-set", () -> new PushesBlindly())
                .brokenBy("takes the inbox in two steps", () -> new TakesInTwoSteps())
                .brokenBy("does not reverse what it takes", () -> new DoesNotReverse())
                .tests();
    }

    private static final class PushAgainstTake extends Scene {
        private final Queue queue;
        private final Task own = new IdleTask();
        private final Task early = new IdleTask();
        private final Task late = new IdleTask();
        private final Task other = new IdleTask();
        private final List<Task> taken = new ArrayList<>();

        PushAgainstTake(Queue queue) {
            super(3);
            this.queue = queue;
        }

        @Override
        protected void first() {
            take();
            queue.append(own);
            queue.admit();
            take();
        }

        @Override
        protected void second() {
            queue.push(early);
            queue.push(late);
        }

        @Override
        protected void third() {
            queue.push(other);
        }

        @Override
        protected void after() {
            for (int i = 0; i < 5; i++) take();
            require(taken.size() == 4, "not every task came out once");
            for (Task task : List.of(own, early, late, other)) require(taken.contains(task), "a task was lost");
            require(taken.indexOf(early) < taken.indexOf(late), "a producer's order was lost");
        }

        private void take() {
            Task task = queue.poll();
            if (task != null) taken.add(task);
        }
    }

    private static final class Sound implements Queue {
        private final RunQueue queue = new RunQueue();

        @Override
        public void push(Task task) {
            queue.push(task);
        }

        @Override
        public void append(Task task) {
            queue.append(task);
        }

        @Override
        public @Nullable Task poll() {
            return queue.poll();
        }

        @Override
        public void admit() {
            queue.admit();
        }
    }

    /** The protocol with places for faults: the inbox as a list of cells, newest first. */
    private abstract static class Twin implements Queue {
        record Cell(Task task, @Nullable Cell older) {}

        final AtomicReference<@Nullable Cell> inbox = new AtomicReference<>();
        private final List<Task> ready = new ArrayList<>();

        @Override
        public void push(Task task) {
            Cell top;
            do top = inbox.get();
            while (!inbox.compareAndSet(top, new Cell(task, top)));
        }

        @Nullable
        Cell takeAll() {
            return inbox.getAndSet(null);
        }

        /** Where an older task of the same harvest goes: before the newer ones, whose first is at {@code start}. */
        int place(int start, int end) {
            return start;
        }

        @Override
        public void append(Task task) {
            ready.add(task);
        }

        @Override
        public @Nullable Task poll() {
            if (ready.isEmpty()) admit();
            return ready.isEmpty() ? null : ready.removeFirst();
        }

        @Override
        public void admit() {
            int start = ready.size();
            for (Cell cell = takeAll(); cell != null; cell = cell.older())
                ready.add(place(start, ready.size()), cell.task());
        }
    }

    /** Planted: the new top is stored whatever has become the top meanwhile. */
    private static final class PushesBlindly extends Twin {
        @Override
        public void push(Task task) {
            inbox.set(new Cell(task, inbox.get()));
        }
    }

    /** Planted: what is pushed between the look and the clearing is lost. */
    private static final class TakesInTwoSteps extends Twin {
        @Override
        @Nullable
        Cell takeAll() {
            Cell all = inbox.get();
            inbox.set(null);
            return all;
        }
    }

    /** Planted: what a producer pushed last comes out first. */
    private static final class DoesNotReverse extends Twin {
        @Override
        int place(int start, int end) {
            return end;
        }
    }
}
