package dev.millrace.runtime;

import dev.millrace.stress.Law;
import dev.millrace.stress.Ledger;
import dev.millrace.stress.Scene;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Two threads that run in turn. That a handing over is not lost is shown as in {@link BlockOnProofTest}: a side that waits
 * for ever looks at {@code lent} for ever.
 */
@ExtendWith(Ledger.class)
class BatonProofTest {
    private static final int TURNS = 2;

    /** What the baton and its twins have in common. */
    interface Handing {
        void lend(Thread borrower);

        void giveBack();

        void take();
    }

    @TestFactory
    List<DynamicTest> oneSideRunsAtATime() {
        return Law.of(
                        "Baton: lender and borrower run in turn, and each sees what the other wrote",
                        (Handing baton) -> new Relay(baton))
                .heldBy(() -> new Sound())
                .brokenBy("takes it after any return from park", () -> new TakesUnseen())
                .brokenBy("goes on after any return from park, though it is lent", () -> new GoesOnUnseen())
                .brokenBy("clears `lent` when it takes the baton", () -> new ClearsWhenTaken())
                .tests();
    }

    private static final class Relay extends Scene {
        private final Handing baton;
        private final Thread anyone = Thread.currentThread();
        private int lenderTurns;
        private int borrowerTurns;

        Relay(Handing baton) {
            super(2);
            this.baton = baton;
        }

        @Override
        protected void first() {
            for (int turn = 0; turn < TURNS; turn++) {
                require(borrowerTurns == turn, "the lender runs while the baton is lent, or it was lent for nothing");
                lenderTurns++;
                // Every park returns at once, so that it does not matter who is unparked.
                baton.lend(anyone);
            }
        }

        @Override
        protected void second() {
            for (int turn = 0; turn < TURNS; turn++) {
                baton.take();
                require(lenderTurns == turn + 1, "the borrower runs without the baton");
                borrowerTurns++;
                baton.giveBack();
            }
        }

        @Override
        protected void after() {
            require(borrowerTurns == TURNS, "the lender went on before the baton was back");
        }
    }

    private static final class Sound implements Handing {
        private final Baton baton = new Baton(this);

        @Override
        public void lend(Thread borrower) {
            baton.lend(borrower);
        }

        @Override
        public void giveBack() {
            baton.giveBack();
        }

        @Override
        public void take() {
            baton.take();
        }
    }

    /** The protocol with places for faults. */
    private abstract static class Twin implements Handing {
        volatile boolean lent;

        @Override
        public void lend(Thread borrower) {
            lent = true;
            LockSupport.unpark(borrower);
            while (lent) LockSupport.park(this);
        }

        @Override
        public void giveBack() {
            lent = false;
        }

        @Override
        public void take() {
            while (!lent) LockSupport.park(this);
        }
    }

    /** Planted: a park may return for no reason, and then both run. */
    private static final class TakesUnseen extends Twin {
        @Override
        public void take() {
            if (!lent) LockSupport.park(this);
        }
    }

    /** Planted: the same on the other side. */
    private static final class GoesOnUnseen extends Twin {
        @Override
        public void lend(Thread borrower) {
            lent = true;
            LockSupport.park(this);
        }
    }

    /** Planted: the lender takes the baton for given back as soon as the borrower has it. */
    private static final class ClearsWhenTaken extends Twin {
        @Override
        public void take() {
            super.take();
            lent = false;
        }
    }
}
