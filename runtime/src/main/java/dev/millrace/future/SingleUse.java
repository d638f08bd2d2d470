package dev.millrace.future;

import org.jspecify.annotations.Nullable;

/** The states of {@link Future}, for futures that give their outcome once and keep nothing afterwards. */
abstract class SingleUse<T extends @Nullable Object> implements Future<T> {
    private enum State {
        OPEN,
        READY,
        TAKEN,
        CANCELLED
    }

    private State state = State.OPEN;
    private @Nullable T value;
    private @Nullable Throwable failure;

    /** Does what a poll does while open; true after {@link #succeed} or {@link #fail}. What it throws is the failure. */
    abstract boolean advance(Waker waker);

    /** Cancels what is in flight; called at most once, when cancelled or when {@link #advance} has thrown. */
    void drop() {}

    final boolean succeed(T value) {
        this.value = value;
        state = State.READY;
        return true;
    }

    final boolean fail(Throwable failure) {
        this.failure = failure;
        state = State.READY;
        return true;
    }

    @Override
    public final boolean poll(Waker waker) {
        return switch (state) {
            case OPEN -> advanceOrFail(waker);
            case READY -> true;
            case TAKEN, CANCELLED -> throw finished();
        };
    }

    private boolean advanceOrFail(Waker waker) {
        try {
            return advance(waker);
        } catch (Throwable thrown) {
            dropAfter(thrown);
            return fail(thrown);
        }
    }

    /** The first failure counts; one of dropping the rest is noted on it. */
    private void dropAfter(Throwable thrown) {
        try {
            drop();
        } catch (Throwable again) {
            if (again != thrown) thrown.addSuppressed(again);
        }
    }

    @Override
    @SuppressWarnings("NullAway") // succeed(T) has checked the value
    public final T result() {
        if (state == State.OPEN) throw new IllegalStateException("not ready: poll has not returned true");
        if (state != State.READY) throw finished();
        state = State.TAKEN;
        if (failure != null) {
            Throwable thrown = failure;
            failure = null;
            throw Completer.unchecked(thrown);
        }
        T taken = value;
        value = null;
        return taken;
    }

    @Override
    public final void cancel() {
        if (state != State.OPEN) return;
        state = State.CANCELLED;
        drop();
    }

    private FutureFinishedException finished() {
        return new FutureFinishedException(getClass().getSimpleName(), state == State.TAKEN ? "taken" : "cancelled");
    }
}
