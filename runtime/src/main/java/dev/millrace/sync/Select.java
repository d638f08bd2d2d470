package dev.millrace.sync;

import dev.millrace.future.Future;
import dev.millrace.future.Waker;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Waits for the first of several futures to be ready, and gives its index; the others stay as they are.
 *
 * <p>It polls them in order from a start index and stops at the first that is ready, so that of the sends and receives of
 * channels with room exactly one happens in a round. Fetch the winner's {@code result}. The losers stay outstanding: they
 * keep their place in line, and lose nothing.
 *
 * <p>It can be used again, and then allocates nothing: begin the winner's operation anew, and poll the same select.
 *
 * <pre>{@code
 * var orders = ordersReceiver.next();
 * var alarms = alarmsReceiver.next();
 * var first = Select.of(alarms, orders);                 // alarms first, if both are there
 * while (true) {
 *     switch (await(first)) {
 *         case 0 -> { alarm(alarms.result()); alarmsReceiver.next(); }
 *         default -> { order(orders.result()); ordersReceiver.next(); }
 *     }
 * }
 * }</pre>
 *
 * <p>It belongs to one task at a time. {@link #cancel} cancels what is outstanding; see there what each future says of it.
 */
public final class Select implements Future<Integer> {
    private final Future<? extends @Nullable Object>[] futures;
    private int start;
    private int winner = -1;

    private Select(Future<? extends @Nullable Object>[] futures) {
        this.futures = futures;
    }

    /** Waits for the first of {@code futures}; when several are ready, the one listed first wins. */
    @SafeVarargs
    @SuppressWarnings("varargs") // only read, from a copy
    public static Select of(Future<? extends @Nullable Object>... futures) {
        if (futures.length == 0)
            throw new IllegalArgumentException("nothing to select from: futures=0, expected 1 or more");
        return new Select(futures.clone());
    }

    /**
     * Has the next rounds begin with the future at {@code index}, which wins when several are ready. For fairness give the
     * one after the last winner; for no pattern at all, a random one.
     */
    public Select startAt(int index) {
        start = Objects.checkIndex(index, futures.length);
        return this;
    }

    @Override
    public boolean poll(Waker waker) {
        winner = -1;
        int index = start;
        for (int i = 0; i < futures.length; i++) {
            if (futures[index].poll(waker)) {
                winner = index;
                return true;
            }
            if (++index == futures.length) index = 0;
        }
        return false;
    }

    /** The index of the winner. */
    @Override
    public Integer result() {
        return winner();
    }

    /** The index of the winner, unboxed. */
    public int winner() {
        if (winner < 0) throw new IllegalStateException("not ready: poll has not returned true");
        return winner;
    }

    /** Cancels the losers of the last round; the winner's result can still be fetched. */
    public void cancelLosers() {
        for (int i = 0; i < futures.length; i++) if (i != winner) futures[i].cancel();
    }

    /** Cancels all futures that are not ready. */
    @Override
    public void cancel() {
        cancelLosers();
    }
}
