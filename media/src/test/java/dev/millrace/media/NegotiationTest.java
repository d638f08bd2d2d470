package dev.millrace.media;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.caps.Caps;
import dev.millrace.caps.Structure;
import dev.millrace.future.Future;
import dev.millrace.sim.SteppedEnvironment;
import java.time.Duration;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Formats that are agreed on, latency, clocks, and other questions along the pads. */
class NegotiationTest {
    private static final Duration SLICE = Duration.ofMillis(1);
    private static final Duration LIMIT = Duration.ofSeconds(1);
    private static final long MS = 1_000_000;

    private final SteppedEnvironment environment = new SteppedEnvironment(1);
    private final Pipeline pipeline = new Pipeline("test", environment);
    private final Parts.Pump pump = pipeline.add(Parts.Pump.FACTORY);
    private final Parts.Relay relay = pipeline.add(Parts.Relay.FACTORY);
    private final Parts.Drain drain = pipeline.add(Parts.Drain.FACTORY);

    private State run(Future<State> change) {
        return environment.run(change, SLICE, LIMIT);
    }

    private void pumpUpTo(int limit) {
        pump.limit = limit;
        pump.streamTaskForTest().wake();
        environment.step();
    }

    // ---- formats

    @Test
    void aSourceWithAChoiceTakesWhatDownstreamCanDo() {
        pump.caps = Caps.parse("audio/x-raw, format={ S16LE, S16BE }, rate=[ 8000, 48000 ]");
        drain.possible = Caps.parse("audio/x-raw, format=S16BE, rate={ 16000, 8000 }");
        pipeline.link(pump, relay, drain);
        pump.limit = 1;
        run(pipeline.play());
        assertThat(drain.sinkPad().currentCaps()).isEqualTo(Caps.parse("audio/x-raw, format=S16BE, rate=16000"));
        assertThat(drain.taken).hasSize(1);
    }

    @Test
    void noCommonFormatIsAnErrorThatShowsBoth() {
        pump.caps = Caps.parse("audio/x-raw, rate={ 8000, 16000 }");
        drain.possible = Caps.parse("audio/x-alaw");
        pipeline.link(pump, relay, drain);
        pump.limit = 1;
        run(pipeline.play());
        assertThat(Parts.told(pipeline))
                .extracting(message -> message instanceof Message.Error error ? error.text() : "")
                .anySatisfy(text -> assertThat(text).contains("{ 8000, 16000 }").contains("audio/x-alaw"));
        assertThat(drain.taken).isEmpty();
        run(pipeline.stop());
    }

    @Test
    void aDownstreamThatChangesItsMindHasTheSourceAgreeAgain() {
        pump.caps = Caps.parse("audio/x-raw, rate=[ 8000, 48000 ]");
        drain.possible = Caps.parse("audio/x-raw, rate=16000");
        pipeline.link(pump, relay, drain);
        pump.limit = 1;
        run(pipeline.play());
        drain.possible = Caps.parse("audio/x-raw, rate=44100");
        assertThat(drain.sinkPad().reconfigure()).isFalse();
        pumpUpTo(2);
        assertThat(drain.sinkPad().currentCaps()).isEqualTo(Caps.parse("audio/x-raw, rate=44100"));
        assertThat(drain.taken).hasSize(2);
        int events = drain.events.size();
        drain.sinkPad().reconfigure();
        pumpUpTo(3);
        assertThat(drain.events).as("nothing has changed").hasSize(events);
    }

    @Test
    void acceptCapsAsksForOneFormat() {
        drain.possible = Caps.parse("audio/x-raw, rate=[ 8000, 16000 ]");
        pipeline.link(pump, relay, drain);
        assertThat(pump.srcPad().peerAccepts(Caps.parse("audio/x-raw, rate=8000")))
                .isTrue();
        assertThat(pump.srcPad().peerAccepts(Caps.parse("audio/x-raw, rate=48000")))
                .isFalse();
        assertThat(relay.srcPad().peerQueryCaps(Caps.parse("audio/x-raw, rate=[ 1, 9000 ]")))
                .isEqualTo(Caps.parse("audio/x-raw, rate=[ 8000, 9000 ]"));
    }

    // ---- latency and time

    @Test
    void theSlowestStreamDecidesTheLatencyOfAllSinks() {
        Parts.Pump second = pipeline.add(Parts.Pump.FACTORY);
        Parts.Drain other = pipeline.add(Parts.Drain.FACTORY);
        pipeline.link(pump, relay, drain);
        pipeline.link(second, other);
        pump.latencyNs = 20 * MS;
        relay.addsNs = 60 * MS;
        second.latencyNs = 10 * MS;
        pump.limit = 0;
        second.limit = 0;
        run(pipeline.play());
        assertThat(pipeline.latencyNs()).isEqualTo(80 * MS);
        assertThat(drain.latencyNs()).isEqualTo(80 * MS);
        assertThat(other.latencyNs()).isEqualTo(80 * MS);
        relay.addsNs = 100 * MS;
        pipeline.recalculateLatency();
        assertThat(other.latencyNs()).isEqualTo(120 * MS);
        pipeline.setLatencyNs(5 * MS);
        pipeline.recalculateLatency();
        assertThat(drain.latencyNs()).isEqualTo(5 * MS);
    }

    @Test
    void aStreamThatIsNotLiveHasNone() {
        pump.live = false;
        relay.addsNs = 60 * MS;
        pipeline.link(pump, relay, drain);
        pump.limit = 0;
        run(pipeline.play());
        assertThat(pipeline.latencyNs()).isZero();
    }

    @Test
    void aChosenClockCountsRunningTime() {
        pipeline.link(pump, drain);
        pump.limit = 0;
        pipeline.useClock(new Clock() {
            @Override
            public String name() {
                return "half";
            }

            @Override
            public long timeNs(long environmentNs) {
                return environmentNs / 2;
            }

            @Override
            public long environmentNs(long timeNs) {
                return timeNs * 2;
            }
        });
        run(pipeline.play());
        assertThat(Parts.told(pipeline))
                .anyMatch(m ->
                        m instanceof Message.NewClock clock && clock.clock().equals("half"));
        long startNs = environment.nowNs();
        environment.advance(Duration.ofMillis(100), SLICE);
        assertThat(pipeline.runningTimeNs(environment.nowNs())).isEqualTo(50 * MS);
        assertThat(pipeline.clockTimeNs(50 * MS)).isEqualTo(startNs + 100 * MS);
    }

    @Test
    void positionIsTheRunningTimeInTheSegment() {
        pipeline.link(pump, relay, drain);
        pump.limit = 1;
        run(pipeline.play());
        environment.advance(Duration.ofMillis(30), SLICE);
        assertThat(pipeline.queryPosition(Event.Segment.Format.TIME)).isEqualTo(30 * MS);
        assertThat(pipeline.queryPosition(Event.Segment.Format.BYTES)).isEqualTo(Buffer.NO_TIME);
        assertThat(pipeline.queryDuration(Event.Segment.Format.TIME)).isEqualTo(Buffer.NO_TIME);
    }

    @Test
    void segmentsMapTimesToRunningTime() {
        Event.Segment segment = new Event.Segment(Event.Segment.Format.TIME, 2.0, 100 * MS, 300 * MS, 7 * MS);
        assertThat(segment.toRunningTimeNs(200 * MS)).isEqualTo(57 * MS);
        assertThat(segment.toRunningTimeNs(Buffer.NO_TIME)).isEqualTo(Buffer.NO_TIME);
        assertThat(segment.isOutside(99 * MS)).isTrue();
        assertThat(segment.isOutside(100 * MS)).isFalse();
        assertThat(segment.isOutside(300 * MS)).isTrue();
        assertThatThrownBy(() -> new Event.Segment(Event.Segment.Format.TIME, 0, 0, 0, 0))
                .hasMessageContaining("rate=0.0");
    }

    @Test
    void aQueryThatNobodyKnowsHasNoAnswer() {
        pipeline.link(pump, relay, drain);
        Query.Custom query = new Query.Custom(Structure.of("who"));
        assertThat(drain.sinkPad().peerQuery(query)).isFalse();
        assertThat(query.result()).isNull();
        Query.Scheduling scheduling = new Query.Scheduling();
        assertThat(drain.sinkPad().peerQuery(scheduling)).isTrue();
        assertThat(scheduling.isSequential()).isTrue();
    }

    // ---- flush

    @Test
    void aFlushDropsFreesAndGoesOnWithANewSegment() {
        pipeline.link(pump, relay, drain);
        pump.limit = 2;
        run(pipeline.play());
        drain.defer = new dev.millrace.future.Completer<>();
        pumpUpTo(5);
        assertThat(drain.taken).hasSize(3);
        pipeline.flush();
        environment.step();
        assertThat(drain.events)
                .containsSubsequence(new Event.FlushStart(), new Event.FlushStop(false), Event.Segment.TIME);
        pumpUpTo(5);
        assertThat(drain.taken).containsExactly(0L, 1L, 2L, 3L, 4L);
        run(pipeline.setState(State.READY));
        assertThat(BufferPool.outstanding(Objects.requireNonNull(pump.own))).isZero();
        run(pipeline.stop());
    }

    @Test
    void afterAFlushTheStreamCanEndOnceMore() {
        pipeline.link(pump, drain);
        pump.limit = 1;
        run(pipeline.play());
        pipeline.sendEndOfStream();
        environment.step();
        assertThat(Parts.told(pipeline)).hasAtLeastOneElementOfType(Message.EndOfStream.class);
        pipeline.flush();
        environment.step();
        pumpUpTo(3);
        assertThat(drain.taken).hasSize(3);
        pipeline.sendEndOfStream();
        environment.step();
        assertThat(Parts.told(pipeline)).hasAtLeastOneElementOfType(Message.EndOfStream.class);
    }
}
