package dev.millrace.testkit;

import dev.millrace.caps.Caps;
import dev.millrace.media.Buffer;
import dev.millrace.media.Element;
import dev.millrace.media.ElementFactory;
import dev.millrace.media.Event;
import dev.millrace.media.SrcPad;
import dev.millrace.media.StreamLoop;
import dev.millrace.media.StreamTask;
import dev.millrace.runtime.Context;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Pushes what a test says, as a stream of its own; waits when an element downstream defers it. */
final class Feeder extends Element implements StreamLoop {
    static final ElementFactory<Feeder> FACTORY = ElementFactory.of("feeder", Feeder::new)
            .klass("Source")
            .description("pushes what a test says")
            .src(Caps.any());

    private final ArrayDeque<Consumer<SrcPad>> pushes = new ArrayDeque<>();
    private final List<Buffer> waiting = new ArrayList<>();
    private @Nullable Context context;
    private @Nullable StreamTask task;

    private Feeder() {}

    /** Does {@code push} on the stream, after those before. */
    void add(Consumer<SrcPad> push) {
        pushes.add(push);
        task().wakeNow();
    }

    /** Pushes a buffer and its reference on the stream, after those before; lets it go when the stream stops first. */
    void addBuffer(Buffer buffer) {
        waiting.add(buffer);
        add(pad -> {
            waiting.remove(buffer);
            pad.push(buffer);
        });
    }

    /** Drops what was not pushed, and has downstream do the same. */
    void flush() {
        task().trigger(StreamTask.Trigger.FLUSH_START);
        task().trigger(StreamTask.Trigger.FLUSH_STOP);
    }

    @Override
    public void flushStart() {
        stop();
        srcPad().pushEvent(new Event.FlushStart());
    }

    @Override
    public void flushStop() {
        srcPad().pushEvent(new Event.FlushStop());
    }

    /** How many pushes have not been done, because the stream waits. */
    int pending() {
        return pushes.size();
    }

    Context context() {
        return task().context();
    }

    private StreamTask task() {
        if (task == null) throw new IllegalStateException("harness is not up: element=" + name());
        return task;
    }

    @Override
    public boolean step(long nowNs) {
        while (!pushes.isEmpty() && !task().isBlocked()) pushes.remove().accept(srcPad());
        return task().isBlocked();
    }

    @Override
    public void stop() {
        waiting.forEach(Buffer::release);
        waiting.clear();
        pushes.clear();
    }

    @Override
    protected StreamTask streamTask() {
        return task();
    }

    @Override
    protected boolean isLiveSource() {
        return true;
    }

    @Override
    protected void nullToReady() throws IOException {
        context = environment().open(name(), Duration.ZERO);
        task = new StreamTask(context, this, this);
    }

    @Override
    protected void readyToNull() {
        pushes.clear();
        if (context != null) context.close();
    }
}
