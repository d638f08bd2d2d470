package dev.millrace.future;

import org.jspecify.annotations.Nullable;

/** Cancels several things: one that throws does not keep the others from being cancelled. */
final class Cancels {
    private @Nullable Throwable failure;

    void future(@Nullable Future<?> future) {
        if (future != null) guard(future::cancel);
    }

    void stream(Inlet<?> stream) {
        guard(stream::cancel);
    }

    private void guard(Runnable cancel) {
        try {
            cancel.run();
        } catch (Throwable thrown) {
            if (failure == null) failure = thrown;
            else if (failure != thrown) failure.addSuppressed(thrown);
        }
    }

    /** Throws what the first of them has thrown, if any. */
    void done() {
        if (failure != null) throw Completer.unchecked(failure);
    }
}
