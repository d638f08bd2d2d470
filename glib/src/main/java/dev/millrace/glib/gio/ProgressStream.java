package dev.millrace.glib.gio;

import dev.millrace.glib.loop.GlibExecutor;
import dev.millrace.glib.loop.LoopStream;
import org.jspecify.annotations.Nullable;

/** The progress of one operation; generated classes make it. */
public final class ProgressStream<P> extends LoopStream<P> {
    /*
     * Overview.
     *
     *   quiet ──tell()──► has the latest ──read──► quiet ──operation settled, or cancelled before it began──► ended
     *
     * All of it on the thread of the main context. GIO tells by sources of that context, whichever thread does the work; what it
     * tells after the operation is settled meets nobody, as the number of the callback is forgotten by then.
     */
    /** {@code function} is the C function of the operation. */
    public ProgressStream(String function) {
        super(function + " progress");
    }

    /** It is at this point. */
    public void tell(P progress) {
        emitLatest(progress);
    }

    /** Both, for the operation that tells this stream. */
    public <T extends @Nullable Object> WithProgress<T, P> of(GioFuture<T> operation) {
        operation.whenOver(this::end);
        return new WithProgress<>(operation, this);
    }

    /** There is nothing to begin: the operation does, by its own first poll. */
    @Override
    protected void start(GlibExecutor executor) {}

    @Override
    protected void drop() {}
}
