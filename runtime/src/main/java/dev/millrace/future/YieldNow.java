package dev.millrace.future;

import org.jspecify.annotations.Nullable;

/** {@link Futures#yieldNow}. */
final class YieldNow extends SingleUse<@Nullable Void> {
    private boolean yielded;

    @Override
    boolean advance(Waker waker) {
        if (yielded) return succeed(null);
        yielded = true;
        waker.wake();
        return false;
    }
}
