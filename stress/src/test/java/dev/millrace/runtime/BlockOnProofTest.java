package dev.millrace.runtime;

import dev.millrace.future.Completer;
import dev.millrace.future.Future;
import dev.millrace.future.Waker;
import dev.millrace.stress.Law;
import dev.millrace.stress.Ledger;
import dev.millrace.stress.Scene;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A thread that waits for a future: {@code woken} against the park. A wake that is lost is a thread that looks at the flag
 * for ever.
 */
@ExtendWith(Ledger.class)
class BlockOnProofTest {
    /** What the two ways of waiting have in common. */
    interface Blocking {
        int run(Future<Integer> future);
    }

    @BeforeAll
    static void theMachineIsThere() {
        // Made outside of a run, where its reactor and clock would be instrumented.
        Environment.machine();
    }

    @TestFactory
    List<DynamicTest> aWakeEndsThePark() {
        return Law.of("BlockOn: a wake ends the park", (Blocking blocking) -> new CompleteAgainstPark(blocking))
                .heldInContextBy(() -> new Sound())
                .brokenBy("clears `woken` after the poll", () -> new ClearsAfterThePoll())
                .tests();
    }

    private static final class CompleteAgainstPark extends Scene {
        private final Blocking blocking;
        private final Completer<Integer> value = new Completer<>();
        private int seen;

        CompleteAgainstPark(Blocking blocking) {
            super(2);
            this.blocking = blocking;
        }

        @Override
        protected void first() {
            seen = blocking.run(value);
        }

        @Override
        protected void second() {
            value.complete(7);
        }

        @Override
        protected void after() {
            require(seen == 7, "it returned before the value was there");
        }
    }

    private static final class Sound implements Blocking {
        @Override
        public int run(Future<Integer> future) {
            return BlockOn.run(future);
        }
    }

    /** The protocol with places for faults. */
    private abstract static class Twin implements Blocking, Waker {
        private final Thread thread = Thread.currentThread();
        volatile boolean woken = true;

        @Override
        public int run(Future<Integer> future) {
            while (true) {
                if (woken && pollIsReady(future)) return future.result();
                if (!woken) LockSupport.park(this);
            }
        }

        boolean pollIsReady(Future<Integer> future) {
            woken = false;
            return future.poll(this);
        }

        @Override
        public void wake() {
            woken = true;
            LockSupport.unpark(thread);
        }
    }

    /** Planted: a wake during the poll is thrown away, and its permit may have been used up. */
    private static final class ClearsAfterThePoll extends Twin {
        @Override
        boolean pollIsReady(Future<Integer> future) {
            boolean ready = future.poll(this);
            woken = false;
            return ready;
        }
    }
}
