package dev.millrace.io;

import dev.millrace.future.Future;
import dev.millrace.future.Waker;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** One read or write after the other until it is enough. */
abstract class Repeated<T extends @Nullable Object> extends Operation<T> {
    private @Nullable Future<Integer> inFlight;

    Repeated(String name) {
        super(name);
        begin();
    }

    /** The next step, or null when it is enough and {@link #succeed} was called. */
    abstract @Nullable Future<Integer> next() throws IOException;

    /** What a step has given. */
    abstract void took(int count) throws IOException;

    @Override
    final boolean advance(Waker waker) throws IOException {
        while (true) {
            if (inFlight == null) inFlight = next();
            if (inFlight == null) return true;
            if (!inFlight.poll(waker)) return false;
            Future<Integer> done = inFlight;
            inFlight = null;
            took(done.result());
        }
    }

    @Override
    final void drop() {
        if (inFlight != null) inFlight.cancel();
    }
}
