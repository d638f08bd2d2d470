package dev.millrace.io;

import dev.millrace.future.Future;
import dev.millrace.future.Stream;
import dev.millrace.sync.Channel;
import dev.millrace.sync.Channels;
import dev.millrace.sync.Sender;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Signals as they come, by their names, without end; see {@link Signals#of}. Belongs to one task at a time; {@link #close}
 * may be called from any thread that does not read it at the same time.
 */
public final class SignalStream implements Stream<String>, AutoCloseable {
    private static final int MOST_PENDING = 64;

    private final List<String> names;
    private final Channel<String> channel = Channels.bounded(MOST_PENDING);
    private final Sender<String> sender = channel.sender();
    private final AtomicBoolean closed = new AtomicBoolean();

    SignalStream(List<String> names) {
        this.names = names;
    }

    List<String> names() {
        return names;
    }

    /** On a thread of the JVM. */
    void arrived(String name) {
        sender.trySend(name);
    }

    /** The next signal. Cancel safety: nothing is lost. */
    @Override
    public Future<@Nullable String> next() {
        return channel.receiver().next();
    }

    /** As {@link #close}. */
    @Override
    public void cancel() {
        close();
    }

    /** From now on the signals do what they did before, unless another stream wants them. */
    @Override
    public void close() {
        if (!closed.compareAndSet(false, true)) return;
        Signals.unsubscribe(this);
        channel.receiver().close();
    }
}
