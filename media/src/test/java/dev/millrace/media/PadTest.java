package dev.millrace.media;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.caps.Caps;
import dev.millrace.sim.SteppedEnvironment;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Two linked pads, without states and tasks around them. */
class PadTest {
    private static final Event START = new Event.StreamStart("s");
    private static final Event CAPS = new Event.CapsChange(Caps.parse("audio/x-raw, rate=8000"));
    private static final Event OTHER_CAPS = new Event.CapsChange(Caps.parse("audio/x-raw, rate=16000"));
    private static final Event EOS = new Event.EndOfStream();

    private final Pipeline pipeline = new Pipeline("pads", new SteppedEnvironment(1));
    private final BufferPool pool = new BufferPool(100, 0);
    private final Parts.Drain drain = pipeline.add(Parts.Drain.FACTORY);
    private final SrcPad src = pipeline.add(Parts.Pump.FACTORY).srcPad();
    private final SinkPad sink = drain.sinkPad();

    @BeforeEach
    void activate() {
        sink.setActive(true);
        src.setActive(true);
    }

    private FlowReturn push() {
        Buffer buffer = pool.acquire();
        buffer.setRange(0, 10);
        FlowReturn flow = src.push(buffer);
        assertThat(pool.outstanding()).as("given away whatever the answer").isZero();
        return flow;
    }

    @Test
    void aPadWithoutAPeerAnswersNotLinked() {
        assertThat(push()).isEqualTo(FlowReturn.NOT_LINKED);
        assertThat(src.buffers()).isZero();
    }

    @Test
    void eachStickyEventIsToldOnceAndInOrder() {
        pipeline.link(src, sink);
        assertThat(src.pushEvent(START)).isTrue();
        assertThat(src.pushEvent(CAPS)).isTrue();
        assertThat(src.pushEvent(Event.Segment.TIME)).isTrue();
        assertThat(push()).isEqualTo(FlowReturn.OK);
        assertThat(drain.events).containsExactly(START, CAPS, Event.Segment.TIME);
        assertThat(src.pushEvent(OTHER_CAPS)).isTrue();
        assertThat(push()).isEqualTo(FlowReturn.OK);
        assertThat(drain.events).containsExactly(START, CAPS, Event.Segment.TIME, OTHER_CAPS);
    }

    @Test
    void aPeerThatComesLaterIsToldWhatItMissedInOrder() {
        src.pushEvent(Event.Segment.TIME);
        src.pushEvent(CAPS);
        src.pushEvent(START);
        src.pushEvent(OTHER_CAPS);
        pipeline.link(src, sink);
        assertThat(drain.events).isEmpty();
        assertThat(push()).isEqualTo(FlowReturn.OK);
        assertThat(drain.events).containsExactly(START, OTHER_CAPS, Event.Segment.TIME);
    }

    @Test
    void aPeerThatIsDownAnswersFlushingAndIsToldWhenItIsUp() {
        sink.setActive(false);
        pipeline.link(src, sink);
        assertThat(src.pushEvent(START)).isFalse();
        assertThat(src.pushEvent(CAPS)).isFalse();
        assertThat(push()).isEqualTo(FlowReturn.FLUSHING);
        sink.setActive(true);
        assertThat(push()).isEqualTo(FlowReturn.OK);
        assertThat(drain.events).containsExactly(START, CAPS);
        sink.setActive(false);
        assertThat(push()).isEqualTo(FlowReturn.FLUSHING);
        assertThat(sink.buffers()).isEqualTo(1);
    }

    @Test
    void refusedCapsAnswerNotNegotiatedUntilOthersAreTaken() {
        pipeline.link(src, sink);
        drain.acceptCaps = false;
        src.pushEvent(START);
        assertThat(src.pushEvent(CAPS)).isFalse();
        assertThat(push()).isEqualTo(FlowReturn.NOT_NEGOTIATED);
        assertThat(push()).isEqualTo(FlowReturn.NOT_NEGOTIATED);
        assertThat(src.pushEvent(Event.Segment.TIME)).isFalse();
        assertThat(push()).isEqualTo(FlowReturn.NOT_NEGOTIATED);
        assertThat(drain.taken).isEmpty();
        drain.acceptCaps = true;
        assertThat(src.pushEvent(OTHER_CAPS)).isTrue();
        assertThat(push()).isEqualTo(FlowReturn.OK);
        assertThat(drain.events).containsExactly(START, CAPS, Event.Segment.TIME, OTHER_CAPS);
    }

    @Test
    void capsOutsideTheTemplateAreAnErrorThatShowsBoth() {
        ElementFactory<Parts.Drain> narrow =
                ElementFactory.of("narrow", Parts.Drain::new).sink(Caps.parse("application/x-rtp"));
        SinkPad rtp = pipeline.add(narrow).sinkPad();
        rtp.setActive(true);
        pipeline.link(src, rtp);
        assertThat(src.pushEvent(CAPS)).isFalse();
        assertThat(push()).isEqualTo(FlowReturn.NOT_NEGOTIATED);
        assertThat(Parts.told(pipeline))
                .singleElement()
                .satisfies(message -> assertThat(((Message.Error) message).text())
                        .contains("audio/x-raw")
                        .contains("application/x-rtp"));
    }

    @Test
    void afterTheEndNothingPassesUntilAFlushEnds() {
        pipeline.link(src, sink);
        assertThat(push()).isEqualTo(FlowReturn.OK);
        assertThat(src.pushEvent(EOS)).isTrue();
        assertThat(src.pushEvent(EOS)).isFalse();
        assertThat(push()).isEqualTo(FlowReturn.EOS);
        assertThat(drain.ends).isEqualTo(1);
        assertThat(src.pushEvent(new Event.FlushStart())).isTrue();
        assertThat(push()).isEqualTo(FlowReturn.FLUSHING);
        assertThat(src.pushEvent(new Event.FlushStop())).isTrue();
        assertThat(push()).isEqualTo(FlowReturn.OK);
    }

    @Test
    void thePadShowsTheCapsOfTheStreamAndTellsOfEachChangeOnce() {
        pipeline.link(src, sink);
        src.pushEvent(CAPS);
        src.pushEvent(CAPS);
        assertThat(sink.currentCaps()).isEqualTo(Caps.parse("audio/x-raw, rate=8000"));
        int notified = 0;
        for (Message m = pipeline.bus().poll(); m != null; m = pipeline.bus().poll())
            if (m instanceof Message.PropertyNotify notify && notify.property().equals("caps")) notified++;
        assertThat(notified).as("both pads").isEqualTo(2);
        src.setActive(false);
        assertThat(src.currentCaps()).isNull();
    }

    @Test
    void whatDownstreamAnswersReachesThePusher() {
        pipeline.link(src, sink);
        for (FlowReturn answer : FlowReturn.values()) {
            drain.answer = answer;
            assertThat(push()).isEqualTo(answer);
        }
    }
}
