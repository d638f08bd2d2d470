package dev.millrace.media;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.caps.Caps;
import dev.millrace.future.Completer;
import dev.millrace.future.Future;
import dev.millrace.future.Waker;
import dev.millrace.runtime.BlockOn;
import dev.millrace.runtime.Environment;
import dev.millrace.sim.SteppedEnvironment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PipelineTest {
    private static final Duration SLICE = Duration.ofMillis(1);
    private static final Duration LIMIT = Duration.ofSeconds(1);

    private final SteppedEnvironment environment = new SteppedEnvironment(1);
    private final Pipeline pipeline = new Pipeline("test", environment);
    private final Parts.Pump pump = pipeline.add(Parts.Pump.FACTORY);
    private final Parts.Drain drain = pipeline.add(Parts.Drain.FACTORY);

    private State run(Future<State> change) {
        return environment.run(change, SLICE, LIMIT);
    }

    private static List<Long> numbers(int to) {
        return LongStream.range(0, to).boxed().toList();
    }

    // ---- building

    @Test
    void elementsHaveNamesOfTheirOwn() {
        assertThat(pipeline.add(Parts.Drain.FACTORY, "drain2").name()).isEqualTo("drain2");
        assertThat(List.of(
                        pipeline.add(Parts.Drain.FACTORY).name(),
                        pipeline.add(Parts.Drain.FACTORY).name()))
                .containsExactly("drain1", "drain3");
        assertThatThrownBy(() -> pipeline.add(Parts.Pump.FACTORY, "drain2")).hasMessageContaining("name=drain2");
        assertThatThrownBy(() -> pipeline.get("drain9"))
                .hasMessageContaining("drain9")
                .hasMessageContaining("pump0, drain0, drain2, drain1, drain3");
        assertThat(pipeline.find("drain9")).isNull();
        assertThat(pipeline.get("pump0")).isSameAs(pump);
    }

    @Test
    void linksThatDoNotFitShowBothFormats() {
        var rtp = pipeline.add(ElementFactory.of("rtpsink", Parts.Drain::new).sink(Caps.parse("application/x-rtp")));
        var raw = pipeline.add(ElementFactory.of("rawsource", Parts.Pump::new).src(Caps.parse("audio/x-raw")));
        assertThatThrownBy(() -> pipeline.link(raw, rtp))
                .isInstanceOf(LinkException.class)
                .hasMessageContaining("rawsource0.src gives audio/x-raw")
                .hasMessageContaining("rtpsink0.sink takes application/x-rtp");
    }

    @Test
    void padsThatAreTakenOrMissingAreNamed() {
        pipeline.link(pump, drain);
        Parts.Drain other = pipeline.add(Parts.Drain.FACTORY);
        assertThatThrownBy(() -> pipeline.link(pump, other)).hasMessageContaining("element=pump0");
        assertThatThrownBy(() -> pipeline.link(drain, other)).hasMessageContaining("no free source pad");
        assertThatThrownBy(() -> pipeline.link(pump.srcPad(), other.sinkPad()))
                .hasMessageContaining("pad=pump0.src")
                .hasMessageContaining("peer=drain0.sink");
    }

    // ---- up and down

    @Test
    void goesUpStepByStepFromTheSinksAndDownFromTheSources() {
        pipeline.link(pump, drain);
        pump.limit = 3;
        assertThat(run(pipeline.play())).isEqualTo(State.PLAYING);
        assertThat(run(pipeline.stop())).isEqualTo(State.NULL);
        List<String> changes = new ArrayList<>();
        for (Message m = pipeline.bus().poll(); m != null; m = pipeline.bus().poll())
            if (m instanceof Message.StateChanged change) changes.add(change.source() + " " + change.to());
        assertThat(changes)
                .as("of the pipeline itself, after all its elements")
                .containsSubsequence("pump0 READY", "test READY", "drain0 PAUSED", "pump0 PAUSED", "test PAUSED");
        changes.removeIf(change -> change.startsWith("test "));
        assertThat(changes)
                .containsExactly(
                        "drain0 READY",
                        "pump0 READY",
                        "drain0 PAUSED",
                        "pump0 PAUSED",
                        "drain0 PLAYING",
                        "pump0 PLAYING",
                        "pump0 PAUSED",
                        "drain0 PAUSED",
                        "pump0 READY",
                        "drain0 READY",
                        "pump0 NULL",
                        "drain0 NULL");
        assertThat(drain.taken).isEqualTo(numbers(3));
        assertThat(pump.calls).containsExactly("open", "playing", "close");
    }

    @Test
    void aLiveSourceIsSilentBeforePlayingAndWhilePaused() {
        pipeline.link(pump, drain);
        pump.limit = 2;
        run(pipeline.pause());
        environment.advance(Duration.ofMillis(50), SLICE);
        assertThat(drain.taken).isEmpty();
        run(pipeline.play());
        assertThat(drain.taken).isEqualTo(numbers(2));
        run(pipeline.pause());
        pump.limit = 4;
        environment.advance(Duration.ofMillis(50), SLICE);
        assertThat(drain.taken).isEqualTo(numbers(2));
        run(pipeline.play());
        assertThat(drain.taken).isEqualTo(numbers(4));
    }

    @Test
    void runningTimeStandsStillWhilePausedAndBeginsAgainAfterAStop() {
        pipeline.link(pump, drain);
        pump.limit = 0;
        run(pipeline.play());
        environment.advance(Duration.ofSeconds(1));
        run(pipeline.pause());
        environment.advance(Duration.ofSeconds(5));
        run(pipeline.play());
        assertThat(pipeline.runningTimeNs(environment.nowNs())).isEqualTo(1_000_000_000);
        run(pipeline.setState(State.READY));
        run(pipeline.play());
        assertThat(pipeline.runningTimeNs(environment.nowNs())).isZero();
    }

    @Test
    void playsAgainAfterAStop() {
        pipeline.link(pump, drain);
        for (int round = 1; round <= 3; round++) {
            pump.limit = round;
            run(pipeline.play());
            run(pipeline.stop());
            assertThat(drain.taken).isEqualTo(numbers(round));
            assertThat(drain.events.stream().filter(Event.StreamStart.class::isInstance))
                    .as("one stream per round")
                    .hasSize(round);
        }
    }

    @Test
    void manyChangesAreDoneInTheOrderInWhichTheyWereAskedFor() {
        pipeline.link(pump, drain);
        pump.limit = 1;
        List<Future<State>> changes = new ArrayList<>();
        List<State> asked =
                List.of(State.PLAYING, State.NULL, State.READY, State.PLAYING, State.PAUSED, State.PLAYING, State.NULL);
        for (State target : asked) changes.add(pipeline.setState(target));
        for (int i = 0; i < asked.size(); i++) assertThat(run(changes.get(i))).isEqualTo(asked.get(i));
        assertThat(pump.state()).isEqualTo(State.NULL);
        assertThat(pump.calls).containsExactly("open", "playing", "close", "open", "playing", "playing", "close");
    }

    @ParameterizedTest
    @ValueSource(strings = {"open", "open error", "playing", "playing error"})
    void aSourceThatFailsOnTheWayUpTellsOnceAndGivesEverythingBack(String where) {
        pipeline.link(pump, drain);
        pump.failIn = where;
        String text = "planted in " + where.replace(" error", "");
        Future<State> up = pipeline.play();
        assertThatThrownBy(() -> run(up)).hasStackTraceContaining(text);
        assertThat(Parts.told(pipeline)).singleElement().satisfies(message -> {
            assertThat(message.source()).isSameAs(pump);
            assertThat(((Message.Error) message).text()).isEqualTo(text);
        });
        assertThat(run(pipeline.stop())).isEqualTo(State.NULL);
        assertThat(pump.calls).endsWith("close");
        assertThat(drain.calls).endsWith("null");
        pump.failIn = null;
        pump.limit = 2;
        assertThat(run(pipeline.play())).isEqualTo(State.PLAYING);
        assertThat(drain.taken).isEqualTo(numbers(2));
        run(pipeline.stop());
    }

    @ParameterizedTest
    @ValueSource(strings = {"ready", "paused"})
    void aSinkThatFailsOnTheWayUpGivesEverythingBack(String where) {
        pipeline.link(pump, drain);
        drain.failIn = where;
        assertThatThrownBy(() -> run(pipeline.play()))
                .isInstanceOf(CompletionException.class)
                .hasRootCauseMessage("planted in " + where);
        assertThat(Parts.told(pipeline)).hasSize(1);
        run(pipeline.stop());
        assertThat(drain.calls).endsWith("null");
        assertThat(drain.state()).isEqualTo(State.NULL);
        assertThat(pump.state()).isEqualTo(State.NULL);
    }

    @Test
    void aSourceThatFailsWhileItPlaysTellsOnceAndComesDown() {
        pipeline.link(pump, drain);
        pump.limit = 3;
        run(pipeline.play());
        pump.limit = 4;
        pump.failIn = "produce";
        pump.streamTaskForTest().wake();
        environment.step();
        assertThat(Parts.told(pipeline)).singleElement().isInstanceOf(Message.Error.class);
        run(pipeline.stop());
        assertThat(pump.calls).endsWith("close");
    }

    @Test
    void aSourceThatIsNotLinkedFails() {
        pump.limit = 3;
        run(pipeline.play());
        assertThat(Parts.told(pipeline))
                .singleElement()
                .satisfies(
                        message -> assertThat(((Message.Error) message).text()).contains("reason=not-linked"));
        run(pipeline.stop());
    }

    // ---- back-pressure and the end

    @Test
    void aSinkThatDefersStopsTheSourceAndLosesNothing() {
        pipeline.link(pump, drain);
        pump.limit = 10;
        Completer<String> room = new Completer<>();
        drain.defer = room;
        run(pipeline.play());
        environment.advance(Duration.ofMillis(20), SLICE);
        assertThat(drain.taken).isEqualTo(numbers(1));
        assertThat(pump.pushed).isEqualTo(1);
        room.complete("room");
        environment.step();
        pump.streamTaskForTest().wake();
        environment.step();
        assertThat(drain.taken).isEqualTo(numbers(10));
    }

    @Test
    void aSinkThatWantsNoMoreEndsTheStream() {
        pipeline.link(pump, drain);
        pump.limit = 10;
        drain.answer = FlowReturn.EOS;
        run(pipeline.play());
        assertThat(drain.taken).hasSize(1);
        assertThat(Parts.told(pipeline)).singleElement().isInstanceOf(Message.EndOfStream.class);
        run(pipeline.stop());
    }

    @Test
    void theEndIsToldOnceWhenAllSinksHaveSeenItEvenAcrossAPause() {
        pipeline.link(pump, drain);
        Parts.Pump second = pipeline.add(Parts.Pump.FACTORY);
        pipeline.link(second, pipeline.add(Parts.Drain.FACTORY));
        pump.limit = 2;
        second.limit = 2;
        run(pipeline.play());
        pump.endStream();
        environment.step();
        assertThat(drain.ends).isEqualTo(1);
        assertThat(Parts.told(pipeline)).isEmpty();
        run(pipeline.pause());
        run(pipeline.play());
        pipeline.sendEndOfStream();
        environment.step();
        assertThat(Parts.told(pipeline)).singleElement().isInstanceOf(Message.EndOfStream.class);
        run(pipeline.setState(State.READY));
        run(pipeline.play());
        pipeline.sendEndOfStream();
        environment.step();
        assertThat(Parts.told(pipeline)).as("of the second stream").hasSize(1);
    }

    // ---- lanes, bus, threads

    @Test
    void elementsOfOnePipelineShareALaneAndPipelinesTakeTurns() {
        List<Integer> lanes = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            Pipeline one = new Pipeline("lane", environment);
            lanes.add(one.lane("shared", 3));
            assertThat(one.lane("shared", 3)).isEqualTo(lanes.getLast());
        }
        assertThat(lanes).containsExactly(0, 1, 2, 0, 1, 2);
    }

    @Test
    void messagesFromManyThreadsComeInTheOrderOfEach() throws Exception {
        List<Thread> threads = new ArrayList<>();
        for (int t = 0; t < 4; t++) {
            int number = t;
            threads.add(Thread.ofPlatform().start(() -> {
                for (int i = 0; i < 5_000; i++) drain.postWarning(number + " " + i, null);
            }));
        }
        int[] next = new int[4];
        var bus = pipeline.bus().iterator();
        for (int i = 0; i < 20_000; i++) {
            String[] words = ((Message.Warning) bus.next()).text().split(" ", -1);
            assertThat(next[Integer.parseInt(words[0])]++).isEqualTo(Integer.parseInt(words[1]));
        }
        for (Thread thread : threads) thread.join();
        assertThat(pipeline.bus().poll()).isNull();
        assertThat(pipeline.bus().next().poll(Waker.none())).isFalse();
    }

    @Test
    void aMessageThatIsReadyStaysSoAndKeepsTheNextOneOnTheBus() {
        drain.postWarning("one", null);
        drain.postWarning("two", null);
        for (String text : List.of("one", "two")) {
            Future<Message> next = pipeline.bus().next();
            assertThat(next.poll(Waker.none())).isTrue();
            assertThat(next.poll(Waker.none())).isTrue();
            assertThat(((Message.Warning) next.result()).text()).isEqualTo(text);
        }
    }

    @Test
    @Timeout(30)
    void changesFromManyThreadsEndAndThePipelineIsDown() throws Exception {
        Pipeline real = new Pipeline("threads", Environment.machine());
        Parts.Pump source = real.add(Parts.Pump.FACTORY);
        source.limit = 5;
        List<State> targets = List.of(State.NULL, State.READY, State.PAUSED, State.PLAYING);
        real.link(source, real.add(Parts.Drain.FACTORY));
        List<Thread> threads = new ArrayList<>();
        for (int t = 0; t < 4; t++) {
            int number = t;
            threads.add(Thread.ofPlatform().start(() -> {
                for (int i = 0; i < 50; i++) BlockOn.run(real.setState(targets.get((i * 7 + number) % 4)));
            }));
        }
        for (Thread thread : threads) thread.join();
        assertThat(BlockOn.run(real.stop())).isEqualTo(State.NULL);
        assertThat(source.state()).isEqualTo(State.NULL);
        assertThat(Parts.told(real)).noneMatch(Message.Error.class::isInstance);
    }
}
