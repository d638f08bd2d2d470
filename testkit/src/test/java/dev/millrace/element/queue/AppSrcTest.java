package dev.millrace.element.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.caps.Caps;
import dev.millrace.launch.Launch;
import dev.millrace.media.Buffer;
import dev.millrace.media.BufferList;
import dev.millrace.media.BufferPool;
import dev.millrace.media.Event;
import dev.millrace.media.Event.Segment.Format;
import dev.millrace.media.Message;
import dev.millrace.media.Pipeline;
import dev.millrace.media.ProbeReturn;
import dev.millrace.media.Query;
import dev.millrace.media.Registry;
import dev.millrace.media.Sample;
import dev.millrace.media.State;
import dev.millrace.runtime.BlockOn;
import dev.millrace.sim.SteppedEnvironment;
import dev.millrace.testkit.PadHarness;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An appsrc that is sought, that counts, and that asks for data. */
class AppSrcTest {
    private static final Duration SLICE = Duration.ofMillis(1);

    private final SteppedEnvironment environment = new SteppedEnvironment(1);
    private final BufferPool pool = new BufferPool(64, 0);
    private final List<Object> told = new ArrayList<>();
    private final List<Long> passed = new ArrayList<>();
    private final List<Event.Segment> segments = new ArrayList<>();
    private Pipeline pipeline = new Pipeline("none", environment);
    private boolean canSeek = true;

    /** Signals are written down, and so is what comes to the sink. */
    private AppSrc paused(String properties) {
        pipeline = PadHarness.keepNoSamples(Launch.into(
                new Pipeline("app", environment),
                Registry.installed(),
                "appsrc name=in " + properties + " ! fakesink name=out async=false signal-handoffs=true"));
        AppSrc in = (AppSrc) pipeline.get("in");
        in.connect("need-data", (_, a) -> told.add("need " + a.getFirst()));
        in.connect("seek-data", (_, a) -> {
            told.add(a.getFirst());
            return canSeek;
        });
        pipeline.get("out").connect("handoff", (_, a) -> passed.add(((Buffer) a.getFirst()).ptsNs()));
        pipeline.get("out").sinkPads().getFirst().addEventProbe((_, event) -> {
            if (event instanceof Event.Segment segment) segments.add(segment);
            return ProbeReturn.PASS;
        });
        set(State.PAUSED);
        return in;
    }

    private void set(State state) {
        environment.run(pipeline.setState(state), SLICE, Duration.ofSeconds(1));
    }

    @AfterEach
    void nothingIsLeft() {
        set(State.NULL);
        assertThat(pool.outstanding()).isZero();
    }

    private Buffer buffer(long number) {
        Buffer buffer = pool.acquire();
        buffer.setRange(0, 4);
        buffer.setPtsNs(number);
        return buffer;
    }

    private void push(AppSrc in, int... numbers) {
        for (int number : numbers) assertThat(in.push(buffer(number))).isTrue();
        environment.step();
    }

    private boolean hasEnded() {
        boolean ended = false;
        for (Message m = pipeline.bus().poll(); m != null; m = pipeline.bus().poll())
            ended |= m instanceof Message.EndOfStream;
        return ended;
    }

    private boolean isSeekable(Format format) {
        Query.Seeking query = new Query.Seeking(format);
        return pipeline.get("out").sinkPads().getFirst().peerQuery(query) && query.isSeekable();
    }

    // ---- seeks

    @ParameterizedTest
    @ValueSource(strings = {"seekable", "random-access"})
    void aSeekDropsWhatWasPushedTellsWhereAndGoesOn(String type) {
        AppSrc in = paused("is-live=true stream-type=" + type);
        assertThat(told).as("where it begins").containsExactly(0L);
        assertThat(isSeekable(Format.BYTES)).isTrue();
        assertThat(isSeekable(Format.TIME)).isFalse();
        push(in, 1, 2, 3);
        assertThat(pipeline.seek(new Event.Seek(Format.TIME, 40))).isFalse();
        assertThat(pipeline.seek(new Event.Seek(Format.BYTES, 1.0, true, 40, 48)))
                .isTrue();
        assertThat(in.get("current-level-buffers")).as("before it runs").isEqualTo(3L);
        set(State.PLAYING);
        assertThat(told).containsExactly(0L, 40L, "need 4096");
        assertThat(segments).containsExactly(new Event.Segment(Format.BYTES, 1.0, 40, 48, 0));
        push(in, 4, 5, 6);
        assertThat(passed).as("up to byte 48").containsExactly(4L, 5L);
        assertThat(hasEnded()).isTrue();
        assertThat(in.push(buffer(7))).isFalse();
    }

    @Test
    void afterTheEndASeekGoesOn() {
        AppSrc in = paused("stream-type=seekable format=time");
        set(State.PLAYING);
        push(in, 1);
        in.endOfStream();
        environment.step();
        assertThat(hasEnded()).isTrue();
        assertThat(in.push(buffer(9))).isFalse();
        assertThat(pipeline.seek(new Event.Seek(Format.TIME, 2.0, true, 500, Buffer.NO_TIME)))
                .isTrue();
        environment.step();
        assertThat(segments.getLast()).isEqualTo(new Event.Segment(Format.TIME, 2.0, 500, Buffer.NO_TIME, 0));
        push(in, 500);
        in.endOfStream();
        environment.step();
        assertThat(hasEnded()).isTrue();
        assertThat(passed).containsExactly(1L, 500L);
    }

    @Test
    void withoutAFlushRunningTimeGoesOn() {
        AppSrc in = paused("stream-type=seekable format=time");
        set(State.PLAYING);
        push(in, 1);
        environment.advance(Duration.ofMillis(3));
        assertThat(pipeline.seek(new Event.Seek(Format.TIME, 2.0, false, 500, Buffer.NO_TIME)))
                .isTrue();
        push(in, 500);
        assertThat(segments.getLast()).isEqualTo(new Event.Segment(Format.TIME, 2.0, 500, Buffer.NO_TIME, 3_000_000));
        assertThat(passed).containsExactly(1L, 500L);
    }

    @Test
    void withoutAFlushAnEndThatWasAskedForDoesNotComeEither() {
        AppSrc in = paused("is-live=true stream-type=seekable");
        push(in, 1);
        in.endOfStream();
        assertThat(pipeline.seek(new Event.Seek(Format.BYTES, 1.0, false, 8, Buffer.NO_TIME)))
                .isTrue();
        push(in, 2);
        set(State.PLAYING);
        assertThat(passed).containsExactly(2L);
        assertThat(hasEnded()).isFalse();
        assertThat(segments.getLast().start()).isEqualTo(8);
    }

    @Test
    void whatCannotBeSoughtIsNotDisturbed() {
        AppSrc in = paused("is-live=true");
        push(in, 1);
        assertThat(isSeekable(Format.BYTES)).isFalse();
        assertThat(pipeline.seek(new Event.Seek(Format.BYTES, 4)))
                .as("a stream")
                .isFalse();
        assertThat(told).isEmpty();
        in.set("emit-signals", false);
        set(State.READY);
        in.set("stream-type", AppSrcSettings.StreamType.SEEKABLE);
        set(State.PAUSED);
        push(in, 2);
        assertThat(pipeline.seek(new Event.Seek(Format.BYTES, 4)))
                .as("nobody is told")
                .isFalse();
        in.set("emit-signals", true);
        canSeek = false;
        assertThat(pipeline.seek(new Event.Seek(Format.BYTES, 4)))
                .as("it says no")
                .isFalse();
        set(State.PLAYING);
        assertThat(passed).containsExactly(2L);
        assertThat(told).contains(4L);
    }

    /** Who waits to push is let go by a flush, although the stream does not run. */
    @Test
    @Timeout(10)
    void aFlushAndASeekLetGoOfWhoWaitsToPush() throws InterruptedException {
        AppSrc in = paused("is-live=true block=true max-bytes=4 stream-type=seekable");
        for (int i = 0; i < 2; i++) {
            Thread pusher = Thread.ofPlatform().start(() -> {
                in.push(buffer(1));
                in.push(buffer(2));
            });
            while (pusher.getState() != Thread.State.WAITING) Thread.onSpinWait();
            if (i == 0) pipeline.flush();
            else assertThat(pipeline.seek(new Event.Seek(Format.BYTES, 4))).isTrue();
            pusher.join();
            set(State.PLAYING);
            set(State.PAUSED);
        }
        assertThat(passed).isEmpty();
    }

    /** A seek comes while a handler of need-data has read what to push: that is of before the seek, and is dropped. */
    @Test
    @Timeout(20)
    void aSeekWaitsForTheHandlerThatPushes() throws InterruptedException {
        Pipeline p = PadHarness.keepNoSamples(
                Launch.pipeline("appsrc name=in stream-type=seekable format=time ! appsink name=out sync=false"
                        + " async=false max-buffers=4"));
        AppSrc in = (AppSrc) p.get("in");
        AppSink out = (AppSink) p.get("out");
        BufferPool mine = new BufferPool(64, 0);
        AtomicLong position = new AtomicLong();
        // The old data would be part of the new segment, too: otherwise the sink drops it.
        long old = 5000;
        CountDownLatch reading = new CountDownLatch(1);
        Thread seeker = Thread.ofPlatform().unstarted(() -> p.seek(new Event.Seek(Format.TIME, 1000)));
        in.connect("seek-data", (_, a) -> {
            long wanted = (long) a.getFirst();
            position.set(wanted == 0 ? old : wanted);
            return true;
        });
        in.connect("need-data", (_, _) -> {
            long next = position.getAndIncrement();
            reading.countDown();
            while (next == old && !isHeldUpOrDone(seeker)) Thread.onSpinWait();
            Buffer buffer = mine.acquire();
            buffer.setRange(0, 4);
            buffer.setPtsNs(next);
            return in.push(buffer);
        });
        BlockOn.run(p.pause());
        reading.await();
        seeker.start();
        BlockOn.run(p.play());
        Object next = BlockOn.run(out.pullObject());
        while (!(next instanceof Event.Segment segment && segment.start() == 1000)) {
            if (next instanceof Sample before) before.release();
            next = BlockOn.run(out.pullObject());
        }
        Sample first = Objects.requireNonNull(BlockOn.run(out.pull()));
        assertThat(first.buffer().ptsNs()).isEqualTo(1000);
        first.release();
        seeker.join();
        BlockOn.run(p.stop());
    }

    private static boolean isHeldUpOrDone(Thread thread) {
        return thread.getState() == Thread.State.WAITING || thread.getState() == Thread.State.TERMINATED;
    }

    // ---- how much

    @Test
    void itEndsAfterSoManyBuffers() {
        AppSrc in = paused("num-buffers=3");
        BufferList list = new BufferList();
        for (int i = 1; i < 5; i++) list.add(buffer(i));
        push(in, 0);
        told.clear();
        assertThat(in.emit("push-buffer-list", list)).isEqualTo(true);
        assertThat(list.isEmpty()).isTrue();
        set(State.PLAYING);
        assertThat(passed).containsExactly(0L, 1L, 2L);
        assertThat(hasEnded()).isTrue();
        assertThat(in.push(buffer(5))).isFalse();
        assertThat(in.endOfStream()).isFalse();
        assertThat(told).doesNotContain("need 4096");
        set(State.READY);
        set(State.PLAYING);
        push(in, 6);
        assertThat(passed).as("a new stream").endsWith(2L, 6L);
    }

    @Test
    void ofNoBuffersThereIsOnlyTheEnd() {
        paused("num-buffers=0");
        set(State.PLAYING);
        assertThat(hasEnded()).isTrue();
        assertThat(segments).hasSize(1);
    }

    @Test
    void itAsksForDataBeforeItIsEmpty() {
        AppSrc in = paused("is-live=true max-bytes=40 min-percent=50 emit-signals=true");
        for (int i = 0; i < 8; i++) in.push(buffer(i));
        set(State.PLAYING);
        assertThat(told).as("with 20, 16, 12, 8, 4, 0 bytes, and with none").hasSize(7);
        told.clear();
        in.set("min-percent", 0L);
        push(in, 8, 9);
        assertThat(told).containsExactly("need 4096");
    }

    // ---- samples

    @Test
    void aSampleBringsItsCapsAndWhereWantedItsSegment() {
        Event.Segment other = new Event.Segment(Format.TIME, 2);
        Caps caps = Caps.parse("audio/x-raw, rate=8000");
        for (boolean follows : new boolean[] {true, false}) {
            AppSrc in = paused("format=time handle-segment-change=" + follows);
            set(State.PLAYING);
            assertThat(in.emit("push-sample", new Sample(buffer(1), caps, Event.Segment.TIME)))
                    .isEqualTo(true);
            in.push(new Sample(buffer(2), caps, other));
            in.push(new Sample(buffer(3), null, other));
            in.push(new Sample(buffer(4), null, new Event.Segment(Format.BYTES, 9)));
            environment.step();
            assertThat(passed).containsExactly(1L, 2L, 3L, 4L);
            if (follows) assertThat(segments).containsExactly(Event.Segment.TIME, other);
            else assertThat(segments).containsExactly(Event.Segment.TIME);
            assertThat(pipeline.get("out").sinkPads().getFirst().currentCaps()).isEqualTo(caps);
            passed.clear();
            segments.clear();
            set(State.NULL);
        }
    }

    @Test
    void whatIsNotRightIsSaid() {
        AppSrc in = paused("");
        assertThatThrownBy(() -> in.emit("push-sample", "x"))
                .hasMessage("action takes one Sample: action=push-sample arguments=[x]");
        assertThatThrownBy(() -> in.emit("push-buffer-list"))
                .hasMessage("action takes one BufferList: action=push-buffer-list arguments=[]");
        assertThatThrownBy(() -> in.setText("min-percent", "101")).hasMessageContaining("min-percent");
        assertThatThrownBy(() -> in.setText("stream-type", "tape")).hasMessageContaining("change it in READY");
        set(State.READY);
        assertThatThrownBy(() -> in.setText("stream-type", "tape"))
                .hasMessageContaining("stream, seekable, random-access");
    }
}
