package dev.millrace.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.caps.Structure;
import dev.millrace.element.queue.AppSink;
import dev.millrace.element.queue.AppSrc;
import dev.millrace.media.Buffer;
import dev.millrace.media.BufferPool;
import dev.millrace.media.Event;
import dev.millrace.media.Message;
import dev.millrace.media.Pipeline;
import dev.millrace.media.Sample;
import dev.millrace.rtp.TelephoneEvent;
import dev.millrace.runtime.BlockOn;
import dev.millrace.runtime.Context;
import dev.millrace.runtime.Environment;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Single thread-sharing elements, fed and watched from another thread (docs/design/threadshare-tests.md). */
@Tag("backend")
@Timeout(30)
class ThreadshareElementsTest {
    private static final long MS = 1_000_000;

    private static void push(Pipeline pipeline, BufferPool pool, int number) {
        Buffer buffer = pool.acquire();
        buffer.setRange(0, 4);
        buffer.segment().set(ValueLayout.JAVA_BYTE, 0, (byte) number);
        assertThat(((AppSrc) pipeline.get("in")).push(buffer)).isTrue();
    }

    /** Counts what another task of a context can do meanwhile. */
    private static AtomicInteger ticks(Context on) {
        AtomicInteger ticks = new AtomicInteger();
        on.spawn(dev.millrace.future.Streams.interval(Duration.ofMillis(5)).forEach(_ -> ticks.incrementAndGet()));
        return ticks;
    }

    // ---- ts-appsrc

    private static Pipeline appsrc(Environment environment, String context) {
        return World.launch(
                environment,
                "ts-appsrc name=in caps=audio/x-test context=" + context + " context-wait=20 ! recorder name=out");
    }

    @ParameterizedTest
    @EnumSource
    void buffersOfAnApplicationComeWithTheBeginningAndTheEnd(World world) throws Exception {
        world.run(environment -> {
            BufferPool pool = new BufferPool(64, 0);
            Pipeline p = appsrc(environment, "app-push");
            World.play(p);
            for (int i = 0; i < 3; i++) push(p, pool, i);
            assertThat(p.get("in").emit("end-of-stream")).isEqualTo(true);
            Recorder.in(p)
                    .expect("stream-start", "caps audio/x-test", "segment", "buffer 0", "buffer 1", "buffer 2", "eos");
            assertThat(((AppSrc) p.get("in")).push(pool.acquire())).isFalse();
            World.stop(p);
            assertThat(pool.outstanding()).isZero();
        });
    }

    @ParameterizedTest
    @EnumSource
    void whatAnApplicationPushesWhilePausedWaits(World world) throws Exception {
        world.run(environment -> {
            BufferPool pool = new BufferPool(64, 0);
            Pipeline p = appsrc(environment, "app-pause");
            World.play(p);
            push(p, pool, 0);
            Recorder.in(p).skipTo("buffer 0");
            BlockOn.run(p.pause());
            push(p, pool, 1);
            Recorder.in(p).expectNothingFor(60);
            World.play(p);
            Recorder.in(p).expect("buffer 1");
            World.stop(p);
            assertThat(pool.outstanding()).isZero();
        });
    }

    @ParameterizedTest
    @EnumSource
    void aFlushDropsWhatAnApplicationHasPushed(World world) throws Exception {
        world.run(environment -> {
            BufferPool pool = new BufferPool(64, 0);
            Pipeline p = appsrc(environment, "app-flush");
            World.play(p);
            push(p, pool, 0);
            Recorder.in(p).skipTo("buffer 0");
            push(p, pool, 1); // may still come before the flush
            p.flush();
            Recorder.in(p).skipTo("flush-start");
            Recorder.in(p).expect("flush-stop", "segment");
            push(p, pool, 2);
            Recorder.in(p).expect("buffer 2");
            World.stop(p);
            assertThat(pool.outstanding()).isZero();
        });
    }

    @ParameterizedTest
    @EnumSource
    void aFlushWhilePausedDropsToo(World world) throws Exception {
        world.run(environment -> {
            BufferPool pool = new BufferPool(64, 0);
            Pipeline p = appsrc(environment, "app-pause-flush");
            World.play(p);
            push(p, pool, 0);
            Recorder.in(p).skipTo("buffer 0");
            BlockOn.run(p.pause());
            push(p, pool, 1);
            p.flush();
            push(p, pool, 2);
            Recorder.in(p).expect("flush-start", "flush-stop");
            Recorder.in(p).expectNothingFor(60);
            World.play(p);
            Recorder.in(p).expect("segment", "buffer 2");
            World.stop(p);
            assertThat(pool.outstanding()).isZero();
        });
    }

    // ---- ts-blocking-adapter

    @ParameterizedTest
    @EnumSource
    void aFullAppSinkStopsNoOtherTaskOfTheContext(World world) throws Exception {
        for (String adapter : List.of("", " ! ts-blocking-adapter"))
            world.run(environment -> fullAppSink(environment, adapter));
    }

    private static void fullAppSink(Environment environment, String adapter) throws IOException {
        BufferPool pool = new BufferPool(64, 0);
        Pipeline p = World.launch(
                environment,
                "ts-appsrc name=in context=full-sink context-wait=5" + adapter
                        + " ! appsink name=out sync=false async=false max-buffers=1");
        World.play(p);
        try (Context same = environment.acquire("full-sink", Duration.ofMillis(5))) {
            for (int i = 0; i < 6; i++) push(p, pool, i);
            AtomicInteger ticks = ticks(same);
            World.pass(60);
            while (ticks.get() <= 3) World.pass(5);
            assertThat(p.get("in").srcPads().getFirst().buffers())
                    .as("one in the sink, one that waits, two in the adapter")
                    .isLessThanOrEqualTo(4);
            for (int i = 0; i < 6; i++) {
                Sample sample = Objects.requireNonNull(BlockOn.run(((AppSink) p.get("out")).pull()));
                assertThat(sample.buffer().toArray()[0]).isEqualTo((byte) i);
                sample.buffer().release();
            }
        }
        World.stop(p);
        assertThat(pool.outstanding()).isZero();
    }

    // ---- clocksync

    @ParameterizedTest
    @EnumSource
    void anEarlyBufferWaitsForItsTimeAndStopsNoOtherTask(World world) throws Exception {
        world.run(environment -> {
            Pipeline p = World.launch(
                    environment,
                    "plug name=in context=clock-shared context-wait=10 ! ts-clocksync name=sync ! recorder name=out");
            World.play(p);
            try (Context same = environment.acquire("clock-shared", Duration.ofMillis(10))) {
                earlyAndLate(environment, p, 5);
                AtomicInteger ticks = ticks(same);
                Plug.in(p).push(new Plug.Timed(3, p.runningTimeNs(environment.nowNs()) + 70 * MS));
                Recorder.in(p).expect("buffer 3");
                assertThat(ticks.get()).as("what another task did").isGreaterThan(2);
            }
            p.get("sync").set("sync", false);
            await(p, Message.Latency.class::isInstance);
            Plug.in(p).push(new Plug.Timed(4, Long.MAX_VALUE / 2));
            Recorder.in(p).expect("buffer 4");
            World.stop(p);
        });
    }

    @ParameterizedTest
    @EnumSource
    void aClassicStreamWaitsForItsTimeOnItsOwnThread(World world) throws Exception {
        world.run(environment -> {
            Pipeline p = World.launch(
                    environment,
                    "plug name=in context=clock-own context-wait=10 ! queue ! clocksync name=sync ! recorder name=out");
            World.play(p);
            earlyAndLate(environment, p, 0);
            World.stop(p);
        });
    }

    private static void earlyAndLate(Environment environment, Pipeline p, long earlyMs) {
        long dueNs = p.runningTimeNs(environment.nowNs()) + 60 * MS;
        Plug.in(p).push(new Plug.Timed(1, dueNs));
        Recorder.in(p).skipTo("buffer 1");
        assertThat(p.runningTimeNs(environment.nowNs())).isGreaterThanOrEqualTo(dueNs - earlyMs * MS);
        Plug.in(p).push(new Plug.Timed(2, 0));
        Recorder.in(p).expect("buffer 2");
    }

    private static Message await(Pipeline p, Predicate<Message> wanted) {
        while (true) {
            Message message = BlockOn.run(p.bus().next());
            if (wanted.test(message)) return message;
        }
    }

    // ---- ts-input-selector

    @ParameterizedTest
    @EnumSource
    void theActivePadPassesAndASwitchTellsHowTheOtherStreamBegan(World world) throws Exception {
        world.run(environment -> {
            Pipeline p = World.launch(
                    environment,
                    "ts-input-selector name=s context=sel context-wait=5 ! recorder name=out"
                            + "  plug name=in context=sel-a context-wait=5 ! s.sink_0"
                            + "  plug name=other context=sel-b context-wait=5 ! s.sink_1");
            World.play(p);
            Plug other = (Plug) p.get("other");
            Plug.in(p).push(0);
            other.push(100);
            Recorder.in(p).expect("stream-start", "segment", "buffer 0");
            other.awaitPushed();
            Recorder.in(p).expectNothingFor(20);
            p.get("s").set("active-pad", "sink_1");
            other.push(101);
            Plug.in(p).push(1);
            Recorder.in(p).expect("stream-start", "segment", "buffer 101");
            Plug.in(p).awaitPushed();
            p.get("s").set("active-pad", "sink_0");
            Plug.in(p).push(2);
            Recorder.in(p).expect("stream-start", "segment", "buffer 2");
            World.stop(p);
        });
    }

    // ---- ts-rtpdtmfsrc

    @ParameterizedTest
    @EnumSource
    void keysAreSentAsTheyAreToldAndAnEndWithoutABeginningIsRefused(World world) throws Exception {
        world.run(environment -> {
            Pipeline p = World.launch(
                    environment,
                    "ts-rtpdtmfsrc context=dtmf context-wait=20 ! appsink name=out sync=false async=false");
            World.play(p);
            assertThat(key(p, "start=false")).isFalse();
            for (int number : new int[] {4, 2}) {
                assertThat(key(p, "start=true, number=" + number + ", volume=12"))
                        .isTrue();
                await(p, message -> isProcessed(message, true));
                World.pass(100);
                assertThat(key(p, "start=false")).isTrue();
                await(p, message -> isProcessed(message, false));
                List<Integer> durations = durations(p, number);
                assertThat(durations.getFirst()).isEqualTo(320);
                for (int i = 1; i < durations.size(); i++)
                    assertThat(durations.get(i)).isEqualTo(durations.get(i - 1) + 320);
            }
            World.stop(p);
        });
    }

    private static boolean key(Pipeline p, String fields) {
        Structure told = Structure.parse("dtmf-event, type=1, method=1, " + fields);
        return p.sendUpstream(new Event.Custom(told, Event.Custom.Way.UPSTREAM));
    }

    private static boolean isProcessed(Message message, boolean start) {
        return message instanceof Message.ElementMessage(var _, Structure told)
                && told.name().equals("dtmf-event-processed")
                && told.toString().contains("start=(boolean)" + start);
    }

    /** Of one key up to its end: what each packet tells of how long it is down. */
    private static List<Integer> durations(Pipeline p, int number) {
        List<Integer> durations = new ArrayList<>();
        boolean end = false;
        while (!end) {
            Sample sample = Objects.requireNonNull(BlockOn.run(((AppSink) p.get("out")).pull()));
            MemorySegment packet = MemorySegment.ofArray(sample.buffer().toArray());
            assertThat(TelephoneEvent.number(packet, 12)).isEqualTo(number);
            durations.add(TelephoneEvent.duration(packet, 12));
            end = TelephoneEvent.isEnd(packet, 12);
            assertThat(sample.buffer().durationNs()).isEqualTo((end ? 160 : 40) * MS);
            sample.buffer().release();
        }
        return durations;
    }
}
