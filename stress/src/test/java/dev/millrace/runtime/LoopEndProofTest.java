package dev.millrace.runtime;

import dev.millrace.stress.Law;
import dev.millrace.stress.Ledger;
import dev.millrace.stress.Scene;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.ExtendWith;

/** The end of a loop: tasks that two threads queue while it closes are dropped, each once. */
@ExtendWith(Ledger.class)
class LoopEndProofTest {
    /** What the loop and its twins have in common. */
    interface Ending {
        void enqueue(Task task);

        void close();
    }

    @TestFactory
    List<DynamicTest> aTaskQueuedAtTheEndIsDroppedOnce() {
        return Law.of(
                        "Loop: a task queued while it closes is dropped once",
                        (Ending loop) -> new EnqueueAgainstClose(loop))
                .heldInContextBy(() -> new Sound())
                .brokenBy("looks at `closed` before it pushes", () -> new LooksThenPushes())
                .brokenBy("drops what is queued, then sets `closed`", () -> new DropsThenCloses())
                .brokenBy("drops what it pushed without taking it", () -> new DropsWithoutTaking())
                .tests();
    }

    private static final class EnqueueAgainstClose extends Scene {
        private final Ending loop;
        private final IdleTask one = new IdleTask();
        private final IdleTask two = new IdleTask();

        EnqueueAgainstClose(Ending loop) {
            super(3);
            this.loop = loop;
        }

        @Override
        protected void first() {
            loop.close();
        }

        @Override
        protected void second() {
            loop.enqueue(one);
        }

        @Override
        protected void third() {
            loop.enqueue(two);
        }

        @Override
        protected void after() {
            require(one.drops() == 1 && two.drops() == 1, "a task was not dropped exactly once");
        }
    }

    private static final class Sound implements Ending {
        private final Loop loop = ProofEnvironment.open(20).loop();

        Sound() {
            loop.adopt(Thread.currentThread());
        }

        @Override
        public void enqueue(Task task) {
            loop.enqueue(task);
        }

        @Override
        public void close() {
            loop.close();
        }
    }

    /** The protocol with places for faults, on a real run queue. */
    private abstract static class Twin implements Ending {
        final RunQueue queue = new RunQueue();
        volatile boolean closed;

        @Override
        public void enqueue(Task task) {
            queue.push(task);
            if (closed) dropAll(queue.takeAll());
        }

        @Override
        public void close() {
            closed = true;
            dropReady();
        }

        final void dropReady() {
            for (Task task = queue.poll(); task != null; task = queue.poll()) task.dropped();
        }

        final void dropAll(@Nullable Task first) {
            for (Task task = first; task != null; task = task.next) task.dropped();
        }
    }

    /** Planted: the loop closes between the look and the push, and the task lies in the queue for ever. */
    private static final class LooksThenPushes extends Twin {
        @Override
        public void enqueue(Task task) {
            if (closed) task.dropped();
            else queue.push(task);
        }
    }

    /** Planted: a task pushed between the two is seen by neither side. */
    private static final class DropsThenCloses extends Twin {
        @Override
        public void close() {
            dropReady();
            closed = true;
        }
    }

    /** Planted: the owner, who drains the queue, drops the same task. */
    private static final class DropsWithoutTaking extends Twin {
        @Override
        public void enqueue(Task task) {
            queue.push(task);
            if (closed) task.dropped();
        }
    }
}
