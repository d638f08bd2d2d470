package dev.millrace.io;

import dev.millrace.future.Future;
import dev.millrace.future.Stream;
import dev.millrace.future.Waker;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/** {@link StreamListener#connections}. */
final class Connections implements Stream<StreamSocket> {
    private static final System.Logger LOG = System.getLogger("dev.millrace.io");

    private final StreamListener listener;
    private final Next next = new Next();
    private boolean cancelled;
    private boolean refusalLogged;

    Connections(StreamListener listener) {
        this.listener = listener;
    }

    @Override
    public Future<@Nullable StreamSocket> next() {
        next.open();
        return next;
    }

    @Override
    public void cancel() {
        next.cancel();
        cancelled = true;
    }

    private void logRefusal(IOException refusal) {
        if (!refusalLogged)
            LOG.log(
                    System.Logger.Level.WARNING,
                    "a connection was not accepted, it is tried again; further ones are counted and not logged: {0}",
                    refusal.getMessage());
        refusalLogged = true;
    }

    private final class Next extends Operation<@Nullable StreamSocket> {
        Next() {
            super("next of connections");
        }

        @Override
        boolean advance(Waker waker) {
            if (cancelled) return succeed(null);
            Accepting accepting = listener.accepting();
            while (true) {
                accepting.open();
                if (!accepting.poll(waker)) return false;
                try {
                    return succeed(accepting.result());
                } catch (CompletionException e) {
                    if (e.getCause() instanceof ClosedChannelException) return succeed(null);
                    if (!(e.getCause() instanceof IOException refusal)) throw e;
                    logRefusal(refusal);
                }
            }
        }

        @Override
        void drop() {
            listener.accepting().cancel();
        }
    }
}
