package dev.millrace.runtime;

import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** Has two threads run in turn: one lends the baton and waits, the other runs until it gives it back. */
final class Baton {
    /*
     * Overview.
     *
     *   entry      lend(): `lender` = this thread, `lent` = true; then parks while `lent`
     *   signals    to the borrower: unpark after `lent` is set; to the lender: unpark after `lent` is cleared
     *   exit       each side looks at `lent` after every return from park
     *   invariant  of the two threads, the one runs for which `lent` says so; `lent` is volatile, so each sees what the other
     *              wrote before handing over
     */
    private final Object blocker;
    private volatile boolean lent;
    private volatile @Nullable Thread lender;

    /** {@code blocker} is what thread dumps show for who waits. */
    Baton(Object blocker) {
        this.blocker = blocker;
    }

    /** Lets {@code borrower} run, and waits until it gives the baton back. */
    void lend(Thread borrower) {
        lender = Thread.currentThread();
        lent = true;
        LockSupport.unpark(borrower);
        await(false);
    }

    /** Gives it back, if it is held; the lender goes on. On the borrower. */
    void giveBack() {
        Thread waiting = lender;
        lent = false;
        LockSupport.unpark(waiting);
    }

    /** Waits until it is lent. On the borrower. */
    void take() {
        await(true);
    }

    /** An interrupted thread would not park, so the interrupt is kept for the end of the wait. */
    private void await(boolean wanted) {
        boolean interrupted = false;
        while (lent != wanted) {
            LockSupport.park(blocker);
            interrupted |= Thread.interrupted();
        }
        if (interrupted) Thread.currentThread().interrupt();
    }
}
