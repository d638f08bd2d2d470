package dev.millrace.io;

import dev.millrace.future.Future;
import dev.millrace.future.Futures;
import dev.millrace.future.Waker;
import dev.millrace.reactor.StreamHandle;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The one accept that a listener can have outstanding. */
final class Accepting extends Operation<StreamSocket> {
    private static final Duration PAUSE = Duration.ofMillis(StreamListener.PAUSE_MS);

    private final StreamListener listener;
    /** Made before it is needed: without a descriptor left, the JVM could not load what it is made of. */
    private Future<@Nullable Void> pause = Futures.sleepAtLeast(PAUSE);

    private boolean pausing;
    private @Nullable Waker pausingWaker;

    Accepting(StreamListener listener) {
        super("accept");
        this.listener = listener;
    }

    @Override
    boolean advance(Waker waker) throws IOException {
        if (listener.isClosed()) throw new ClosedChannelException();
        if (pausing && !isPauseOver(waker)) return false;
        while (listener.readiness().pollReadable(waker)) {
            StreamHandle accepted = accept();
            if (accepted != null) return succeed(new StreamSocket(accepted, new Readiness(accepted)));
        }
        return false;
    }

    private @Nullable StreamHandle accept() throws IOException {
        try {
            StreamHandle accepted = listener.handle().accept();
            if (accepted == null) listener.readiness().drained();
            else listener.readiness().received(true);
            return accepted;
        } catch (ClosedChannelException e) {
            throw e;
        } catch (IOException e) {
            listener.countRefusal();
            pausing = true;
            throw e;
        }
    }

    private boolean isPauseOver(Waker waker) {
        pausingWaker = waker;
        if (!pause.poll(waker)) return false;
        pause.result();
        pause = Futures.sleepAtLeast(PAUSE);
        pausing = false;
        pausingWaker = null;
        return true;
    }

    /** The listener is closed: a pause does not outlast it. */
    void closed() {
        if (pausingWaker != null) pausingWaker.wake();
        pausingWaker = null;
    }
}
