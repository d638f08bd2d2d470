package dev.millrace.glib.source;

import dev.millrace.glib.abi.Sources;
import dev.millrace.glib.loop.GlibExecutor;
import dev.millrace.glib.loop.LoopFuture;
import java.lang.foreign.MemorySegment;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A source that is called back once: attached by the first poll, destroyed by its callback or when dropped. */
final class SourceFuture<T extends @Nullable Object> extends LoopFuture<T> {
    private final Function<SourceFuture<T>, MemorySegment> maker;
    private @Nullable MemorySegment source;

    /** {@code maker} makes the source, which calls {@link #fired}. */
    SourceFuture(String what, Function<SourceFuture<T>, MemorySegment> maker) {
        super(what);
        this.maker = maker;
    }

    @Override
    protected void start(GlibExecutor executor) {
        MemorySegment made = maker.apply(this);
        source = made;
        Sources.attach(made, executor.context());
    }

    /** Called back; the source goes. Null is for futures that give nothing. */
    @SuppressWarnings("NullAway") // those are Future<@Nullable Void>
    boolean fired(@Nullable T value) {
        drop();
        complete(value);
        return false;
    }

    @Override
    protected boolean hasCallbackOfItsOwn() {
        return true;
    }

    @Override
    protected void drop() {
        MemorySegment going = source;
        source = null;
        if (going != null) Sources.destroy(going);
    }
}
