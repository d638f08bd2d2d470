package dev.millrace.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.caps.Structure;
import dev.millrace.media.Event;
import dev.millrace.media.Pipeline;
import dev.millrace.media.State;
import dev.millrace.runtime.BlockOn;
import dev.millrace.runtime.Environment;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Streams from one context to the next, by all that crosses (docs/design/threadshare-tests.md). */
@Tag("backend")
@Timeout(30)
class ThreadshareCrossingsTest {
    private static final long MS = 1_000_000;

    /** What lies between the source and the sink; a proxy makes two pipelines of it. */
    private enum Crossing {
        NONE(""),
        TS_QUEUE(" ! ts-queue context=crossing-b context-wait=20"),
        QUEUE(" ! queue"),
        TS_PROXY(" ! ts-proxysink proxy-context=crossing  ts-proxysrc proxy-context=crossing context=crossing-b"
                + " context-wait=20");

        private final String text;

        Crossing(String text) {
            this.text = text;
        }

        /** The pipeline of the source, then, if it is another one, that of the sink. */
        List<Pipeline> pipelines(Environment environment) {
            String[] parts =
                    ("plug name=in context=crossing-a context-wait=20" + text + " ! recorder name=out").split("  ");
            return List.of(parts).stream()
                    .map(part -> World.launch(environment, part))
                    .toList();
        }
    }

    private interface Scene {
        void play(Plug in, Recorder out, Pipeline source);
    }

    /** All crossings one after the other; the sinks are up first, and every buffer is back in the end. */
    private static void everywhere(World world, Scene scene) throws Exception {
        for (Crossing crossing : Crossing.values())
            world.run(environment -> {
                List<Pipeline> all = crossing.pipelines(environment);
                for (Pipeline pipeline : all.reversed()) World.play(pipeline);
                Plug in = Plug.in(all.getFirst());
                scene.play(in, Recorder.in(all.getLast()), all.getFirst());
                for (Pipeline pipeline : all) BlockOn.run(pipeline.setState(State.READY));
                assertThat(in.outstanding()).as(crossing.name()).isZero();
                assertThat(in.push(99)).as("a push below PAUSED").isFalse();
                all.forEach(World::stop);
            });
    }

    // ---- pads

    @ParameterizedTest
    @EnumSource
    void eventsBuffersListsPausesFlushesAndTheEndPass(World world) throws Exception {
        everywhere(world, (in, out, source) -> {
            in.push(new Event.Custom(Structure.of("mark")));
            in.push(0);
            in.push(new int[] {1, 2});
            out.expect("stream-start", "segment", "mark", "buffer 0", "buffer 1", "buffer 2");
            BlockOn.run(source.pause());
            in.push(3);
            out.expectNothingFor(50);
            World.play(source);
            out.expect("buffer 3");
            source.flush();
            out.expect("flush-start", "flush-stop", "segment");
            in.push(4);
            out.expect("buffer 4");
            source.sendEndOfStream();
            out.expect("eos");
            in.push(5);
            out.expectNothingFor(50);
        });
    }

    @ParameterizedTest
    @EnumSource
    void aPauseKeepsTheOrder(World world) throws Exception {
        everywhere(world, (in, out, source) -> {
            in.push(0);
            BlockOn.run(source.pause());
            in.push(1);
            World.play(source);
            in.push(2);
            out.expect("stream-start", "segment", "buffer 0", "buffer 1", "buffer 2");
        });
    }

    @ParameterizedTest
    @EnumSource
    void aStopEndsTheStreamAndAStartBeginsAnother(World world) throws Exception {
        everywhere(world, (in, out, source) -> {
            in.push(0);
            out.expect("stream-start", "segment", "buffer 0");
            BlockOn.run(source.setState(State.READY));
            assertThat(in.push(1)).isFalse();
            World.play(source);
            in.push(2);
            out.expect("stream-start", "segment", "buffer 2");
        });
    }

    @ParameterizedTest
    @EnumSource
    void whatIsUnderWayWhenAFlushBeginsDoesNotComeAfterIt(World world) throws Exception {
        everywhere(world, (in, out, source) -> {
            in.push(0);
            out.skipTo("buffer 0");
            for (int i = 1; i < 20; i++) in.push(i);
            source.flush();
            out.skipTo("flush-stop");
            in.push(50);
            out.expect("segment", "buffer 50");
        });
    }

    // ---- queues and proxies

    @ParameterizedTest
    @EnumSource
    void threeBuffersAndTheEndCross(World world) throws Exception {
        everywhere(world, (in, out, source) -> {
            for (int i = 0; i < 3; i++) in.push(i);
            in.awaitPushed();
            source.sendEndOfStream();
            out.expect("stream-start", "segment", "buffer 0", "buffer 1", "buffer 2", "eos");
        });
    }

    @ParameterizedTest
    @EnumSource
    void pipelinesThatFeedEachOtherPauseAndStopInAnyOrder(World world) throws Exception {
        world.run(environment -> {
            Pipeline one = World.launch(
                    environment,
                    "plug name=in context=cross-a context-wait=5 ! ts-proxysink proxy-context=there"
                            + "  ts-proxysrc proxy-context=back context=cross-a context-wait=5 ! recorder name=out");
            Pipeline two = World.launch(
                    environment,
                    "ts-proxysrc proxy-context=there context=cross-b context-wait=5 ! ts-proxysink proxy-context=back");
            for (int round = 0; round < 4; round++) {
                boolean oneFirst = round % 2 == 0;
                World.play(oneFirst ? one : two, oneFirst ? two : one);
                Plug.in(one).push(round);
                Recorder.in(one).skipTo("buffer " + round);
                BlockOn.run((oneFirst ? one : two).pause());
                BlockOn.run((round > 1 ? one : two).pause());
                World.stop(round > 1 ? one : two, round > 1 ? two : one);
            }
        });
    }

    // ---- ts-intersink, ts-intersrc

    private static final int BUFFERS = 20;

    private static Pipeline upstream(Environment environment, int channels, String inter, int buffers) {
        return World.launch(
                environment,
                "ts-audiotestsrc num-buffers=" + buffers + " samples-per-buffer=80 context=inter-up context-wait=10"
                        + " ! audio/x-raw,rate=8000,channels=" + channels + " ! ts-intersink inter-context=" + inter);
    }

    private static Pipeline downstream(Environment environment, String inter, String context) {
        return World.launch(
                environment,
                "ts-intersrc name=inter inter-context=" + inter + " context=" + context
                        + " context-wait=20 ! recorder name=out");
    }

    @ParameterizedTest
    @EnumSource
    void oneSourceGetsAllOfTheOtherPipelineWhicheverIsUpFirst(World world) throws Exception {
        for (boolean upFirst : new boolean[] {false, true})
            world.run(environment -> {
                Pipeline up = upstream(environment, 1, "one", BUFFERS);
                Pipeline down = downstream(environment, "one", "inter-down");
                if (upFirst) {
                    BlockOn.run(up.pause());
                    World.play(down, up);
                } else {
                    World.play(down, up);
                }
                assertThat(Recorder.in(down).buffersUntilTheEnd()).isEqualTo(BUFFERS);
                up.recalculateLatency();
                down.recalculateLatency();
                assertThat(up.latencyNs()).isGreaterThanOrEqualTo(20 * MS);
                assertThat(down.latencyNs()).isGreaterThanOrEqualTo(up.latencyNs() + 20 * MS);
                World.stop(up, down);
            });
    }

    @ParameterizedTest
    @EnumSource
    void allSourcesGetTheStreamAndOneThatJoinsAfterTheEndGetsNothing(World world) throws Exception {
        world.run(environment -> {
            Pipeline up = upstream(environment, 1, "many", -1);
            World.play(up);
            Pipeline first = downstream(environment, "many", "inter-1");
            Pipeline second = downstream(environment, "many", "inter-2");
            World.play(first, second);
            for (int i = 0; i < BUFFERS; i++) {
                nextBuffer(first);
                nextBuffer(second);
            }
            World.stop(up);
            Pipeline late = downstream(environment, "many", "inter-3");
            World.play(late);
            World.pass(60);
            assertThat(Recorder.in(late).rest()).noneMatch(item -> item.startsWith("buffer"));
            World.stop(first, second, late);
        });
    }

    private static void nextBuffer(Pipeline pipeline) {
        while (!Recorder.in(pipeline).next().startsWith("buffer")) {}
    }

    @ParameterizedTest
    @EnumSource
    void aSourceGoesOverToAnotherStreamWithAFlushAndItsFormat(World world) throws Exception {
        world.run(environment -> {
            Pipeline mono = upstream(environment, 1, "mono", -1);
            Pipeline stereo = upstream(environment, 2, "stereo", -1);
            Pipeline down = downstream(environment, "mono", "inter-down");
            World.play(mono, stereo, down);
            nextBuffer(down);
            assertThat(channels(down)).contains("channels=(int)1");
            down.get("inter").set("inter-context", "stereo");
            Recorder.in(down).skipTo("flush-start");
            Recorder.in(down).skipTo("caps audio/x-raw");
            nextBuffer(down);
            assertThat(channels(down)).contains("channels=(int)2");
            World.stop(mono, stereo, down);
        });
    }

    private static String channels(Pipeline down) {
        return String.valueOf(down.get("out").sinkPads().getFirst().currentCaps());
    }
}
