package dev.millrace.element.queue;

import dev.millrace.caps.Caps;
import dev.millrace.media.Buffer;
import dev.millrace.media.Element;
import dev.millrace.media.ElementFactory;
import dev.millrace.media.Event;
import dev.millrace.media.FlowReturn;
import dev.millrace.media.Pad;
import dev.millrace.media.SinkPad;
import dev.millrace.media.StreamTask;
import dev.millrace.runtime.Context;
import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Keeps what follows from blocking the context before it; GStreamer's ts-blocking-adapter.
 *
 * <p>What follows runs on a thread of its own, which may block in it. One buffer is under way there at a time, and the stream
 * before waits with its next one until that has been taken: the result of a push is told with the next buffer.
 */
public final class BlockingAdapter extends Element {
    public static final ElementFactory<BlockingAdapter> SHARED = ElementFactory.of(
                    "ts-blocking-adapter", BlockingAdapter::new)
            .klass("Generic")
            .description("gives what follows a thread on which it may block")
            .sink(Caps.any())
            .src(Caps.any());

    /** The one that is handed over; the next is refused until it has been taken. */
    private final DataQueue queue = new DataQueue(new Limits(1, 0, 0, Leaky.NO));

    private final QueueTask out = new QueueTask(this, queue);

    private BlockingAdapter() {}

    @Override
    protected FlowReturn chain(SinkPad pad, Buffer buffer) {
        return out.add(buffer);
    }

    @Override
    protected boolean sinkEvent(SinkPad pad, Event event) {
        return out.add(event);
    }

    @Override
    protected Caps possibleCaps(Pad pad, Caps filter) {
        return (pad instanceof SinkPad ? srcPad() : sinkPad()).peerQueryCaps(filter);
    }

    @Override
    protected void nullToReady() throws IOException {
        Context own = environment().open(name(), Duration.ZERO);
        out.open(own, srcPad());
    }

    @Override
    protected void readyToPaused() {
        out.reset();
    }

    @Override
    protected void pausedToReady() {
        out.drain();
    }

    @Override
    protected void readyToNull() {
        out.close();
    }

    @Override
    protected @Nullable StreamTask streamTask() {
        return out.task();
    }
}
