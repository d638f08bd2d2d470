package dev.millrace.media;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.future.Completer;
import dev.millrace.future.Future;
import dev.millrace.future.Futures;
import dev.millrace.future.Waker;
import dev.millrace.media.StreamTask.Phase;
import dev.millrace.media.StreamTask.Trigger;
import dev.millrace.runtime.Context;
import dev.millrace.sim.SteppedEnvironment;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class StreamTaskTest {
    private final SteppedEnvironment environment = new SteppedEnvironment(1);
    private final Pipeline pipeline = new Pipeline("task", environment);
    private final Parts.Drain element = pipeline.add(Parts.Drain.FACTORY);
    private final List<String> log = new ArrayList<>();
    private final Script script = new Script();

    private @Nullable Context context;
    private @Nullable StreamTask made;

    @BeforeEach
    void open() throws IOException {
        context = environment.open("task", Duration.ofMillis(20));
        made = new StreamTask(context, element, script);
    }

    @AfterEach
    void close() {
        if (context != null) context.close();
    }

    private StreamTask task() {
        if (made == null) throw new IllegalStateException("not made");
        return made;
    }

    private Phase tell(Trigger trigger) {
        Future<Phase> done = task().trigger(trigger);
        environment.step();
        assertThat(done.poll(Waker.none())).isTrue();
        return done.result();
    }

    @Test
    void goesThroughItsPhasesByTriggersAlone() {
        assertThat(tell(Trigger.PREPARE)).isEqualTo(Phase.PREPARED);
        assertThat(tell(Trigger.START)).isEqualTo(Phase.STARTED);
        assertThat(tell(Trigger.PAUSE)).isEqualTo(Phase.PAUSED);
        assertThat(tell(Trigger.START)).isEqualTo(Phase.STARTED);
        assertThat(tell(Trigger.STOP)).isEqualTo(Phase.STOPPED);
        assertThat(tell(Trigger.START)).isEqualTo(Phase.STARTED);
        assertThat(tell(Trigger.UNPREPARE)).isEqualTo(Phase.UNPREPARED);
        log.removeIf(entry -> entry.equals("step"));
        assertThat(log).containsExactly("prepare", "start", "pause", "start", "stop", "start", "stop", "unprepare");
        assertThat(task().isFinished()).isTrue();
    }

    @Test
    void triggersThatDoNotApplyAreSkippedAndAnswered() {
        assertThat(tell(Trigger.START)).isEqualTo(Phase.UNPREPARED);
        assertThat(tell(Trigger.STOP)).isEqualTo(Phase.UNPREPARED);
        assertThat(tell(Trigger.PREPARE)).isEqualTo(Phase.PREPARED);
        assertThat(tell(Trigger.PREPARE)).isEqualTo(Phase.PREPARED);
        assertThat(tell(Trigger.PAUSE)).isEqualTo(Phase.PREPARED);
        assertThat(tell(Trigger.STOP)).isEqualTo(Phase.PREPARED);
        assertThat(log).containsExactly("prepare");
    }

    @Test
    void afterItsEndATriggerFailsInsteadOfWaiting() {
        tell(Trigger.PREPARE);
        tell(Trigger.UNPREPARE);
        assertThatThrownBy(() -> tell(Trigger.START))
                .isInstanceOf(CancellationException.class)
                .hasMessageContaining("element=drain0");
    }

    @Test
    void triggersGivenTogetherAreHandledInOrderInOneTurn() {
        List<Future<Phase>> done = new ArrayList<>();
        for (Trigger trigger : Trigger.values()) done.add(task().trigger(trigger));
        environment.step();
        assertThat(done.stream().map(future -> future.poll(Waker.none()) ? future.result() : null))
                .containsExactly(
                        Phase.PREPARED,
                        Phase.STARTED,
                        Phase.PAUSED,
                        Phase.PAUSED_FLUSHING,
                        Phase.PAUSED,
                        Phase.STOPPED,
                        Phase.UNPREPARED);
        assertThat(log).doesNotContain("step");
    }

    @Test
    void stepsOnlyWhileStartedAndAgainAsLongAsItSaysSo() {
        script.steps = 5;
        tell(Trigger.PREPARE);
        assertThat(script.taken).isZero();
        tell(Trigger.START);
        assertThat(script.taken).isEqualTo(5);
        tell(Trigger.PAUSE);
        script.steps = 3;
        task().wake();
        environment.step();
        assertThat(script.taken).isEqualTo(5);
        tell(Trigger.START);
        assertThat(script.taken).isEqualTo(8);
    }

    @Test
    void takesNoStepBeforeWhatWasDeferredIsDoneAndInOrder() {
        Completer<String> first = new Completer<>();
        Completer<String> second = new Completer<>();
        script.steps = 3;
        script.defer = List.of(first, second);
        tell(Trigger.PREPARE);
        tell(Trigger.START);
        assertThat(script.taken).isEqualTo(1);
        assertThat(task().isBlocked()).isTrue();
        second.complete("second");
        environment.step();
        assertThat(script.taken).isEqualTo(1);
        first.complete("first");
        environment.step();
        assertThat(script.taken).isEqualTo(3);
        assertThat(task().isBlocked()).isFalse();
    }

    @Test
    void aTriggerOvertakesWhatWasDeferredAndAStopCancelsIt() {
        Completer<String> never = new Completer<>();
        script.steps = 3;
        script.defer = List.of(never);
        tell(Trigger.PREPARE);
        tell(Trigger.START);
        assertThat(tell(Trigger.PAUSE)).isEqualTo(Phase.PAUSED);
        assertThat(never.isDone()).isFalse();
        assertThat(tell(Trigger.STOP)).isEqualTo(Phase.STOPPED);
        assertThat(never.isDone()).isTrue();
        assertThat(tell(Trigger.START)).isEqualTo(Phase.STARTED);
        assertThat(script.taken).isEqualTo(3);
    }

    @Test
    void aPauseKeepsWhatWasDeferred() {
        Completer<String> later = new Completer<>();
        script.steps = 2;
        script.defer = List.of(later);
        tell(Trigger.PREPARE);
        tell(Trigger.START);
        tell(Trigger.PAUSE);
        later.complete("now");
        environment.step();
        assertThat(script.taken).isEqualTo(1);
        tell(Trigger.START);
        assertThat(script.taken).isEqualTo(2);
    }

    @Test
    void aFailureOfWhatWasDeferredFailsTheStream() {
        script.steps = 2;
        script.defer = List.of(Futures.failed(new IllegalStateException("planted")));
        tell(Trigger.PREPARE);
        tell(Trigger.START);
        assertThat(task().phase()).isEqualTo(Phase.FAILED);
        assertThat(errors()).containsExactly("planted");
    }

    @Test
    void aStepThatFailsPostsOneErrorAndOnlyTheWayDownIsLeft() {
        script.failIn = "step";
        tell(Trigger.PREPARE);
        tell(Trigger.START);
        assertThat(task().phase()).isEqualTo(Phase.FAILED);
        task().wake();
        environment.step();
        assertThat(errors()).containsExactly("planted in step");
        assertThatThrownBy(() -> tell(Trigger.START)).hasRootCauseMessage("planted in step");
        assertThat(tell(Trigger.STOP)).isEqualTo(Phase.FAILED);
        assertThat(tell(Trigger.UNPREPARE)).isEqualTo(Phase.UNPREPARED);
        assertThat(log).endsWith("unprepare");
    }

    @Test
    void aPrepareThatFailsIsAnsweredWithItsReasonWhateverItThrows() {
        for (String kind : List.of("prepare", "prepare error")) {
            script.failIn = kind;
            StreamTask task = new StreamTask(task().context(), element, script);
            Future<Phase> prepared = task.trigger(Trigger.PREPARE);
            environment.step();
            assertThat(prepared.poll(Waker.none())).as(kind).isTrue();
            assertThatThrownBy(prepared::result).hasStackTraceContaining("planted in prepare");
            assertThat(errors()).containsExactly("planted in prepare");
        }
    }

    @Test
    void theStreamThatRunsIsKnownOnItsThreadAlone() {
        assertThat(StreamTask.current()).isNull();
        tell(Trigger.PREPARE);
        tell(Trigger.START);
        assertThat(script.seen).isSameAs(task());
        assertThat(StreamTask.current()).isNull();
    }

    @Test
    void offAStreamDeferringBlocksTheThread() {
        long[] waited = {0};
        StreamTask.defer(Futures.sleep(Duration.ofMillis(1)).map(_ -> waited[0]++));
        assertThat(waited[0]).isEqualTo(1);
    }

    private List<String> errors() {
        return Parts.told(pipeline).stream()
                .map(message -> ((Message.Error) message).text())
                .toList();
    }

    private final class Script implements StreamLoop {
        private int steps;
        private int taken;
        private List<Future<?>> defer = List.of();
        private @Nullable String failIn;
        private @Nullable StreamTask seen;

        private void call(String what) throws IOException {
            log.add(what);
            if (what.equals(failIn)) throw new IOException("planted in " + what);
            if ((what + " error").equals(failIn)) throw new AssertionError("planted in " + what);
        }

        @Override
        public void prepare() throws IOException {
            call("prepare");
        }

        @Override
        public void start() throws IOException {
            call("start");
        }

        @Override
        public boolean step(long nowNs) throws IOException {
            call("step");
            seen = StreamTask.current();
            if (steps == 0) return false;
            steps--;
            taken++;
            defer.forEach(StreamTask::defer);
            defer = List.of();
            return steps > 0;
        }

        @Override
        public void pause() throws IOException {
            call("pause");
        }

        @Override
        public void stop() throws IOException {
            call("stop");
        }

        @Override
        public void unprepare() throws IOException {
            call("unprepare");
        }
    }
}
