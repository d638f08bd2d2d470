package dev.millrace.testkit;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.caps.Structure;
import dev.millrace.future.Future;
import dev.millrace.launch.Launch;
import dev.millrace.media.BufferPool;
import dev.millrace.media.Element;
import dev.millrace.media.Event;
import dev.millrace.media.Pipeline;
import dev.millrace.media.Registry;
import dev.millrace.media.SrcPad;
import dev.millrace.media.State;
import dev.millrace.runtime.BlockOn;
import dev.millrace.runtime.Context;
import dev.millrace.sim.Simulation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.random.RandomGenerator;

/** A pipeline that chance has made, and what chance does with it. */
final class RandomPipeline {
    private static final List<String> SOURCES = List.of(
            "fakesrc sizetype=fixed sizemax=10 num-buffers=40",
            "fakesrc sizetype=fixed sizemax=10 datarate=2000 sync=true is-live=true",
            "ts-audiotestsrc samples-per-buffer=40 context=a context-wait=5",
            "ts-audiotestsrc samples-per-buffer=80 context=a context-wait=5 ! audio/x-raw,rate=8000,channels=1 ! mulawenc"
                    + " ! rtppcmupay ! ts-jitterbuffer latency=20",
            "ts-audiotestsrc samples-per-buffer=80 context=a context-wait=5 ! audio/x-raw,rate=8000,channels=1 ! mulawenc"
                    + " ! rtppcmupay ! ts-jitterbuffer latency=10 context=d context-wait=5",
            "ts-tonesrc samples-per-buffer=80 context=b context-wait=10",
            "ts-rtpdtmfsrc context=b context-wait=10",
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
            "ts-input-selector context=c context-wait=5",
            "tee");

    private static final List<String> SINKS = List.of(
            "checker",
            "checker",
            "checker",
            "ts-udpsink sync=false clients=127.0.0.1:6000",
            "ts-udpsink sync=false context=e context-wait=5 clients=127.0.0.1:6000",
            "ts-udpsink context=a context-wait=5 clients=127.0.0.1:6000");

    private static final List<State> STATES =
            List.of(State.NULL, State.READY, State.PAUSED, State.PLAYING, State.PLAYING, State.PLAYING);

    private final Simulation sim;
    private final RandomGenerator random;
    private final Pipeline pipeline;
    private final List<String> log;
    private final List<StreamChecker> removed = new ArrayList<>();
    private final List<String> wrong = new ArrayList<>();

    RandomPipeline(Simulation sim, List<String> log) {
        this.sim = sim;
        this.random = sim.random();
        this.log = log;
        sim.limit(Duration.ofMinutes(1)); // what hangs while something else ticks
        if (random.nextInt(4) == 0) sim.lateness(Duration.ofMillis(random.nextInt(1, 4)));
        String text = text();
        log.add(text);
        pipeline = Launch.into(
                new Pipeline("random", sim.environment()), Registry.installed().with(StreamChecker.FACTORY), text);
        // A pad that is watched takes another way than one that is not.
        for (Element element : pipeline.allElements())
            for (SrcPad pad : element.srcPads()) if (random.nextInt(4) == 0) StreamChecker.watch(pad, wrong);
    }

    private <T> T anyOf(List<T> list) {
        return list.get(random.nextInt(list.size()));
    }

    private String text() {
        var text = new StringBuilder(anyOf(SOURCES));
        int filters = random.nextInt(5);
        var branches = new StringBuilder();
        for (int i = 0; i < filters; i++) {
            String filter = anyOf(FILTERS);
            text.append(" ! ").append(filter);
            if (!filter.equals("tee")) continue;
            text.append(" name=t").append(i);
            branches.append("  t").append(i).append(". ! queue max-size-buffers=2 ! checker");
        }
        return text + " ! " + anyOf(SINKS) + branches;
    }

    /** Does a few things with it, then brings it down; returns how many buffers its sinks have got. */
    long run() {
        if (random.nextInt(4) > 0) pipeline.play();
        for (int i = random.nextInt(3, 12); i > 0; i--) {
            act();
            int ms = random.nextInt(40);
            log.add(ms + "ms");
            sim.advance(Duration.ofMillis(ms));
        }
        BlockOn.run(pipeline.setState(State.READY));
        for (Context context : byName(sim.environment().openContexts()))
            assertThat(context.<Long>enter(() -> BufferPool.outstanding(context)))
                    .as("held of %s", context)
                    .isZero();
        BlockOn.run(pipeline.stop());
        assertThat(sim.environment().openContexts()).isEmpty();
        assertThat(wrong).isEmpty();
        long rendered = 0;
        for (Element element : pipeline.allElements())
            if (element instanceof StreamChecker checker) rendered += checker.verdict();
            else if (element.factory().name().equals("ts-udpsink"))
                rendered += (Long) requireNonNull(element.get("packets-sent"));
        for (StreamChecker checker : removed) rendered += checker.verdict();
        return rendered;
    }

    private static List<Context> byName(Collection<Context> contexts) {
        return contexts.stream().sorted(Comparator.comparing(Context::name)).toList();
    }

    private void act() {
        switch (random.nextInt(9)) {
            case 0, 1, 2 -> changeState();
            case 3 -> {
                log.add("flush");
                pipeline.flush();
            }
            case 4 -> addBranch();
            case 5 -> removeBranch();
            case 6 -> changeProperty();
            case 7 -> hold();
            default -> {
                if (random.nextBoolean()) press();
                else {
                    log.add("end");
                    pipeline.sendEndOfStream();
                }
            }
        }
    }

    private void changeState() {
        State target = anyOf(STATES);
        log.add(target.toString());
        Future<State> change = pipeline.setState(target);
        // A pause may wait for a first buffer that a leaky or a lossy element never lets through, or a source that is
        // silent.
        if (target == State.PAUSED || random.nextBoolean()) return;
        try {
            BlockOn.run(change.timeout(Duration.ofMillis(200)));
        } catch (RuntimeException e) {
            // It is given up for a later one, or waits: the way down must work all the same.
        }
    }

    /** A new branch of a tee, on the stream's thread. */
    private void addBranch() {
        if (pipeline.bin().state() != State.PLAYING) return;
        for (Element element : pipeline.allElements()) {
            if (!element.factory().name().equals("tee")) continue;
            log.add("branch of " + element);
            StreamChecker checker = pipeline.add(StreamChecker.FACTORY);
            Future<State> up = pipeline.sync(checker);
            element.sinkPads().getFirst().whenIdle(() -> pipeline.link(element, checker));
            if (random.nextBoolean()) waitFor(up);
            return;
        }
    }

    /** A branch of a tee goes: unlinked on the stream's thread, then taken down. */
    private void removeBranch() {
        for (Element element : pipeline.allElements()) {
            if (!element.factory().name().equals("tee") || element.srcPads().size() < 2) continue;
            SrcPad pad = element.srcPads().getLast();
            var to = pad.peer();
            if (to == null || !(to.element() instanceof StreamChecker checker)) continue;
            log.add("no branch " + checker);
            if (!waitFor(element.sinkPads().getFirst().whenIdle(() -> element.releasePad(pad)))) return;
            if (!waitFor(pipeline.setState(checker, State.NULL))) return;
            pipeline.remove(checker);
            removed.add(checker);
            return;
        }
    }

    /** Whether it was done in time: it waits behind a state change that may wait itself. */
    private static boolean waitFor(Future<?> done) {
        try {
            BlockOn.run(done.timeout(Duration.ofMillis(100)));
            return true;
        } catch (RuntimeException e) {
            return false;
        }
    }

    private void changeProperty() {
        Element element = anyOf(pipeline.allElements());
        String property = anyOf(List.of(
                "max-size-buffers",
                "max-size-time",
                "leaky",
                "sleep-time",
                "drop-probability",
                "sync",
                "freq",
                "silent"));
        // A source that keeps no time never lets time pass.
        if (property.equals("sync") && element.sinkPads().isEmpty()) return;
        if (element.factory().properties().stream()
                .noneMatch(known -> known.name().equals(property))) return;
        String value = switch (property) {
            case "max-size-buffers" -> String.valueOf(random.nextInt(1, 5));
            case "max-size-time" -> String.valueOf(random.nextInt(1, 50) * 1_000_000L);
            case "leaky" -> anyOf(List.of("no", "upstream", "downstream"));
            case "sleep-time" -> String.valueOf(random.nextInt(3000));
            case "drop-probability" -> "0." + random.nextInt(10);
            case "freq" -> String.valueOf(random.nextInt(1, 2000));
            default -> String.valueOf(random.nextBoolean());
        };
        log.add(element + "." + property + "=" + value);
        try {
            element.setText(property, value);
        } catch (RuntimeException e) {
            // Another type, or not changeable now.
        }
    }

    /** A pad is blocked for a while. */
    private void hold() {
        Element element = anyOf(pipeline.allElements());
        if (element.srcPads().isEmpty()) return;
        SrcPad pad = element.srcPads().getFirst();
        log.add("block " + pad);
        var block = pad.block();
        sim.advance(Duration.ofMillis(random.nextInt(20)));
        block.unblock();
    }

    private void press() {
        boolean down = random.nextBoolean();
        log.add(down ? "key" : "no key");
        Structure told =
                Structure.parse("dtmf-event, type=1, number=1, volume=1").with("start", down);
        pipeline.sendUpstream(new Event.Custom(told, Event.Custom.Way.UPSTREAM));
    }
}
