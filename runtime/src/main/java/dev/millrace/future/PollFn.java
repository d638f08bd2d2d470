package dev.millrace.future;

import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** {@link Futures#pollFn}. */
final class PollFn extends SingleUse<@Nullable Void> {
    private final Predicate<Waker> poll;

    PollFn(Predicate<Waker> poll) {
        this.poll = poll;
    }

    @Override
    boolean advance(Waker waker) {
        return poll.test(waker) && succeed(null);
    }
}
