package dev.millrace.future;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Several futures polled by one task: all in order at first, then those that were woken, until the kind of group has
 * seen enough. What is left then is cancelled, in order.
 */
abstract class Group<T extends @Nullable Object, R extends @Nullable Object> extends SingleUse<R> {
    private final ArrayList<@Nullable Future<? extends T>> open;
    private final WokenSet woken;
    private int left;

    Group(List<? extends Future<? extends T>> futures) {
        open = new ArrayList<>(futures);
        left = open.size();
        woken = new WokenSet(left);
        for (int i = 0; i < left; i++) woken.start(i);
    }

    /** Notes a value; returns whether that decides the group, by {@link #succeed}. */
    abstract boolean ended(int index, T value);

    /** Notes a failure; returns whether that decides the group, by {@link #fail}. */
    abstract boolean failed(int index, Throwable failure);

    /** Decides a group whose futures have all ended. */
    abstract boolean allEnded();

    @Override
    final boolean advance(Waker waker) {
        woken.admit(waker);
        for (int i = woken.next(); i >= 0; i = woken.next()) {
            if (!pollOne(i)) continue;
            drop();
            return true;
        }
        return left == 0 && allEnded();
    }

    /** Polls one; returns whether that decides the group. A poll that throws is a failure of its future alone. */
    private boolean pollOne(int index) {
        Future<? extends T> future = open.get(index);
        if (future == null) return false;
        T value;
        try {
            if (!future.poll(woken.waker(index))) return false;
            end(index);
            value = future.result();
        } catch (Throwable failure) {
            end(index);
            return failed(index, failure);
        }
        return ended(index, value);
    }

    private void end(int index) {
        if (open.set(index, null) == null) return;
        woken.end(index);
        left--;
    }

    @Override
    final void drop() {
        woken.close();
        Cancels cancels = new Cancels();
        for (int i = 0; i < open.size(); i++) cancels.future(open.set(i, null));
        cancels.done();
    }
}
