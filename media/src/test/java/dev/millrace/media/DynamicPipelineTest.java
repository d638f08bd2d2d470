package dev.millrace.media;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.future.Future;
import dev.millrace.sim.SteppedEnvironment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Pads that come and go, bins, and links that change while a stream passes. */
class DynamicPipelineTest {
    private static final Duration SLICE = Duration.ofMillis(1);
    private static final Duration LIMIT = Duration.ofSeconds(1);

    private final SteppedEnvironment environment = new SteppedEnvironment(1);
    private final Pipeline pipeline = new Pipeline("test", environment);
    private final Parts.Pump pump = pipeline.add(Parts.Pump.FACTORY);
    private final Parts.Fork fork = pipeline.add(Parts.Fork.FACTORY);

    private State run(Future<State> change) {
        return environment.run(change, SLICE, LIMIT);
    }

    private void pumpUpTo(int limit) {
        pump.limit = limit;
        pump.streamTaskForTest().wake();
        environment.step();
    }

    private void inStream(Runnable action) {
        pump.instead = action;
        pump.streamTaskForTest().wake();
        environment.step();
    }

    private long leaked() {
        return BufferPool.outstanding(Objects.requireNonNull(pump.own));
    }

    // ---- pads

    @Test
    void requestedPadsAreNumberedNamedAndGivenBack() {
        Pad first = fork.requestPad("src_%u");
        Pad seventh = fork.requestPad("src_7");
        Pad next = fork.requestPad("src_%u");
        assertThat(fork.srcPads()).containsExactly((SrcPad) first, (SrcPad) seventh, (SrcPad) next);
        assertThat(fork.srcPads()).extracting(Pad::name).containsExactly("src_0", "src_7", "src_8");
        fork.releasePad(seventh);
        assertThat(fork.calls)
                .containsExactly("requested src_0", "requested src_7", "requested src_8", "released src_7");
        assertThat(fork.pad("src_7")).isNull();
        assertThatThrownBy(() -> fork.requestPad("src_0")).hasMessageContaining("pad=src_0");
        assertThatThrownBy(() -> fork.requestPad("video_0")).hasMessageContaining("it has sink_%u, src_%u");
        assertThatThrownBy(() -> pump.requestPad("src_0")).hasMessageContaining("no request pads");
        assertThatThrownBy(() -> fork.releasePad(fork.sinkPads().getFirst())).hasMessageContaining("not requested");
    }

    @Test
    void patternsMatchTheirNamesOnly() {
        PadTemplate template = fork.factory().padTemplates().get(2);
        for (String good : List.of("src_0", "src_12"))
            assertThat(template.matches(good)).isTrue();
        for (String bad : List.of("src_", "src_x", "src", "sink_0", "src_1x"))
            assertThat(template.matches(bad)).as(bad).isFalse();
    }

    @Test
    void listenersAreToldOfPadsThatComeAndGo() {
        List<String> told = new ArrayList<>();
        fork.addPadListener(new PadListener() {
            @Override
            public void padAdded(Pad pad) {
                told.add("+" + pad.name());
            }

            @Override
            public void padRemoved(Pad pad) {
                told.add("-" + pad.name());
            }
        });
        Pad late = fork.late("late_0");
        fork.gone(late);
        fork.releasePad(fork.requestPad("src_%u"));
        assertThat(told).containsExactly("+late_0", "-late_0", "+src_0", "-src_0");
    }

    @Test
    void aBranchJoinsAStreamThatPlaysAndKnowsHowItBegan() {
        Parts.Drain first = pipeline.add(Parts.Drain.FACTORY);
        pipeline.link(pump, fork, first);
        pump.limit = 3;
        run(pipeline.play());
        Parts.Drain second = pipeline.add(Parts.Drain.FACTORY);
        assertThat(second.state()).isEqualTo(State.NULL);
        assertThat(run(pipeline.sync(second))).isEqualTo(State.PLAYING);
        pipeline.link(fork, second);
        pumpUpTo(5);
        assertThat(first.taken).containsExactly(0L, 1L, 2L, 3L, 4L);
        assertThat(second.taken).containsExactly(3L, 4L);
        assertThat(second.events)
                .hasSize(3)
                .hasOnlyElementsOfTypes(Event.StreamStart.class, Event.CapsChange.class, Event.Segment.class);
        SinkPad left = second.sinkPads().getFirst();
        SrcPad branch = Objects.requireNonNull(left.peer());
        fork.releasePad(branch);
        assertThat(left.peer()).isNull();
        assertThat(run(pipeline.setState(second, State.NULL))).isEqualTo(State.NULL);
        pipeline.remove(second);
        pumpUpTo(6);
        assertThat(first.taken).hasSize(6);
        assertThat(pipeline.elements()).doesNotContain(second);
        run(pipeline.setState(State.READY));
        assertThat(leaked()).isZero();
        run(pipeline.stop());
    }

    @Test
    void anElementThatIsUpIsNotRemoved() {
        pipeline.link(pump, fork);
        run(pipeline.pause());
        assertThatThrownBy(() -> pipeline.remove(fork)).hasMessageContaining("state=PAUSED");
        run(pipeline.stop());
        pipeline.remove(fork);
        assertThat(pump.srcPad().peer()).isNull();
    }

    // ---- blocks

    @Test
    void aBlockedPadHoldsWhatComesWhileWhatFollowsIsReplaced() {
        Parts.Drain before = pipeline.add(Parts.Drain.FACTORY);
        pipeline.link(pump, before);
        pump.limit = 2;
        run(pipeline.play());
        PadBlock block = pump.srcPad().block();
        assertThat(block.reached().poll(dev.millrace.future.Waker.none())).isFalse();
        pumpUpTo(9);
        assertThat(block.reached().poll(dev.millrace.future.Waker.none())).isTrue();
        assertThat(before.taken).containsExactly(0L, 1L);
        assertThat(pump.pushed).as("the source waits with one buffer under way").isEqualTo(3);
        Parts.Drain after = pipeline.add(Parts.Drain.FACTORY);
        run(pipeline.sync(after));
        pump.srcPad().whenIdle(() -> {
            pipeline.unlink(pump.srcPad(), before.sinkPad());
            pipeline.link(pump.srcPad(), after.sinkPad());
        });
        environment.step();
        block.unblock();
        environment.step();
        pumpUpTo(9);
        assertThat(after.taken).containsExactly(2L, 3L, 4L, 5L, 6L, 7L, 8L);
        assertThat(before.taken).hasSize(2);
        run(pipeline.setState(State.READY));
        assertThat(leaked()).isZero();
        run(pipeline.stop());
    }

    @Test
    void aStopReleasesWhatABlockHolds() {
        Parts.Drain drain = pipeline.add(Parts.Drain.FACTORY);
        pipeline.link(pump, drain);
        pump.limit = 0;
        run(pipeline.play());
        pump.srcPad().block();
        pumpUpTo(3);
        assertThat(leaked()).isEqualTo(1);
        run(pipeline.setState(State.READY));
        assertThat(leaked()).isZero();
        assertThat(drain.taken).isEmpty();
        run(pipeline.stop());
    }

    @Test
    void probesSeeWhatABlockHeldWhenItGoesOn() {
        Parts.Drain drain = pipeline.add(Parts.Drain.FACTORY);
        pipeline.link(pump, drain);
        pump.limit = 0;
        run(pipeline.play());
        List<String> seen = new ArrayList<>();
        pump.srcPad().addProbe((_, _) -> {
            seen.add("buffer");
            return seen.size() == 2 ? ProbeReturn.DROP : ProbeReturn.PASS;
        });
        pump.srcPad().addEventProbe((_, event) -> {
            seen.add(event.getClass().getSimpleName());
            return ProbeReturn.PASS;
        });
        PadBlock block = pump.srcPad().block();
        inStream(() -> {
            pump.srcPad().pushEvent(new Event.Gap(0, 1));
            for (int i = 0; i < 3; i++) pump.srcPad().push(BufferPool.here(8).acquire());
        });
        assertThat(seen).isEmpty();
        block.unblock();
        environment.step();
        assertThat(seen).containsExactly("Gap", "buffer", "buffer", "buffer");
        assertThat(drain.taken).hasSize(2);
        run(pipeline.setState(State.READY));
        assertThat(leaked()).isZero();
        run(pipeline.stop());
    }

    /** The end of a flush is never held: what follows is a new stream, which is. */
    @Test
    void aFlushPassesABlockAndDropsWhatItHolds() {
        Parts.Drain drain = pipeline.add(Parts.Drain.FACTORY);
        pipeline.link(pump, drain);
        pump.limit = 0;
        run(pipeline.play());
        drain.events.clear();
        PadBlock block = pump.srcPad().block();
        inStream(() -> {
            pump.srcPad().push(BufferPool.here(8).acquire());
            pump.srcPad().pushEvent(new Event.FlushStart());
            pump.srcPad().pushEvent(new Event.FlushStop());
            pump.srcPad().pushEvent(Event.Segment.TIME);
        });
        assertThat(leaked()).isZero();
        assertThat(drain.events).containsExactly(new Event.FlushStart(), new Event.FlushStop());
        block.unblock();
        environment.step();
        assertThat(drain.events).endsWith(Event.Segment.TIME);
        assertThat(drain.taken).isEmpty();
        run(pipeline.stop());
    }

    @Test
    void aBlockWithNothingHeldIsGoneOnceUnblocked() {
        Parts.Drain drain = pipeline.add(Parts.Drain.FACTORY);
        pipeline.link(pump, drain);
        pump.limit = 0;
        run(pipeline.play());
        pump.srcPad().block().unblock();
        pumpUpTo(3);
        assertThat(drain.taken).hasSize(3);
    }

    // ---- loops and bins

    @Test
    void loopsAreRefused() {
        Parts.Fork second = pipeline.add(Parts.Fork.FACTORY);
        pipeline.link(fork, second);
        assertThatThrownBy(() -> pipeline.link(second, fork))
                .isInstanceOf(LinkException.class)
                .hasMessageContaining("loop");
        assertThatThrownBy(() -> pipeline.link(fork, fork)).hasMessageContaining("loop");
        assertThat(fork.sinkPads().getFirst().peer()).isNull();
    }

    @Test
    void binsTellWhatComesAndGoes() {
        List<String> told = new ArrayList<>();
        Bin outer = pipeline.add(Bin.FACTORY, "outer");
        Bin inner = outer.add(Bin.FACTORY, "inner");
        for (Bin bin : List.of(pipeline.bin(), outer, inner))
            for (String signal : bin.factory().signals().keySet())
                bin.connect(signal, (from, arguments) -> {
                    told.add(from.name() + " " + signal + " " + arguments);
                    return null;
                });
        Parts.Drain drain = inner.add(Parts.Drain.FACTORY);
        inner.remove(drain);
        outer.remove(inner);
        assertThat(told)
                .containsExactly(
                        "inner element-added [drain0]",
                        "inner deep-element-added [inner, drain0]",
                        "outer deep-element-added [inner, drain0]",
                        "test deep-element-added [inner, drain0]",
                        "inner element-removed [drain0]",
                        "inner deep-element-removed [inner, drain0]",
                        "outer deep-element-removed [inner, drain0]",
                        "test deep-element-removed [inner, drain0]",
                        "outer element-removed [inner]",
                        "outer deep-element-removed [outer, inner]",
                        "test deep-element-removed [outer, inner]");
    }

    /** The end of the pipeline is that of all sinks; a bin that is asked to tells that of each in it. */
    @Test
    void aBinPassesOnTheEndOfEachSinkInIt() {
        pipeline.remove(fork);
        Bin bin = pipeline.add(Bin.FACTORY, "branch");
        bin.set("message-forward", true);
        Parts.Drain inside = bin.add(Parts.Drain.FACTORY, "inside");
        Parts.Drain outside = pipeline.add(Parts.Drain.FACTORY, "outside");
        pipeline.sinkEnded(inside);
        assertThat(pipeline.bus().poll()).isEqualTo(new Message.Forwarded(bin, new Message.EndOfStream(inside)));
        assertThat(pipeline.bus().poll()).isNull();
        pipeline.sinkEnded(outside);
        assertThat(pipeline.bus().poll()).isEqualTo(new Message.EndOfStream(outside));
        assertThat(pipeline.bus().poll()).isNull();
    }

    @Test
    void binsNestAreLinkedByTheirGhostsAndComeUpAsOne() {
        Bin outer = pipeline.add(Bin.FACTORY, "outer");
        Bin inner = outer.add(Bin.FACTORY, "inner");
        Parts.Relay relay = inner.add(Parts.Relay.FACTORY, "relay");
        Parts.Drain drain = pipeline.add(Parts.Drain.FACTORY);
        inner.ghost("sink", relay.sinkPad());
        inner.ghost("src", relay.srcPad());
        outer.ghost("in", relay.sinkPad());
        outer.ghost("out", relay.srcPad());
        pipeline.link(pump, outer, drain);
        pump.limit = 2;
        run(pipeline.play());
        assertThat(drain.taken).hasSize(2);
        assertThat(List.of(outer.state(), inner.state(), relay.state())).containsOnly(State.PLAYING);
        assertThat(pipeline.find("relay")).isSameAs(relay);
        assertThat(relay.parent()).isSameAs(inner);
        assertThat(pipeline.elements()).contains(outer).doesNotContain(relay);
        assertThatThrownBy(() -> outer.ghost("in", relay.sinkPad())).hasMessageContaining("pad=in");
        run(pipeline.stop());
        assertThat(relay.state()).isEqualTo(State.NULL);
    }

    @Test
    void aGhostThatShowsAnotherPadTakesItsLinkAlong() {
        Bin bin = pipeline.add(Bin.FACTORY, "bin");
        Parts.Relay one = bin.add(Parts.Relay.FACTORY);
        Parts.Relay two = bin.add(Parts.Relay.FACTORY);
        GhostPad ghost = bin.ghost("sink", one.sinkPad());
        pipeline.link(pump, bin);
        ghost.setTarget(two.sinkPad());
        assertThat(pump.srcPad().peer()).isSameAs(two.sinkPad());
        assertThat(one.sinkPad().peer()).isNull();
        assertThatThrownBy(() -> ghost.setTarget(one.srcPad())).hasMessageContaining("direction");
    }

    // ---- probes

    @Test
    void probesCountDropAndGoAway() {
        Parts.Drain drain = pipeline.add(Parts.Drain.FACTORY);
        pipeline.link(pump, drain);
        CountProbe before = new CountProbe();
        CountProbe after = new CountProbe();
        BufferProbe dropsOdd = (_, buffer) -> buffer.dtsNs() % 2 == 1 ? ProbeReturn.DROP : ProbeReturn.PASS;
        List<Event> seen = new ArrayList<>();
        pump.srcPad().addProbe(before);
        pump.srcPad().addProbe(dropsOdd);
        drain.sinkPad().addProbe(after);
        drain.sinkPad().addEventProbe((_, event) -> {
            seen.add(event);
            return event instanceof Event.Tag ? ProbeReturn.DROP : ProbeReturn.PASS;
        });
        drain.sinkPad().addProbe((_, _) -> ProbeReturn.REMOVE);
        pump.limit = 6;
        run(pipeline.play());
        assertThat(drain.taken).containsExactly(0L, 2L, 4L);
        assertThat(before.buffers()).isEqualTo(6);
        assertThat(before.bytes()).isEqualTo(24);
        assertThat(after.buffers()).isEqualTo(3);
        assertThat(seen).hasSize(3);
        pump.srcPad().removeProbe(dropsOdd);
        pumpUpTo(8);
        assertThat(drain.taken).endsWith(6L, 7L);
        run(pipeline.setState(State.READY));
        assertThat(leaked()).isZero();
        run(pipeline.stop());
    }
}
