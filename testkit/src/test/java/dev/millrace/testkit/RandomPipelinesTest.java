package dev.millrace.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.caps.Caps;
import dev.millrace.future.Future;
import dev.millrace.launch.Launch;
import dev.millrace.media.Buffer;
import dev.millrace.media.BufferPool;
import dev.millrace.media.Element;
import dev.millrace.media.ElementFactory;
import dev.millrace.media.Event;
import dev.millrace.media.FlowReturn;
import dev.millrace.media.Pipeline;
import dev.millrace.media.Registry;
import dev.millrace.media.Sink;
import dev.millrace.media.SinkPad;
import dev.millrace.media.State;
import dev.millrace.runtime.Context;
import dev.millrace.sim.SteppedEnvironment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/**
 * Random pipelines under random state changes, flushes, links and properties: no change hangs, no buffer leaks, none comes
 * before its segment or after the end. One seed fails alike each time: {@code -Dmillrace.seed=N} runs it alone.
 */
class RandomPipelinesTest {
    private static final int SEEDS = Integer.getInteger("millrace.seeds", 500);
    private static final Duration SLICE = Duration.ofMillis(1);
    private static final Duration LIMIT = Duration.ofSeconds(20);

    private static final List<String> SOURCES = List.of(
            "fakesrc sizetype=fixed sizemax=10 num-buffers=40",
            "fakesrc sizetype=fixed sizemax=10 datarate=2000 sync=true is-live=true",
            "ts-audiotestsrc samples-per-buffer=40 context=a context-wait=5",
            "ts-tonesrc samples-per-buffer=80 context=b context-wait=10",
            "audiotestsrc samplesperbuffer=100 num-buffers=30");

    private static final List<String> FILTERS = List.of(
            "identity",
            "identity sleep-time=2000",
            "ts-queue max-size-buffers=3 context=a context-wait=5",
            "ts-queue max-size-buffers=2 leaky=downstream context=c",
            "ts-queue max-size-buffers=1 context=b context-wait=10",
            "queue max-size-buffers=2",
            "ts-clocksync",
            "ts-blocking-adapter",
            "capsfilter",
            "netsim seed=3 drop-probability=0.1 delay-probability=0.3 min-delay=1 max-delay=9",
            "tee");

    private static final List<State> STATES = List.of(State.NULL, State.READY, State.PAUSED, State.PLAYING);

    /** Says when a stream is out of order. */
    private static final class Checker extends Sink {
        private static final ElementFactory<Checker> FACTORY =
                ElementFactory.of("checker", Checker::new).sink(Caps.any());

        private final List<String> wrong = new ArrayList<>();
        private boolean begun;
        private boolean segment;
        private boolean ended;
        private int buffers;

        @Override
        protected void readyToPaused() {
            begun = false;
            segment = false;
            ended = false;
        }

        @Override
        protected FlowReturn render(Buffer buffer) {
            buffers++;
            if (!begun) wrong.add("buffer before stream start");
            if (!segment) wrong.add("buffer before segment");
            if (ended) wrong.add("buffer after end");
            buffer.release();
            return FlowReturn.OK;
        }

        @Override
        protected boolean sinkEvent(SinkPad pad, Event event) {
            switch (event) {
                case Event.StreamStart _ -> {
                    begun = true;
                    ended = false;
                }
                case Event.Segment _ -> segment = true;
                case Event.FlushStop _ -> {
                    segment = false;
                    ended = false;
                }
                default -> {}
            }
            return super.sinkEvent(pad, event);
        }

        @Override
        protected void streamEnded() {
            ended = true;
            super.streamEnded();
        }
    }

    private final List<String> log = new ArrayList<>();
    private long rendered;

    @Test
    void nothingHangsLeaksOrComesOutOfOrder() {
        Integer only = Integer.getInteger("millrace.seed");
        for (int seed = only == null ? 0 : only; seed < (only == null ? SEEDS : only + 1); seed++) {
            log.clear();
            try {
                run(seed);
            } catch (RuntimeException | AssertionError e) {
                throw new AssertionError("seed=" + seed + " " + log, e);
            }
        }
        if (only == null) assertThat(rendered).as("buffers that came through").isGreaterThan(10L * SEEDS);
    }

    private void run(int seed) {
        SplittableRandom random = new SplittableRandom(seed);
        SteppedEnvironment environment = new SteppedEnvironment(seed);
        String text = text(random);
        log.add(text);
        Pipeline pipeline = Launch.into(
                new Pipeline("random", environment), Registry.installed().with(Checker.FACTORY), text);
        for (int i = random.nextInt(3, 12); i > 0; i--) act(random, environment, pipeline);
        environment.run(pipeline.setState(State.READY), SLICE, LIMIT);
        for (Context context : environment.openContexts())
            assertThat(BufferPool.outstanding(context))
                    .as("held of %s", context)
                    .isZero();
        environment.run(pipeline.stop(), SLICE, LIMIT);
        assertThat(environment.openContexts()).isEmpty();
        for (Element element : pipeline.allElements()) if (element instanceof Checker checker) check(checker);
    }

    private void check(Checker checker) {
        assertThat(checker.wrong).as(checker.name()).isEmpty();
        rendered += checker.buffers;
    }

    private static String text(SplittableRandom random) {
        var text = new StringBuilder(SOURCES.get(random.nextInt(SOURCES.size())));
        int filters = random.nextInt(5);
        String branches = "";
        for (int i = 0; i < filters; i++) {
            String filter = FILTERS.get(random.nextInt(FILTERS.size()));
            text.append(" ! ").append(filter);
            if (!filter.equals("tee")) continue;
            text.append(" name=t").append(i);
            branches += "  t" + i + ". ! queue max-size-buffers=2 ! checker";
        }
        return text + " ! checker" + branches;
    }

    private void act(SplittableRandom random, SteppedEnvironment environment, Pipeline pipeline) {
        switch (random.nextInt(6)) {
            case 0, 1 -> {
                State target = STATES.get(random.nextInt(4));
                log.add(target.toString());
                Future<State> change = pipeline.setState(target);
                // A pause may wait for a first buffer that a leaky or a lossy element never lets through.
                if (target != State.PAUSED && random.nextBoolean()) tryRun(environment, change);
            }
            case 2 -> {
                log.add("flush");
                pipeline.flush();
            }
            case 3 -> addBranch(environment, pipeline);
            case 4 -> {
                Element element = pipeline.allElements()
                        .get(random.nextInt(pipeline.allElements().size()));
                boolean queue = element.factory().properties().stream()
                        .anyMatch(property -> property.name().equals("max-size-buffers"));
                if (queue) element.set("max-size-buffers", (long) random.nextInt(1, 5));
            }
            default -> pipeline.sendEndOfStream();
        }
        int ms = random.nextInt(40);
        log.add(ms + "ms");
        environment.advance(Duration.ofMillis(ms), SLICE);
    }

    private static void tryRun(SteppedEnvironment environment, Future<State> change) {
        try {
            environment.run(change, SLICE, Duration.ofMillis(200));
        } catch (RuntimeException e) {
            // It is given up for a later one, or waits: the way down must work all the same.
        }
    }

    /** A new branch of a tee, on the stream's thread. */
    private void addBranch(SteppedEnvironment environment, Pipeline pipeline) {
        for (Element element : pipeline.allElements()) {
            if (!element.factory().name().equals("tee") || pipeline.bin().state() != State.PLAYING) continue;
            log.add("branch of " + element);
            Checker checker = pipeline.add(Checker.FACTORY);
            pipeline.sync(checker);
            environment.step();
            element.sinkPads().getFirst().whenIdle(() -> pipeline.link(element, checker));
            environment.step();
            return;
        }
    }
}
