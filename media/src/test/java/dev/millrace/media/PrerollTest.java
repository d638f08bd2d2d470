package dev.millrace.media;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.future.Future;
import dev.millrace.future.Waker;
import dev.millrace.sim.SteppedEnvironment;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Sinks that wait with their first buffer, and state changes that wait for them. */
class PrerollTest {
    private static final Duration SLICE = Duration.ofMillis(1);
    private static final Duration LIMIT = Duration.ofSeconds(1);

    private final SteppedEnvironment environment = new SteppedEnvironment(1);
    private final Pipeline pipeline = new Pipeline("test", environment);
    private final Parts.Pump pump = pipeline.add(Parts.Pump.FACTORY);
    private final Parts.Drain drain = pipeline.add(Parts.Drain.FACTORY);

    @BeforeEach
    void link() {
        pump.live = false;
        drain.prerolls = true;
        pipeline.link(pump, drain);
    }

    private State run(Future<State> change) {
        return environment.run(change, SLICE, LIMIT);
    }

    private long leaked() {
        return BufferPool.outstanding(Objects.requireNonNull(pump.own));
    }

    private List<Message> told(Class<? extends Message> kind) {
        return Parts.told(pipeline).stream().filter(kind::isInstance).toList();
    }

    @Test
    void pausedIsReachedWithTheFirstBufferAndPlayingRendersIt() {
        pump.limit = 5;
        assertThat(run(pipeline.pause())).isEqualTo(State.PAUSED);
        assertThat(drain.taken).isEmpty();
        assertThat(pump.pushed).as("the stream waits").isEqualTo(1);
        assertThat(told(Message.AsyncDone.class)).hasSize(1);
        assertThat(run(pipeline.play())).isEqualTo(State.PLAYING);
        environment.step();
        pump.streamTaskForTest().wake();
        environment.step();
        assertThat(drain.taken).containsExactly(0L, 1L, 2L, 3L, 4L);
        run(pipeline.stop());
    }

    @Test
    void withoutABufferPausedIsNotReached() {
        pump.limit = 0;
        Future<State> paused = pipeline.pause();
        environment.advance(Duration.ofMillis(100), SLICE);
        assertThat(paused.poll(Waker.none())).isFalse();
        pump.limit = 1;
        pump.streamTaskForTest().wake();
        assertThat(run(paused)).isEqualTo(State.PAUSED);
        run(pipeline.stop());
        assertThat(drain.taken).isEmpty();
    }

    @Test
    void theEndAndAGapAreFirstBuffersToo() {
        pump.limit = 0;
        Future<State> paused = pipeline.pause();
        environment.step();
        pump.endStream();
        assertThat(run(paused)).isEqualTo(State.PAUSED);
        assertThat(told(Message.EndOfStream.class)).isEmpty();
        run(pipeline.play());
        environment.step();
        assertThat(told(Message.EndOfStream.class)).hasSize(1);
        run(pipeline.stop());
    }

    @Test
    void aLivePipelineDoesNotWait() {
        pump.live = true;
        pump.limit = 3;
        assertThat(pipeline.isLive()).isTrue();
        assertThat(run(pipeline.pause())).isEqualTo(State.PAUSED);
        assertThat(pump.pushed).isZero();
        run(pipeline.play());
        environment.step();
        assertThat(drain.taken).hasSize(3);
        run(pipeline.stop());
    }

    @Test
    void aStopGivesTheWaitUpAndLetsGoOfWhatIsHeld() {
        pump.limit = 0;
        Future<State> paused = pipeline.pause();
        environment.step();
        assertThat(run(pipeline.stop())).isEqualTo(State.NULL);
        assertThatThrownBy(() -> run(paused)).isInstanceOf(CancellationException.class);
        pump.limit = 1;
        run(pipeline.pause());
        assertThat(leaked()).isEqualTo(1);
        run(pipeline.setState(State.READY));
        assertThat(leaked()).isZero();
        run(pipeline.stop());
    }

    /** Whoever waits for a change may give up; the change goes on, and so do those after it. */
    @Test
    void aChangeGoesOnWhenNobodyWaitsForItAnyMore() {
        pump.limit = 0;
        pipeline.pause().cancel();
        environment.step();
        pump.limit = 1;
        pump.streamTaskForTest().wake();
        environment.step();
        assertThat(drain.state()).isEqualTo(State.PAUSED);
        Future<State> play = pipeline.play();
        play.cancel();
        environment.step();
        assertThat(drain.state()).isEqualTo(State.PLAYING);
        assertThat(run(pipeline.stop())).isEqualTo(State.NULL);
    }

    @Test
    void anErrorEndsTheWait() {
        pump.failIn = "produce";
        assertThatThrownBy(() -> run(pipeline.play()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("planted in produce");
        run(pipeline.stop());
        pump.failIn = null;
        pump.limit = 1;
        assertThat(run(pipeline.play())).isEqualTo(State.PLAYING);
        run(pipeline.stop());
    }

    @Test
    void afterFiveSecondsThePadThatIsWaitedForIsNamed() {
        pump.limit = 0;
        Future<State> paused = pipeline.pause();
        environment.advance(Duration.ofMillis(4_990), SLICE);
        assertThat(told(Message.Warning.class)).isEmpty();
        environment.advance(Duration.ofMillis(20), SLICE);
        assertThat(told(Message.Warning.class))
                .singleElement()
                .satisfies(message -> assertThat(((Message.Warning) message).text())
                        .contains("pad=drain0.sink waits for a first buffer"));
        environment.advance(Duration.ofSeconds(20), SLICE);
        assertThat(told(Message.Warning.class)).as("once").isEmpty();
        assertThat(paused.poll(Waker.none())).isFalse();
        run(pipeline.stop());
    }

    @Test
    void aSinkThatIsPausedWhilePlayingHoldsTheNextBuffer() {
        pump.limit = 2;
        run(pipeline.play());
        environment.step();
        pump.streamTaskForTest().wake();
        environment.step();
        assertThat(drain.taken).hasSize(2);
        run(pipeline.pause());
        pump.limit = 5;
        pump.streamTaskForTest().wake();
        environment.step();
        assertThat(drain.taken).hasSize(2);
        assertThat(pump.pushed).isEqualTo(3);
        run(pipeline.play());
        environment.step();
        pump.streamTaskForTest().wake();
        environment.step();
        assertThat(drain.taken).containsExactly(0L, 1L, 2L, 3L, 4L);
        run(pipeline.stop());
    }
}
