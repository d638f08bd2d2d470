package dev.millrace.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.caps.Caps;
import dev.millrace.future.Streams;
import dev.millrace.media.Buffer;
import dev.millrace.media.BufferPool;
import dev.millrace.media.ElementFactory;
import dev.millrace.media.FlowReturn;
import dev.millrace.media.Message;
import dev.millrace.media.Pipeline;
import dev.millrace.media.State;
import dev.millrace.media.Transform;
import dev.millrace.runtime.BlockOn;
import dev.millrace.runtime.Context;
import dev.millrace.runtime.Environment;
import dev.millrace.runtime.Stall;
import dev.millrace.runtime.StallDetector;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A sink that takes nothing for a while: its source pauses, every other task of every context goes on, nothing is lost. On the
 * machine the stall detector watches; everywhere a task of each context has to get on.
 */
@Tag("backend")
@Timeout(30)
class BackPressureTest {
    private static final int BUFFERS = 100;
    private static final Duration WAIT = Duration.ofMillis(2);
    private static final int MOST_TRIES = 1_000;
    private static final Duration STALL = Duration.ofMillis(100);
    private static final long CLOSED_MS = 120;
    private static final List<String> CONTEXTS = List.of("bp-a", "bp-b", "bp-c");

    /** An element of somebody who knows nothing of back-pressure: it pushes, and looks at what comes of it. */
    private static final class Ignorant extends Transform {
        private static final ElementFactory<Ignorant> FACTORY =
                ElementFactory.of("ignorant", Ignorant::new).sink(Caps.any()).src(Caps.any());

        @Override
        protected FlowReturn transform(Buffer buffer) {
            return push(buffer);
        }
    }

    /** One that makes three buffers of each, so that several are refused at once. */
    private static final class Tripling extends Transform {
        private static final ElementFactory<Tripling> FACTORY =
                ElementFactory.of("tripling", Tripling::new).sink(Caps.any()).src(Caps.any());

        @Override
        protected FlowReturn transform(Buffer buffer) {
            FlowReturn flow = FlowReturn.OK;
            for (int i = 0; i < 3 && flow == FlowReturn.OK; i++) {
                Buffer copy = BufferPool.here(64).acquire();
                copy.setRange(0, 8);
                copy.setPtsNs(3 * buffer.ptsNs() + i);
                flow = push(copy);
            }
            buffer.release();
            return flow;
        }
    }

    private static final String SOURCE = "ts-audiotestsrc name=in is-live=false samples-per-buffer=1 num-buffers="
            + BUFFERS + " context=bp-a context-wait=2";

    static Stream<Arguments> ways() {
        List<String> texts = List.of(
                SOURCE + " ! gate",
                SOURCE + " ! ts-queue max-size-buffers=3 context=bp-a context-wait=2 ! gate",
                SOURCE + " ! ts-queue max-size-buffers=3 context=bp-b context-wait=2 ! gate",
                SOURCE
                        + " ! ts-queue max-size-buffers=2 context=bp-b context-wait=2 ! ts-queue max-size-buffers=1 context=bp-c"
                        + " context-wait=2 ! ts-queue max-size-buffers=4 context=bp-a context-wait=2 ! gate",
                SOURCE + " ! ts-proxysink proxy-context=bp"
                        + "  ts-proxysrc proxy-context=bp max-size-buffers=2 context=bp-b context-wait=2 ! gate",
                SOURCE + " ! ts-blocking-adapter ! gate",
                SOURCE + " ! queue max-size-buffers=2 ! ts-queue max-size-buffers=2 context=bp-b context-wait=2 ! queue"
                        + " max-size-buffers=2 ! gate",
                "audiotestsrc name=in samplesperbuffer=1 num-buffers=" + BUFFERS
                        + " ! ts-queue max-size-buffers=3 context=bp-b context-wait=2 ! gate",
                SOURCE + " ! ignorant ! ts-queue max-size-buffers=2 context=bp-b context-wait=2 ! ignorant ! ignorant"
                        + " ! ts-queue max-size-buffers=2 context=bp-c context-wait=2 ! ignorant ! gate",
                SOURCE
                        + " ! ignorant ! tripling ! ignorant ! ts-queue max-size-buffers=1 context=bp-b context-wait=2 ! ignorant"
                        + " ! ts-proxysink proxy-context=bp"
                        + "  ts-proxysrc proxy-context=bp max-size-buffers=1 context=bp-c context-wait=2 ! ignorant ! gate",
                SOURCE + " ! ts-clocksync sync=false ! identity ! tee name=t ! ts-queue max-size-buffers=2 context=bp-b"
                        + " context-wait=2 ! gate  t. ! ts-queue max-size-buffers=2 context=bp-c context-wait=2 ! fakesink sync=false");
        return texts.stream().flatMap(text -> Stream.of(World.values()).map(world -> Arguments.of(world, text)));
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("ways")
    void theSourcePausesNobodyIsBlockedAndNothingIsLost(World world, String text) throws Exception {
        int expected = text.contains("tripling") ? 3 * BUFFERS : BUFFERS;
        world.run(environment -> {
            Queue<Stall> stalls = new ConcurrentLinkedQueue<>();
            try (AutoCloseable _ = watch(world, environment, stalls)) {
                check(environment, text, expected);
            }
            assertThat(stalls).isEmpty();
        });
    }

    private static AutoCloseable watch(World world, Environment environment, Queue<Stall> stalls) {
        if (world != World.MACHINE) return () -> {};
        return StallDetector.start(environment, STALL, stall -> {
            if (stall.context().startsWith("bp-")) stalls.add(stall);
        });
    }

    private static List<Pipeline> launch(Environment environment, String text) {
        List<String> parts = text.contains("ts-proxy") ? List.of(text.split("  ")) : List.of(text);
        return parts.stream()
                .map(part -> World.launch(
                        environment, part, Gate.DEFERRING, Gate.BLOCKING, Ignorant.FACTORY, Tripling.FACTORY))
                .toList();
    }

    private static Gate gate(Pipeline pipeline) {
        return pipeline.allElements().stream()
                .filter(Gate.class::isInstance)
                .map(Gate.class::cast)
                .findFirst()
                .orElseThrow();
    }

    private static void check(Environment environment, String text, int expected) throws Exception {
        List<Pipeline> pipelines = launch(environment, text);
        Gate gate = gate(pipelines.getLast());
        List<Context> contexts = new ArrayList<>();
        for (String name : CONTEXTS) contexts.add(environment.acquire(name, WAIT));
        List<AtomicInteger> beats =
                contexts.stream().map(BackPressureTest::heartbeat).toList();
        for (Pipeline pipeline : pipelines.reversed()) World.play(pipeline);
        while (!gate.isReached()) World.pass(1);
        World.pass(CLOSED_MS / 2);
        long pushed = pushed(pipelines);
        List<Integer> before = beats.stream().map(AtomicInteger::get).toList();
        World.pass(CLOSED_MS);
        assertThat(pushed(pipelines)).as("the source pauses").isEqualTo(pushed).isLessThan(BUFFERS);
        for (int i = 0; i < beats.size(); i++) awaitBeats(contexts.get(i), beats.get(i), before.get(i) + 3);
        gate.open();
        awaitEnd(pipelines.getLast());
        assertThat(gate.times()).hasSize(expected).isSorted().doesNotHaveDuplicates();
        for (Pipeline pipeline : pipelines) BlockOn.run(pipeline.setState(State.READY));
        for (Context context : contexts)
            assertThat(context.<Long>enter(() -> BufferPool.outstanding(context)))
                    .isZero();
        for (Pipeline pipeline : pipelines) World.stop(pipeline);
        contexts.forEach(Context::close);
    }

    private static AtomicInteger heartbeat(Context context) {
        AtomicInteger beats = new AtomicInteger();
        context.spawn(Streams.interval(Duration.ofMillis(5)).forEach(_ -> beats.incrementAndGet()));
        return beats;
    }

    /** Other tasks get on while the way is closed, be the machine as busy as it will; one that is blocked never does. */
    private static void awaitBeats(Context context, AtomicInteger beats, int count) {
        for (int tries = 0; beats.get() <= count; tries++) {
            assertThat(tries).as("other tasks of %s get on", context).isLessThan(MOST_TRIES);
            World.pass(5);
        }
    }

    private static long pushed(List<Pipeline> pipelines) {
        return pipelines.getFirst().get("in").srcPads().getFirst().buffers();
    }

    private static void awaitEnd(Pipeline pipeline) {
        Message message = BlockOn.run(pipeline.bus().next());
        while (!(message instanceof Message.EndOfStream)) {
            assertThat(message).isNotInstanceOf(Message.Error.class);
            message = BlockOn.run(pipeline.bus().next());
        }
    }

    /** What stops its thread does no harm behind the adapter, whose thread it is. */
    @Test
    void anElementThatStopsItsThreadStopsThatOfTheAdapterAlone() throws Exception {
        Queue<Stall> stalls = new ConcurrentLinkedQueue<>();
        try (AutoCloseable _ = watch(World.MACHINE, Environment.machine(), stalls)) {
            check(Environment.machine(), SOURCE + " ! ts-blocking-adapter ! blockinggate", BUFFERS);
        }
        assertThat(stalls).isEmpty();
    }

    /** The twin: without the adapter the context is blocked, and that is found. */
    @Test
    void withoutTheAdapterTheContextIsBlockedAndTheDetectorNamesTheElement() throws Exception {
        Queue<Stall> stalls = new ConcurrentLinkedQueue<>();
        Pipeline p = launch(Environment.machine(), SOURCE + " ! blockinggate").getFirst();
        try (AutoCloseable _ = watch(World.MACHINE, Environment.machine(), stalls);
                Context context = Environment.machine().acquire("bp-a", WAIT)) {
            AtomicInteger beats = heartbeat(context);
            World.play(p);
            while (!gate(p).isReached()) World.pass(1);
            int before = beats.get();
            while (stalls.isEmpty()) World.pass(5);
            assertThat(beats.get()).isEqualTo(before);
            Stall stall = stalls.remove();
            assertThat(stall.context()).isEqualTo("bp-a");
            assertThat(stall.task()).contains("element=in");
            gate(p).open();
            awaitEnd(p);
        }
        World.stop(p);
        assertThat(gate(p).times()).hasSize(BUFFERS);
    }
}
