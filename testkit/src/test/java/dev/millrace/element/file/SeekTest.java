package dev.millrace.element.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.launch.Launch;
import dev.millrace.media.Buffer;
import dev.millrace.media.Event;
import dev.millrace.media.Event.Segment.Format;
import dev.millrace.media.Message;
import dev.millrace.media.Pipeline;
import dev.millrace.media.ProbeReturn;
import dev.millrace.media.Query;
import dev.millrace.media.Registry;
import dev.millrace.media.State;
import dev.millrace.sim.SteppedEnvironment;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Streams that go on from another position. */
class SeekTest {
    private static final Duration SLICE = Duration.ofMillis(1);
    private static final long MS = 1_000_000;

    private final SteppedEnvironment environment = new SteppedEnvironment(1);
    private final List<Long> times = new ArrayList<>();
    private final List<Event.Segment> segments = new ArrayList<>();

    @TempDir
    Path directory;

    /** What comes to the sink is written down. */
    private Pipeline paused(String text) {
        Pipeline p = Launch.into(new Pipeline("seek", environment), Registry.installed(), text);
        p.get("out").connect("handoff", (_, arguments) -> times.add(((Buffer) arguments.getFirst()).ptsNs() / MS));
        p.get("out").sinkPads().getFirst().addEventProbe((_, event) -> {
            if (event instanceof Event.Segment segment) segments.add(segment);
            return ProbeReturn.PASS;
        });
        set(p, State.PAUSED);
        return p;
    }

    private void set(Pipeline pipeline, State state) {
        environment.run(pipeline.setState(state), SLICE, Duration.ofSeconds(1));
    }

    private boolean endsWithin(Pipeline p, int slices) {
        for (int i = 0; i < slices; i++) {
            environment.advance(SLICE, SLICE);
            for (Message m = p.bus().poll(); m != null; m = p.bus().poll())
                if (m instanceof Message.EndOfStream) return true;
        }
        return false;
    }

    private static boolean isSeekable(Pipeline p, Format format) {
        Query.Seeking query = new Query.Seeking(format);
        return p.get("out").sinkPads().getFirst().peerQuery(query) && query.isSeekable();
    }

    @Test
    void aFileIsReadFromAnotherPlaceToAnother() throws IOException {
        Path file = Files.write(directory.resolve("f"), new byte[10_000]);
        Pipeline p = paused("filesrc name=in blocksize=1000 location=" + file + " ! fakesink name=out");
        assertThat(isSeekable(p, Format.BYTES)).isTrue();
        assertThat(isSeekable(p, Format.TIME)).isFalse();
        assertThat(p.seek(new Event.Seek(Format.TIME, 0))).isFalse();
        assertThat(p.seek(new Event.Seek(Format.BYTES, 1.0, true, 7_500, 9_200)))
                .isTrue();
        set(p, State.PLAYING);
        assertThat(endsWithin(p, 20)).isTrue();
        assertThat(p.get("out").get("bytes")).isEqualTo(1_700L);
        assertThat(segments.getLast()).isEqualTo(new Event.Segment(Format.BYTES, 1.0, 7_500, 9_200, 0));
        assertThat(p.seek(new Event.Seek(Format.BYTES, 9_000)))
                .as("after the end")
                .isTrue();
        assertThat(endsWithin(p, 20)).isTrue();
        assertThat(p.get("out").get("bytes")).isEqualTo(2_700L);
        set(p, State.NULL);
    }

    /** One branch plays at once, the other by the clock: the end of the first is not that of the pipeline. */
    @Test
    void afterASeekThePipelineEndsOnceMoreWhenAllSinksHave() {
        Pipeline p = paused("audiotestsrc samplesperbuffer=80 ! audio/x-raw,rate=8000 ! tee name=t"
                + " ! queue ! fakesink name=out sync=true t. ! queue ! fakesink sync=false");
        Event.Seek loop = new Event.Seek(Format.TIME, 1.0, true, 0, 200 * MS);
        assertThat(p.seek(loop)).isTrue();
        set(p, State.PLAYING);
        for (int i = 0; i < 3; i++) {
            assertThat(endsWithin(p, 300)).isTrue();
            assertThat(endsWithin(p, 300)).as("once").isFalse();
            assertThat(p.seek(new Event.Seek(Format.TIME, 1.0, true, i + 1, 200 * MS)))
                    .isTrue();
            assertThat(endsWithin(p, 50)).as("too early").isFalse();
        }
        set(p, State.NULL);
    }

    /** It would begin in the midst of the file, without the header. */
    @Test
    void aParserThatIsDownRefusesATime() throws IOException {
        Path wav = directory.resolve("short.wav");
        Pipeline write = Launch.into(
                new Pipeline("write", environment),
                Registry.installed(),
                "audiotestsrc num-buffers=10 ! audio/x-raw,rate=8000 ! wavenc ! filesink location=" + wav);
        set(write, State.PLAYING);
        assertThat(endsWithin(write, 50)).isTrue();
        set(write, State.NULL);
        Pipeline p = paused("filesrc location=" + wav + " ! wavparse ! fakesink name=out");
        set(p, State.READY);
        assertThat(p.seek(new Event.Seek(Format.TIME, 100 * MS))).isFalse();
        set(p, State.PLAYING);
        assertThat(endsWithin(p, 50)).isTrue();
        set(p, State.NULL);
    }

    @Test
    void aRecordingIsPlayedFromATimeOn() throws IOException {
        Path wav = directory.resolve("tone.wav");
        Pipeline write = Launch.into(
                new Pipeline("write", environment),
                Registry.installed(),
                "audiotestsrc num-buffers=100 samplesperbuffer=80 ! audio/x-raw,rate=8000 ! wavenc ! filesink location="
                        + wav);
        set(write, State.PLAYING);
        assertThat(endsWithin(write, 50)).isTrue();
        set(write, State.NULL);
        Pipeline p = paused("filesrc blocksize=160 location=" + wav
                + " ! wavparse ! fakesink name=out sync=true signal-handoffs=true");
        assertThat(isSeekable(p, Format.TIME)).isTrue();
        assertThat(p.seek(new Event.Seek(Format.TIME, 1.0, true, 900 * MS, 950 * MS)))
                .isTrue();
        set(p, State.PLAYING);
        environment.advance(Duration.ofMillis(30), SLICE);
        assertThat(p.queryPosition(Format.TIME) / MS).isBetween(928L, 932L);
        assertThat(endsWithin(p, 25)).as("50 ms of it").isTrue();
        assertThat(times).first().isEqualTo(900L);
        assertThat(times).last().matches(last -> last >= 930 && last < 950);
        set(p, State.NULL);
    }

    @Test
    void aTestSignalBeginsElsewhereAtAnotherSpeed() {
        Pipeline p = paused("audiotestsrc samplesperbuffer=80 ! audio/x-raw,rate=8000"
                + " ! fakesink name=out sync=true signal-handoffs=true");
        assertThat(p.seek(new Event.Seek(Format.TIME, 2.0, true, 500 * MS, 600 * MS)))
                .isTrue();
        set(p, State.PLAYING);
        assertThat(endsWithin(p, 45)).isFalse();
        assertThat(endsWithin(p, 8)).as("100 ms at double speed").isTrue();
        assertThat(times).startsWith(500L, 510L).endsWith(590L).hasSize(10);
        set(p, State.NULL);
    }

    @Test
    void withoutAFlushWhatIsThereIsPlayedFirst() {
        Pipeline p = paused("audiotestsrc samplesperbuffer=80 ! audio/x-raw,rate=8000"
                + " ! fakesink name=out sync=true signal-handoffs=true");
        set(p, State.PLAYING);
        environment.advance(Duration.ofMillis(35), SLICE);
        assertThat(p.seek(new Event.Seek(Format.TIME, 1.0, false, 500 * MS, Buffer.NO_TIME)))
                .isTrue();
        environment.advance(Duration.ofMillis(40), SLICE);
        assertThat(times).contains(0L, 10L, 20L, 30L, 500L, 510L).isSorted();
        set(p, State.NULL);
    }

    @Test
    void whatIsLiveCannotBeSought() {
        Pipeline p = paused("audiotestsrc is-live=true ! fakesink name=out");
        assertThat(isSeekable(p, Format.TIME)).isFalse();
        assertThat(p.seek(new Event.Seek(Format.TIME, 0))).isFalse();
        set(p, State.NULL);
        assertThatThrownBy(() -> new Event.Seek(Format.TIME, 1.0, true, 5, 4))
                .hasMessage("positions are not in order: start=5 stop=4");
    }
}
