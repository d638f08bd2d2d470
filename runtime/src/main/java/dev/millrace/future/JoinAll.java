package dev.millrace.future;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Several futures polled by one task until all are ready. */
final class JoinAll<T extends @Nullable Object> implements Future<List<T>> {
    private final List<Future<? extends T>> all;
    private final List<Future<? extends T>> pending;

    JoinAll(List<? extends Future<? extends T>> futures) {
        all = List.copyOf(futures);
        pending = new ArrayList<>(all);
    }

    @Override
    public boolean poll(Waker waker) {
        pending.removeIf(future -> future.poll(waker));
        return pending.isEmpty();
    }

    @Override
    public List<T> result() {
        var values = new ArrayList<T>(all.size());
        for (Future<? extends T> future : all) values.add(future.result());
        return values;
    }

    @Override
    public void cancel() {
        pending.forEach(Future::cancel);
        pending.clear();
    }
}
