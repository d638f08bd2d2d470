package dev.millrace.future;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The states of {@link Stream}, for the streams of this package: one reusable future, an end that lasts. */
abstract class Pull<T> implements Stream<T> {
    /** What one poll has brought. */
    enum Step {
        PENDING,
        ITEM,
        END
    }

    private final Next next = new Next();
    private boolean ended;

    /** Looks for the next item; {@link Step#ITEM} after {@link #emit}. What it throws is the failure that ends the stream. */
    abstract Step advance(Waker waker);

    /** Cancels what is in flight; called at most once, when cancelled or when {@link #advance} has thrown. */
    void drop() {}

    final Step emit(T item) {
        next.item = Objects.requireNonNull(
                item, "item is null, which means the end of a stream: item=null; filter such items out before");
        return Step.ITEM;
    }

    @Override
    public final Future<@Nullable T> next() {
        next.open();
        return next;
    }

    @Override
    public final void cancel() {
        if (ended) return;
        ended = true;
        drop();
    }

    /** The smallest that a number of futures or items may be is 1. */
    static int atLeastOne(int number, String name) {
        if (number < 1) throw new IllegalArgumentException(name + " must be at least 1: " + name + "=" + number);
        return number;
    }

    private final class Next implements Future<@Nullable T> {
        private enum State {
            CLOSED,
            OPEN,
            READY
        }

        private State state = State.CLOSED;
        private @Nullable T item;
        private @Nullable Throwable failure;

        void open() {
            if (state == State.CLOSED) state = State.OPEN;
        }

        @Override
        public boolean poll(Waker waker) {
            if (state == State.READY) return true;
            if (state == State.CLOSED) throw closed();
            if (!ended && !advanced(waker)) return false;
            state = State.READY;
            return true;
        }

        private boolean advanced(Waker waker) {
            try {
                Step step = advance(waker);
                if (step == Step.END) ended = true;
                return step != Step.PENDING;
            } catch (Throwable thrown) {
                failure = thrown;
                dropAfter(thrown);
                return true;
            }
        }

        private void dropAfter(Throwable thrown) {
            try {
                Pull.this.cancel();
            } catch (Throwable again) {
                if (again != thrown) thrown.addSuppressed(again);
            }
        }

        @Override
        public @Nullable T result() {
            if (state == State.OPEN) throw new IllegalStateException("not ready: poll has not returned true");
            if (state == State.CLOSED) throw closed();
            state = State.CLOSED;
            T taken = item;
            item = null;
            if (failure != null) {
                Throwable thrown = failure;
                failure = null;
                throw Completer.unchecked(thrown);
            }
            return taken;
        }

        /** Only the waiting ends: whatever was begun stays where it is, for the next one who asks. */
        @Override
        public void cancel() {
            if (state == State.OPEN) state = State.CLOSED;
        }

        private FutureFinishedException closed() {
            return new FutureFinishedException(Pull.this.getClass().getSimpleName() + ".next", "not asked for");
        }
    }
}
