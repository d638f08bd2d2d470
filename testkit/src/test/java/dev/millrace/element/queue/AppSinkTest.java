package dev.millrace.element.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.caps.Structure;
import dev.millrace.future.Future;
import dev.millrace.future.Waker;
import dev.millrace.launch.Launch;
import dev.millrace.media.Buffer;
import dev.millrace.media.BufferList;
import dev.millrace.media.BufferPool;
import dev.millrace.media.Event;
import dev.millrace.media.FlowReturn;
import dev.millrace.media.Message;
import dev.millrace.media.Pipeline;
import dev.millrace.media.Registry;
import dev.millrace.media.Sample;
import dev.millrace.media.State;
import dev.millrace.sim.SteppedEnvironment;
import dev.millrace.testkit.PadHarness;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What an appsink gives: samples, lists, events, and what waits in PAUSED. */
class AppSinkTest {
    private static final long MS = 1_000_000;

    private static AppSink sink(PadHarness h) {
        return (AppSink) h.element();
    }

    /** The first byte of the buffer, or of each in the list; an event's name. */
    private static List<Object> all(AppSink sink) {
        List<Object> all = new ArrayList<>();
        for (Object next = sink.tryPullObject(); next != null; next = sink.tryPullObject()) {
            if (next instanceof Sample sample) {
                all.add(numbers(sample));
                sample.release();
            } else all.add(next.getClass().getSimpleName());
        }
        return all;
    }

    private static List<Integer> numbers(Sample sample) {
        BufferList list = sample.list();
        List<Integer> numbers = new ArrayList<>();
        if (list == null) numbers.add((int) sample.buffer().toArray()[0]);
        else for (int i = 0; i < list.size(); i++) numbers.add((int) list.get(i).toArray()[0]);
        return numbers;
    }

    private static void pushList(PadHarness h, long firstNs, int... numbers) {
        h.onStream(pad -> {
            BufferList list = new BufferList();
            for (int number : numbers) {
                Buffer buffer = h.buffer(new byte[] {(byte) number});
                buffer.setPtsNs(firstNs + (number - numbers[0]) * MS);
                list.add(buffer);
            }
            pad.pushList(list);
            assertThat(list.isEmpty()).isTrue();
        });
    }

    // ---- lists

    @Test
    void aListIsOneSampleOrOneForEachBuffer() {
        for (boolean lists : new boolean[] {false, true}) {
            try (var h = PadHarness.ofMany("appsink sync=false buffer-list=" + lists)) {
                pushList(h, 0, 1, 2, 3);
                h.push(4);
                List<Object> all = all(sink(h));
                all.removeIf(String.class::isInstance);
                if (lists) assertThat(all).containsExactly(List.of(1, 2, 3), List.of(4));
                else assertThat(all).containsExactly(List.of(1), List.of(2), List.of(3), List.of(4));
                h.assertAllBuffersReturned();
            }
        }
    }

    @Test
    void aListWaitsForItsFirstBufferAndIsDroppedAsAWhole() {
        try (var h = PadHarness.ofMany("appsink buffer-list=true max-lateness=0 enable-last-sample=true")) {
            sink(h).set("enable-last-sample", true);
            h.advance(Duration.ofMillis(10));
            pushList(h, 5 * MS, 1, 2);
            pushList(h, 20 * MS, 3, 4);
            assertThat(sink(h).tryPull()).isNull();
            h.advance(Duration.ofMillis(9));
            assertThat(sink(h).tryPull()).isNull();
            h.advance(Duration.ofMillis(2));
            Sample sample = Objects.requireNonNull(sink(h).tryPull());
            assertThat(numbers(sample)).containsExactly(3, 4);
            assertThatThrownBy(sample::buffer).hasMessage("sample holds a list: size=2; take its buffers by list");
            sample.release();
            Sample last = (Sample) Objects.requireNonNull(sink(h).get("last-sample"));
            assertThat(numbers(last)).containsExactly(4);
            last.release();
            pushList(h, 90 * MS, 5, 6);
            h.flush();
            assertThat(sink(h).tryPull()).isNull();
        }
    }

    @Test
    void whatIsPushedAsAListComesAsAList() {
        SteppedEnvironment environment = new SteppedEnvironment(1);
        BufferPool pool = new BufferPool(64, 0);
        Pipeline p = PadHarness.keepNoSamples(Launch.into(
                new Pipeline("app", environment),
                Registry.installed(),
                "appsrc name=in is-live=true num-buffers=4 ! appsink name=out sync=false buffer-list=true"));
        set(environment, p, State.PLAYING);
        AppSrc in = (AppSrc) p.get("in");
        AppSink out = (AppSink) p.get("out");
        for (int i = 0; i < 2; i++) {
            BufferList list = new BufferList();
            for (int b = 0; b < 3; b++) {
                Buffer buffer = pool.acquire();
                buffer.setRange(0, 1);
                list.add(buffer);
            }
            assertThat(in.push(list)).isTrue();
        }
        environment.step();
        for (int size : new int[] {3, 1}) {
            Sample sample = Objects.requireNonNull(out.tryPull());
            assertThat(Objects.requireNonNull(sample.list()).size()).isEqualTo(size);
            assertThat(sample.list().bytes()).isEqualTo(size);
            sample.release();
        }
        assertThat(out.get("eos")).isEqualTo(true);
        assertThat(pool.outstanding()).isZero();
        set(environment, p, State.NULL);
    }

    private static void set(SteppedEnvironment environment, Pipeline pipeline, State state) {
        environment.run(pipeline.setState(state), Duration.ofMillis(1), Duration.ofSeconds(1));
    }

    // ---- events

    @Test
    void eventsComeInTheirOrderAndThoseWhoWantSamplesPassOverThem() {
        try (var h = PadHarness.ofMany("appsink sync=false")) {
            h.caps("audio/x-raw, rate=8000");
            h.push(1);
            h.event(new Event.Tag(Structure.of("taglist")));
            h.event(new Event.Gap(0, MS));
            h.push(2);
            h.event(new Event.Custom(Structure.of("mine")));
            assertThat(all(sink(h)))
                    .containsExactly(
                            "StreamStart", "Segment", "CapsChange", List.of(1), "Tag", "Gap", List.of(2), "Custom");
            h.event(new Event.Gap(0, MS));
            assertThat(sink(h).tryPull()).as("no sample yet: the event stays").isNull();
            h.push(3);
            Sample third = Objects.requireNonNull(sink(h).tryPull());
            assertThat(numbers(third)).containsExactly(3);
            third.release();
            h.event(new Event.Gap(0, MS));
            h.flush();
            h.event(Event.Segment.TIME);
            assertThat(all(sink(h))).containsExactly("FlushStop", "Segment");
            for (int i = 0; i < 1100; i++) h.onStream(pad -> pad.pushEvent(new Event.Gap(0, MS)));
            assertThat(all(sink(h))).as("nobody took them").hasSize(1000);
        }
    }

    @Test
    void anEventThatAHandlerHasDealtWithGoesNoFurther() {
        try (var h = PadHarness.ofMany("appsink sync=false emit-signals=true")) {
            List<Object> seen = new ArrayList<>();
            sink(h).connect("new-serialized-event", (_, _) -> {
                Object event = sink(h).emit("try-pull-object", 0L);
                seen.add(event == null ? "none" : event.getClass().getSimpleName());
                return event instanceof Event.Tag tag && tag.tags().name().equals("secret");
            });
            sink(h).connect("new-sample", (_, _) -> {
                Sample sample = (Sample) Objects.requireNonNull(sink(h).emit("pull-sample"));
                seen.addAll(numbers(sample));
                sample.release();
                return null;
            });
            h.push(1);
            h.event(new Event.Tag(Structure.of("secret")));
            h.event(new Event.Tag(Structure.of("taglist")));
            assertThat(seen).containsExactly("StreamStart", "Segment", 1, "Tag", "Tag");
            assertThat(h.messages()).hasSize(1).first().isInstanceOf(Message.Tag.class);
            sink(h).set("emit-signals", false);
            h.push(2);
            assertThat(seen).hasSize(5);
            assertThat(sink(h).get("eos")).isEqualTo(false);
            Objects.requireNonNull(sink(h).tryPull()).release();
        }
    }

    @Test
    void aHandlerMayEndTheStream() {
        try (var h = PadHarness.ofMany("appsink sync=false emit-signals=true")) {
            sink(h).connect("new-sample", (_, _) -> {
                Objects.requireNonNull(sink(h).tryPull()).release();
                return FlowReturn.EOS;
            });
            assertThat(h.push(1)).isEqualTo(FlowReturn.EOS);
        }
    }

    @Test
    void theEndIsToldWhenAllSamplesHaveBeenPulled() {
        for (boolean waits : new boolean[] {true, false}) {
            try (var h = PadHarness.ofMany("appsink sync=false wait-on-eos=" + waits)) {
                List<String> told = new ArrayList<>();
                sink(h).connect("eos", (_, _) -> told.add("eos"));
                h.push(1);
                h.endOfStream();
                assertThat(told).hasSize(waits ? 0 : 1);
                Objects.requireNonNull(sink(h).tryPull()).release();
                assertThat(told).containsExactly("eos");
                assertThat(h.hasEnded()).isTrue();
            }
        }
    }

    @Test
    void anEndThatIsFlushedAwayIsNotTold() {
        try (var h = PadHarness.ofMany("appsink sync=false")) {
            h.push(1);
            h.endOfStream();
            h.flush();
            assertThat(h.hasEnded()).isFalse();
            h.event(Event.Segment.TIME);
            assertThat(h.push(2)).isEqualTo(FlowReturn.OK);
            Objects.requireNonNull(sink(h).tryPull()).release();
        }
    }

    // ---- PAUSED

    @Test
    void whatWaitsInPausedIsGivenOnceAndIsTheFirstSample() {
        SteppedEnvironment environment = new SteppedEnvironment(1);
        Pipeline p = PadHarness.keepNoSamples(Launch.into(
                new Pipeline("app", environment),
                Registry.installed(),
                "fakesrc sizetype=fixed sizemax=8 num-buffers=3 ! appsink name=out emit-signals=true"));
        AppSink out = (AppSink) p.get("out");
        List<String> told = new ArrayList<>();
        out.connect("new-preroll", (_, _) -> told.add("preroll"));
        Future<@Nullable Sample> waits = out.pullPreroll();
        set(environment, p, State.READY);
        assertThat(out.emit("pull-preroll")).as("not up").isNull();
        set(environment, p, State.PAUSED);
        assertThat(told).containsExactly("preroll");
        assertThat(out.tryPull()).isNull();
        Sample first = Objects.requireNonNull(environment.run(waits, Duration.ofMillis(1), Duration.ofSeconds(1)));
        assertThat(first.segment()).isNotNull();
        assertThat(out.emit("try-pull-preroll", 0L)).as("given once").isNull();
        set(environment, p, State.PLAYING);
        for (int i = 0; i < 3; i++) {
            Sample sample = Objects.requireNonNull(out.tryPull());
            if (i == 0) assertThat(sample.buffer()).isSameAs(first.buffer());
            sample.release();
        }
        first.release();
        assertThat(out.emit("pull-preroll")).as("after the end").isNull();
        set(environment, p, State.NULL);
    }

    /** The stream ends before anything is played. */
    @Test
    void aHandlerOfNewPrerollMayRefuseTheStream() {
        SteppedEnvironment environment = new SteppedEnvironment(1);
        Pipeline p = PadHarness.keepNoSamples(Launch.into(
                new Pipeline("app", environment),
                Registry.installed(),
                "fakesrc sizetype=fixed sizemax=8 num-buffers=3 ! appsink name=out emit-signals=true"));
        AppSink out = (AppSink) p.get("out");
        out.connect("new-preroll", (_, _) -> FlowReturn.EOS);
        set(environment, p, State.PAUSED);
        Sample held = Objects.requireNonNull(out.tryPullPreroll());
        held.release();
        set(environment, p, State.PLAYING);
        environment.step();
        assertThat(out.tryPull()).isNull();
        assertThat(out.get("eos")).isEqualTo(true);
        set(environment, p, State.NULL);
    }

    @Test
    void aPrerollThatNobodyTookGoesWithTheStream() {
        SteppedEnvironment environment = new SteppedEnvironment(1);
        Pipeline p = PadHarness.keepNoSamples(Launch.into(
                new Pipeline("app", environment), Registry.installed(), "appsrc name=in ! appsink name=out"));
        BufferPool pool = new BufferPool(64, 0);
        Future<State> paused = p.setState(State.PAUSED);
        environment.step();
        Buffer buffer = pool.acquire();
        buffer.setRange(0, 4);
        ((AppSrc) p.get("in")).push(buffer);
        environment.run(paused, Duration.ofMillis(1), Duration.ofSeconds(1));
        set(environment, p, State.READY);
        assertThat(pool.outstanding()).isZero();
        set(environment, p, State.NULL);
    }

    // ---- waiting

    @Test
    @Timeout(10)
    void aTimeLimitEndsTheWaitAndLosesNothing() {
        try (var h = PadHarness.ofMany("appsink sync=false")) {
            assertThat(sink(h).emit("try-pull-sample", 1000L)).isNull();
            assertThat(sink(h).emit("try-pull-object", 1)).isNull();
            assertThat(sink(h).emit("try-pull-preroll", 1000L)).isNull();
            h.push(1);
            assertThat(sink(h).emit("try-pull-object", -1L)).isInstanceOf(Event.StreamStart.class);
            Sample sample = (Sample) Objects.requireNonNull(sink(h).emit("try-pull-sample", -1L));
            assertThat(numbers(sample)).containsExactly(1);
            sample.release();
            Future<@Nullable Sample> dropped = sink(h).pull();
            Future<@Nullable Object> other = sink(h).pullObject();
            assertThat(dropped.poll(Waker.none())).isFalse();
            assertThat(other.poll(Waker.none())).isFalse();
            h.push(2);
            dropped.cancel();
            assertThat(other.poll(Waker.none())).isTrue();
            ((Sample) Objects.requireNonNull(other.result())).release();
            assertThatThrownBy(() -> sink(h).emit("try-pull-sample", "soon"))
                    .hasMessage("action takes a time: action=try-pull-sample arguments=[soon]"
                            + "; use nanoseconds, -1 for ever, or nothing for what is there now");
        }
    }
}
