package dev.millrace.glib.source;

import dev.millrace.glib.abi.Sources;
import dev.millrace.glib.loop.GlibExecutor;
import dev.millrace.glib.loop.LoopStream;
import java.lang.foreign.MemorySegment;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A source that is called back again and again: attached by the first poll, destroyed when the stream ends. */
final class SourceStream<T> extends LoopStream<T> {
    private final Function<SourceStream<T>, MemorySegment> maker;
    private @Nullable MemorySegment source;

    /** {@code maker} makes the source, which calls {@link #fired}. */
    SourceStream(String what, Function<SourceStream<T>, MemorySegment> maker) {
        super(what);
        this.maker = maker;
    }

    @Override
    protected void start(GlibExecutor executor) {
        MemorySegment made = maker.apply(this);
        source = made;
        Sources.attach(made, executor.context());
    }

    /** Called back; the source stays. */
    boolean fired(T item) {
        emit(item);
        return true;
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
