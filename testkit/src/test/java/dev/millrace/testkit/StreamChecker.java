package dev.millrace.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.caps.Caps;
import dev.millrace.media.Buffer;
import dev.millrace.media.ElementFactory;
import dev.millrace.media.Event;
import dev.millrace.media.FlowReturn;
import dev.millrace.media.ProbeReturn;
import dev.millrace.media.Sink;
import dev.millrace.media.SinkPad;
import dev.millrace.media.SrcPad;
import java.util.List;

/** Says when a stream is out of order: a buffer before its segment or after the end. */
final class StreamChecker extends Sink {
    static final ElementFactory<StreamChecker> FACTORY =
            ElementFactory.of("checker", StreamChecker::new).sink(Caps.any());

    /** What a stream has told so far. */
    private static final class Order {
        private boolean begun;
        private boolean segment;
        private boolean ended;
        private String wrong = "";

        void event(Event event) {
            switch (event) {
                case Event.StreamStart _ -> {
                    begun = true;
                    ended = false;
                }
                case Event.Segment _ -> segment = true;
                case Event.EndOfStream _ -> ended = true;
                case Event.FlushStop _ -> {
                    segment = false;
                    ended = false;
                }
                default -> {}
            }
        }

        void buffer() {
            if (!begun) wrong = "buffer before stream start";
            if (!segment) wrong = "buffer before segment";
            if (ended) wrong = "buffer after end";
        }

        void reset() {
            begun = false;
            segment = false;
            ended = false;
        }
    }

    private final Order order = new Order();
    private int buffers;

    private StreamChecker() {}

    /** Has a pad checked as well; what is wrong there is added to a list. */
    static void watch(SrcPad pad, List<String> wrong) {
        boolean[] ended = new boolean[1];
        pad.addEventProbe((_, event) -> {
            if (event instanceof Event.EndOfStream) ended[0] = true;
            if (event instanceof Event.StreamStart || event instanceof Event.FlushStop) ended[0] = false;
            return ProbeReturn.PASS;
        });
        pad.addProbe((_, _) -> {
            if (ended[0]) wrong.add("buffer after end: pad=" + pad);
            return ProbeReturn.PASS;
        });
    }

    /** Fails when something was out of order; returns how many buffers came. */
    int verdict() {
        assertThat(order.wrong).as(name()).isEmpty();
        return buffers;
    }

    @Override
    protected void readyToPaused() {
        order.reset();
    }

    @Override
    protected FlowReturn render(Buffer buffer) {
        buffers++;
        order.buffer();
        buffer.release();
        return FlowReturn.OK;
    }

    @Override
    protected boolean sinkEvent(SinkPad pad, Event event) {
        if (!(event instanceof Event.EndOfStream)) order.event(event);
        return super.sinkEvent(pad, event);
    }

    @Override
    protected void streamEnded() {
        order.event(new Event.EndOfStream());
        super.streamEnded();
    }
}
