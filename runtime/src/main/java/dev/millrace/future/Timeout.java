package dev.millrace.future;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** {@link Future#timeout}. */
final class Timeout<T extends @Nullable Object> extends SingleUse<T> {
    private final Duration limit;
    private final Future<? extends T> source;
    private final Sleep deadline;

    Timeout(Future<? extends T> source, Duration limit) {
        this.limit = limit;
        this.source = source;
        deadline = new Sleep(limit, true);
    }

    @Override
    boolean advance(Waker waker) {
        if (source.poll(waker)) {
            deadline.cancel();
            return succeed(source.result());
        }
        if (!deadline.poll(waker)) return false;
        source.cancel();
        return fail(new TimedOutException(limit));
    }

    @Override
    void drop() {
        deadline.cancel();
        source.cancel();
    }
}
