package dev.millrace.future;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@link Futures#join} and, with the first failure ending it, {@link Futures#tryJoin}. */
final class Join<T extends @Nullable Object> extends Group<T, List<T>> {
    private final boolean endsAtFailure;
    private final @Nullable Object[] values;
    private @Nullable Throwable failure;
    private int failureIndex;

    Join(List<? extends Future<? extends T>> futures, boolean endsAtFailure) {
        super(futures);
        this.endsAtFailure = endsAtFailure;
        values = new Object[futures.size()];
    }

    @Override
    boolean ended(int index, T value) {
        values[index] = value;
        return false;
    }

    @Override
    boolean failed(int index, Throwable thrown) {
        if (endsAtFailure) return fail(thrown);
        if (failure == null || index < failureIndex) {
            failure = thrown;
            failureIndex = index;
        }
        return false;
    }

    @Override
    @SuppressWarnings("unchecked") // each came in by ended()
    boolean allEnded() {
        if (failure != null) return fail(failure);
        return succeed(new ArrayList<>((List<T>) Arrays.asList(values)));
    }
}
