package dev.millrace.testkit;

import dev.millrace.caps.Caps;
import dev.millrace.media.Buffer;
import dev.millrace.media.BufferList;
import dev.millrace.media.BufferPool;
import dev.millrace.media.ContextSettings;
import dev.millrace.media.ElementFactory;
import dev.millrace.media.Event;
import dev.millrace.media.Pipeline;
import dev.millrace.media.Source;
import dev.millrace.media.State;
import dev.millrace.media.StreamTask;
import dev.millrace.runtime.Context;
import java.io.IOException;
import java.lang.foreign.ValueLayout;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Pushes what a test on another thread gives it, on a shared context: numbers as buffers, arrays of them as lists, events. */
final class Plug extends Source {
    static final ElementFactory<Plug> FACTORY = ContextSettings.addTo(
            ElementFactory.of("plug", Plug::new)
                    .klass("Source")
                    .description("pushes what a test gives it")
                    .src(Caps.any()),
            e -> e.contextSettings);

    private static final int BYTES = 32;

    private final ContextSettings contextSettings = new ContextSettings();
    private final Queue<Object> items = new ConcurrentLinkedQueue<>();
    private final AtomicInteger taken = new AtomicInteger();
    private final AtomicInteger pushed = new AtomicInteger();

    /** A buffer of one byte that is due at a running time. */
    record Timed(int number, long ptsNs) {}

    static Plug in(Pipeline pipeline) {
        return (Plug) pipeline.get("in");
    }

    /** Takes an item to push; returns whether it is up. */
    boolean push(Object item) {
        StreamTask streaming = streamTask();
        if (streaming == null || state().compareTo(State.PAUSED) < 0) return false;
        taken.incrementAndGet();
        items.add(item);
        streaming.wake();
        return true;
    }

    /** All that it took has gone through its pad: what is next to it has it, or has dropped it. */
    void awaitPushed() {
        while (pushed.get() < taken.get()) World.pass(1);
    }

    /** Buffers that are held by somebody; exact while nothing flows. */
    long outstanding() {
        Context context = task().context();
        return context.<Long>enter(() -> BufferPool.outstanding(context));
    }

    @Override
    protected boolean produce(long nowNs) {
        for (Object item = items.poll(); item != null; item = items.poll()) {
            boolean goesOn = pushOne(item);
            pushed.incrementAndGet();
            if (!goesOn) return task().isBlocked();
        }
        return false;
    }

    private boolean pushOne(Object item) {
        return switch (item) {
            case Integer number -> push(buffer(number, Buffer.NO_TIME));
            case Timed timed -> push(buffer(timed.number(), timed.ptsNs()));
            case int[] numbers -> pushAll(numbers);
            default -> srcPad().pushEvent((Event) item);
        };
    }

    private boolean pushAll(int[] numbers) {
        BufferList list = new BufferList();
        for (int number : numbers) list.add(buffer(number, Buffer.NO_TIME));
        srcPad().pushList(list);
        return !task().isBlocked();
    }

    private Buffer buffer(int number, long ptsNs) {
        Buffer buffer = BufferPool.of(task().context(), BYTES).acquire();
        buffer.setRange(0, BYTES);
        buffer.segment().set(ValueLayout.JAVA_BYTE, 0, (byte) number);
        buffer.setPtsNs(ptsNs);
        return buffer;
    }

    @Override
    protected void dropped() {
        forget();
    }

    @Override
    protected void pausedToReady() throws Exception {
        super.pausedToReady();
        forget();
    }

    private void forget() {
        while (items.poll() != null) pushed.incrementAndGet();
    }

    @Override
    protected Context acquireContext() throws IOException {
        return acquireShared(contextSettings);
    }

    @Override
    protected void open() {}

    @Override
    protected void close() {}

    @Override
    protected @Nullable Caps streamCaps() {
        return null;
    }
}
