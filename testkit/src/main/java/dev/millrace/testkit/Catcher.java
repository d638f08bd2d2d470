package dev.millrace.testkit;

import dev.millrace.caps.Caps;
import dev.millrace.future.Completer;
import dev.millrace.media.Buffer;
import dev.millrace.media.ElementFactory;
import dev.millrace.media.Event;
import dev.millrace.media.FlowReturn;
import dev.millrace.media.Sink;
import dev.millrace.media.SinkPad;
import dev.millrace.media.StreamTask;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Keeps what an element pushes until the test asks for it. */
final class Catcher extends Sink {
    static final ElementFactory<Catcher> FACTORY = ElementFactory.of("catcher", Catcher::new)
            .klass("Sink")
            .description("keeps buffers for a test")
            .sink(Caps.any());

    final ArrayDeque<Buffer> buffers = new ArrayDeque<>();
    final List<Event> events = new ArrayList<>();
    FlowReturn answer = FlowReturn.OK;
    /** What the stream waits for after each buffer. */
    @Nullable
    Completer<@Nullable Void> wait;

    private Catcher() {}

    @Override
    protected FlowReturn render(Buffer buffer) {
        if (answer == FlowReturn.OK) buffers.add(buffer);
        else buffer.release();
        if (wait != null) StreamTask.defer(wait);
        return answer;
    }

    @Override
    protected boolean setCaps(SinkPad pad, Caps caps) {
        events.add(new Event.CapsChange(caps));
        return true;
    }

    @Override
    protected boolean sinkEvent(SinkPad pad, Event event) {
        events.add(event);
        return super.sinkEvent(pad, event);
    }
}
