package dev.millrace.element.queue;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.future.Future;
import dev.millrace.future.Waker;
import dev.millrace.launch.Launch;
import dev.millrace.media.Buffer;
import dev.millrace.media.BufferPool;
import dev.millrace.media.Message;
import dev.millrace.media.Pipeline;
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
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Streams that an application pushes and pulls. */
class AppTest {
    private static final Duration SLICE = Duration.ofMillis(1);
    private static final Duration LIMIT = Duration.ofSeconds(1);

    private final SteppedEnvironment environment = new SteppedEnvironment(1);
    private final BufferPool pool = new BufferPool(64, 0);

    private Pipeline pipeline(String text) {
        return PadHarness.keepNoSamples(Launch.into(new Pipeline("app", environment), Registry.installed(), text));
    }

    private void set(Pipeline pipeline, State state) {
        environment.run(pipeline.setState(state), SLICE, LIMIT);
    }

    private Buffer buffer(int number) {
        Buffer buffer = pool.acquire();
        buffer.setRange(0, 4);
        buffer.setPtsNs(number);
        return buffer;
    }

    private static long count(Pipeline pipeline) {
        return Long.parseLong(String.valueOf(pipeline.get("out").get("buffers")));
    }

    private boolean ended(Pipeline pipeline) {
        for (Message m = pipeline.bus().poll(); m != null; m = pipeline.bus().poll())
            if (m instanceof Message.EndOfStream) return true;
        return false;
    }

    @Test
    void buffersAndTheEndArePushedAndNothingAfter() {
        Pipeline p =
                pipeline("ts-appsrc name=in caps=audio/x-raw,rate=8000 context=a context-wait=20 ! fakesink name=out");
        AppSrc in = (AppSrc) p.get("in");
        assertThat(in.emit("push-buffer", buffer(0))).as("not up").isEqualTo(false);
        set(p, State.PLAYING);
        for (int i = 0; i < 3; i++)
            assertThat(in.emit("push-buffer", buffer(i))).isEqualTo(true);
        assertThat(in.emit("end-of-stream")).isEqualTo(true);
        assertThat(in.emit("end-of-stream")).isEqualTo(false);
        assertThat(in.push(buffer(9))).isFalse();
        environment.advance(Duration.ofMillis(40), SLICE);
        assertThat(count(p)).isEqualTo(3);
        assertThat(String.valueOf(p.get("out").sinkPads().getFirst().currentCaps()))
                .contains("8000");
        assertThat(ended(p)).isTrue();
        assertThat(pool.outstanding()).isZero();
        set(p, State.NULL);
    }

    @Test
    void whatIsPushedWhilePausedComesOutAtPlayingAndAFullOneRefuses() {
        Pipeline p = pipeline("ts-appsrc name=in max-buffers=2 ! fakesink name=out");
        AppSrc in = (AppSrc) p.get("in");
        set(p, State.PAUSED);
        assertThat(List.of(in.push(buffer(0)), in.push(buffer(1)), in.push(buffer(2))))
                .containsExactly(true, true, false);
        assertThat(count(p)).isZero();
        set(p, State.PLAYING);
        assertThat(count(p)).isEqualTo(2);
        set(p, State.PAUSED);
        in.push(buffer(3));
        set(p, State.READY);
        assertThat(pool.outstanding()).isZero();
        set(p, State.NULL);
    }

    @Test
    void aFlushDropsWhatWasPushed() {
        Pipeline p = pipeline("ts-appsrc name=in ! fakesink name=out");
        AppSrc in = (AppSrc) p.get("in");
        set(p, State.PLAYING);
        in.push(buffer(0));
        in.push(buffer(1));
        p.flush();
        environment.step();
        assertThat(count(p)).isZero();
        in.push(buffer(2));
        environment.step();
        assertThat(count(p)).isEqualTo(1);
        assertThat(pool.outstanding()).isZero();
        set(p, State.NULL);
    }

    @Test
    void buffersGetTheRunningTimeWhenAskedTo() {
        Pipeline p = pipeline("ts-appsrc name=in do-timestamp=true ! appsink name=out sync=false");
        set(p, State.PLAYING);
        environment.advance(Duration.ofMillis(7));
        ((AppSrc) p.get("in")).push(buffer(5));
        environment.step();
        Sample sample = Objects.requireNonNull(((AppSink) p.get("out")).tryPull());
        assertThat(sample.buffer().dtsNs()).isEqualTo(7_000_000);
        assertThat(sample.buffer().ptsNs()).isEqualTo(Buffer.NO_TIME);
        sample.buffer().release();
        set(p, State.NULL);
    }

    @Test
    void theClassicOneHoldsMoreThanItsLimitAndSaysSo() {
        Pipeline p = pipeline("appsrc name=in max-bytes=8 is-live=true ! fakesink name=out");
        AppSrc in = (AppSrc) p.get("in");
        List<String> told = new ArrayList<>();
        in.connect("enough-data", (_, _) -> told.add("enough"));
        in.connect("need-data", (_, _) -> told.add("need"));
        set(p, State.PAUSED);
        for (int i = 0; i < 4; i++) assertThat(in.push(buffer(i))).isTrue();
        assertThat(told).containsExactly("enough");
        assertThat(in.get("current-level-bytes")).isEqualTo(16L);
        set(p, State.PLAYING);
        assertThat(count(p)).isEqualTo(4);
        assertThat(told).containsExactly("enough", "need");
        set(p, State.NULL);
    }

    // ---- appsink

    @Test
    void samplesArePulledInOrderAndNullIsTheEnd() {
        Pipeline p = pipeline("ts-appsrc name=in caps=audio/x-raw,rate=8000 ! appsink name=out sync=false");
        AppSink out = (AppSink) p.get("out");
        set(p, State.PLAYING);
        Future<@Nullable Sample> first = out.pull();
        assertThat(first.poll(Waker.none())).isFalse();
        for (int i = 0; i < 3; i++) ((AppSrc) p.get("in")).push(buffer(i));
        ((AppSrc) p.get("in")).endOfStream();
        environment.step();
        assertThat(ended(p)).as("samples are left").isFalse();
        for (int i = 0; i < 3; i++) {
            Sample sample = i == 0 ? environment.run(first, SLICE, LIMIT) : (Sample) out.emit("pull-sample");
            assertThat(Objects.requireNonNull(sample).buffer().ptsNs()).isEqualTo(i);
            assertThat(String.valueOf(sample.caps())).contains("8000");
            sample.buffer().release();
        }
        assertThat(out.emit("pull-sample")).isNull();
        assertThat(out.get("eos")).isEqualTo(true);
        assertThat(ended(p)).isTrue();
        assertThat(pool.outstanding()).isZero();
        set(p, State.NULL);
    }

    @Test
    void aFullOneHasItsStreamWaitOrDropsTheOldest() {
        for (boolean drop : new boolean[] {false, true}) {
            try (var h = PadHarness.ofMany("appsink sync=false max-buffers=2 drop=" + drop)) {
                for (int i = 0; i < 5; i++) h.pushLater(h.buffer(new byte[] {(byte) i}));
                assertThat(h.pending()).isEqualTo(drop ? 0 : 3);
                AppSink out = (AppSink) h.element();
                List<Integer> pulled = new ArrayList<>();
                for (Sample s = out.tryPull(); s != null; s = out.tryPull()) {
                    pulled.add((int) s.buffer().toArray()[0]);
                    s.buffer().release();
                    h.environment().step();
                }
                assertThat(pulled).isEqualTo(drop ? List.of(3, 4) : List.of(0, 1, 2, 3, 4));
                h.assertAllBuffersReturned();
            }
        }
    }

    @Test
    void aStopLetsGoOfSamplesAndOfWhoWaits() {
        var h = PadHarness.ofMany("appsink sync=false");
        h.push(1);
        AppSink out = (AppSink) h.element();
        Objects.requireNonNull(out.tryPull()).buffer().release();
        Future<@Nullable Sample> waiting = out.pull();
        assertThat(waiting.poll(Waker.none())).isFalse();
        h.push(2);
        h.setState(State.READY);
        assertThat(waiting.poll(Waker.none())).isTrue();
        h.close();
    }

    @Test
    @Timeout(20)
    void anApplicationOnTwoThreadsLosesNothing() throws Exception {
        Pipeline p =
                Launch.pipeline("appsrc name=in block=true max-buffers=10 ! ts-queue max-size-buffers=4 context=apptest"
                        + " ! queue max-size-buffers=3 ! appsink name=out sync=false async=false max-buffers=5");
        BlockOn.run(p.play());
        int buffers = 5_000;
        Thread pusher = Thread.ofPlatform().start(() -> {
            BufferPool mine = new BufferPool(64, 0);
            for (int i = 0; i < buffers; i++) {
                Buffer buffer = mine.acquire();
                buffer.setRange(0, 4);
                buffer.setPtsNs(i);
                if (!((AppSrc) p.get("in")).push(buffer)) throw new IllegalStateException("refused: number=" + i);
            }
            ((AppSrc) p.get("in")).endOfStream();
        });
        AppSink out = (AppSink) p.get("out");
        long next = 0;
        for (Sample s = BlockOn.run(out.pull()); s != null; s = BlockOn.run(out.pull())) {
            assertThat(s.buffer().ptsNs()).isEqualTo(next++);
            s.buffer().release();
        }
        pusher.join();
        assertThat(next).isEqualTo(buffers);
        BlockOn.run(p.stop());
    }
}
