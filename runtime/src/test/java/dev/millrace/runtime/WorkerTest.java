package dev.millrace.runtime;

import static dev.millrace.runtime.Async.async;
import static dev.millrace.runtime.Async.await;
import static dev.millrace.runtime.WorkerState.FAILED;
import static dev.millrace.runtime.WorkerState.FLUSHING;
import static dev.millrace.runtime.WorkerState.PAUSED;
import static dev.millrace.runtime.WorkerState.PAUSED_FLUSHING;
import static dev.millrace.runtime.WorkerState.PREPARED;
import static dev.millrace.runtime.WorkerState.PREPARING;
import static dev.millrace.runtime.WorkerState.STARTED;
import static dev.millrace.runtime.WorkerState.STOPPED;
import static dev.millrace.runtime.WorkerState.UNPREPARED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.future.Completer;
import dev.millrace.future.Future;
import dev.millrace.future.Futures;
import dev.millrace.future.Waker;
import dev.millrace.runtime.Transition.Kind;
import dev.millrace.sim.SteppedEnvironment;
import dev.millrace.sync.Channel;
import dev.millrace.sync.Channels;
import dev.millrace.sync.Receiver;
import dev.millrace.sync.Sender;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Tag("await")
@Timeout(20)
class WorkerTest {
    private static final Duration WAIT = Duration.ofMillis(20);

    private final SteppedEnvironment environment = new SteppedEnvironment(1);
    private final List<String> log = new ArrayList<>();
    private final Recorder work = new Recorder();
    private Context context;
    private Worker<Integer> worker;
    private Channel<Integer> channel;
    private Sender<Integer> sender;
    private Receiver<Integer> receiver;

    @BeforeEach
    void open() throws IOException {
        context = environment.acquire("test", WAIT);
        channel = Channels.unbounded();
        sender = channel.sender();
        receiver = channel.receiver();
        worker = Worker.on(context, work);
    }

    @AfterEach
    void close() {
        worker.close();
        context.close();
    }

    private Transition done(Future<Transition> trigger) {
        return environment.run(trigger, WAIT, Duration.ofSeconds(5));
    }

    private void expect(Future<Transition> trigger, WorkerState to, Kind kind) {
        Transition transition = done(trigger);
        assertThat(transition.kind()).isEqualTo(kind);
        assertThat(transition.to()).isEqualTo(to);
        assertThat(worker.state()).isEqualTo(to);
    }

    private void started() {
        expect(worker.prepare(), PREPARED, Kind.COMPLETE);
        expect(worker.start(), STARTED, Kind.COMPLETE);
        log.clear();
    }

    // ---- the way up and down

    @Test
    void goesUpAndDownAndSkipsWhatDoesNotApply() {
        expect(worker.prepare(), PREPARED, Kind.COMPLETE);
        expect(worker.prepare(), PREPARED, Kind.SKIPPED);
        expect(worker.start(), STARTED, Kind.COMPLETE);
        expect(worker.start(), STARTED, Kind.SKIPPED);
        sender.trySend(1);
        environment.step();
        expect(worker.pause(), PAUSED, Kind.COMPLETE);
        expect(worker.start(), STARTED, Kind.COMPLETE);
        expect(worker.stop(), STOPPED, Kind.COMPLETE);
        expect(worker.unprepare(), UNPREPARED, Kind.COMPLETE);
        assertThat(log).containsExactly("prepare", "start", "handled 1", "pause", "start", "stop", "unprepare");
    }

    @Test
    void aTriggerThatTheStateForbidsIsRefusedWithBoth() {
        assertThatThrownBy(() -> done(worker.start()))
                .isInstanceOf(TransitionException.class)
                .hasMessageContaining("trigger=START state=UNPREPARED");
        started();
        assertThatThrownBy(() -> done(worker.prepare())).hasMessageContaining("trigger=PREPARE state=STARTED");
        assertThatThrownBy(() -> done(worker.unprepare())).hasMessageContaining("trigger=UNPREPARE state=STARTED");
        assertThat(worker.state()).isEqualTo(STARTED);
    }

    @Test
    void everyTriggerInEveryStateLeadsWhereTheTableSays() {
        for (WorkerState state : EnumSet.complementOf(EnumSet.of(PREPARING))) {
            for (WorkerTrigger trigger : WorkerTrigger.values()) {
                try (Worker<Integer> fresh = Worker.on(context, new Recorder())) {
                    bring(fresh, state);
                    WorkerState expected = TransitionTable.target(trigger, state);
                    if (expected == null) {
                        assertThatThrownBy(() -> done(fresh.trigger(trigger)))
                                .as("%s in %s", trigger, state)
                                .isInstanceOf(TransitionException.class);
                        expected = state;
                    } else {
                        done(fresh.trigger(trigger));
                    }
                    assertThat(fresh.state()).as("%s in %s", trigger, state).isEqualTo(expected);
                }
            }
        }
    }

    private void bring(Worker<Integer> to, WorkerState state) {
        Map<WorkerState, List<WorkerTrigger>> ways = new HashMap<>();
        List<WorkerTrigger> up = List.of(WorkerTrigger.PREPARE, WorkerTrigger.START);
        ways.put(UNPREPARED, List.of());
        ways.put(PREPARED, List.of(WorkerTrigger.PREPARE));
        ways.put(STARTED, up);
        ways.put(FAILED, up);
        ways.put(PAUSED, List.of(WorkerTrigger.PREPARE, WorkerTrigger.PAUSE));
        ways.put(FLUSHING, List.of(WorkerTrigger.PREPARE, WorkerTrigger.START, WorkerTrigger.FLUSH_START));
        ways.put(PAUSED_FLUSHING, List.of(WorkerTrigger.PREPARE, WorkerTrigger.PAUSE, WorkerTrigger.FLUSH_START));
        ways.put(STOPPED, List.of(WorkerTrigger.PREPARE, WorkerTrigger.START, WorkerTrigger.STOP));
        for (WorkerTrigger trigger : ways.getOrDefault(state, List.of())) done(to.trigger(trigger));
        if (state == FAILED) {
            sender.trySend(Recorder.FAILING);
            environment.step();
        }
        assertThat(to.state()).isEqualTo(state);
    }

    // ---- items

    @Test
    void anItemThatIsBeingHandledIsHandledToItsEndBeforeThePause() {
        started();
        Completer<Work.Flow> slow = new Completer<>();
        work.slow = slow;
        sender.trySend(1);
        sender.trySend(2);
        environment.step();
        Future<Transition> pause = worker.pause();
        environment.step();
        assertThat(worker.state()).isEqualTo(STARTED);
        slow.complete(Work.Flow.GO_ON);
        expect(pause, PAUSED, Kind.COMPLETE);
        assertThat(log).containsExactly("handled 1", "pause");
        done(worker.start());
        assertThat(log).containsExactly("handled 1", "pause", "start", "handled 2");
    }

    @Test
    void noItemIsLostByAnyNumberOfPauses() {
        started();
        SplittableRandom random = new SplittableRandom(5);
        int sent = 0;
        for (int round = 0; round < 300; round++) {
            for (int i = random.nextInt(4); i > 0; i--) sender.trySend(++sent);
            Future<Transition> trigger = random.nextBoolean() ? worker.pause() : worker.start();
            if (random.nextBoolean()) done(trigger);
        }
        done(worker.start());
        environment.step();
        log.removeIf(line -> !line.startsWith("handled"));
        List<String> all = new ArrayList<>();
        for (int i = 1; i <= sent; i++) all.add("handled " + i);
        assertThat(log).isEqualTo(all);
    }

    @Test
    void theEndOfTheItemsStopsIt() {
        started();
        sender.trySend(1);
        sender.close();
        environment.step();
        assertThat(worker.state()).isEqualTo(STOPPED);
        assertThat(log).containsExactly("handled 1", "stop");
    }

    @Test
    void whatTheItemsGoToDecidesAboutFlushAndStop() {
        started();
        work.slow = Futures.ready(Work.Flow.FLUSHING);
        sender.trySend(1);
        environment.step();
        assertThat(worker.state()).isEqualTo(FLUSHING);
        work.slow = Futures.ready(Work.Flow.END);
        done(worker.flushStop());
        sender.trySend(2);
        environment.step();
        assertThat(worker.state()).isEqualTo(STOPPED);
    }

    @Test
    void aFailedItemFailsTheWorkerAndLeavesOnlyTheWayDown() {
        started();
        sender.trySend(Recorder.FAILING);
        environment.step();
        assertThat(worker.state()).isEqualTo(FAILED);
        assertThat(worker.failure()).hasMessage("planted item");
        assertThatThrownBy(() -> done(worker.start()))
                .hasMessageContaining("has failed before")
                .hasRootCauseMessage("planted item");
        done(worker.stop());
        assertThat(worker.state()).isEqualTo(FAILED);
        expect(worker.unprepare(), UNPREPARED, Kind.COMPLETE);
        assertThat(log).containsExactly("stop", "unprepare");
        expect(worker.prepare(), PREPARED, Kind.COMPLETE);
    }

    @Test
    void aFailureMayBeRecoveredFrom() {
        work.recovery = WorkerTrigger.PAUSE;
        started();
        sender.trySend(Recorder.FAILING);
        environment.step();
        assertThat(worker.state()).isEqualTo(PAUSED);
    }

    @Test
    void itemsInPlentyLetOthersRun() {
        started();
        for (int i = 0; i < 1000; i++) sender.trySend(i);
        context.execute(() -> log.add("other"));
        environment.step();
        assertThat(log).hasSize(1001);
        assertThat(log.indexOf("other")).isLessThan(200);
    }

    // ---- actions

    @Test
    void aSlowPrepareHoldsBackTheStart() {
        Completer<@Nullable Void> gate = new Completer<>();
        work.prepare = gate;
        Future<Transition> prepare = worker.prepare();
        Future<Transition> start = worker.start();
        environment.step();
        assertThat(worker.state()).isEqualTo(PREPARING);
        gate.complete(null);
        expect(start, STARTED, Kind.COMPLETE);
        assertThat(done(prepare).from()).isEqualTo(UNPREPARED);
    }

    @Test
    void aFailedPrepareFailsTheStartBehindItToo() {
        work.prepare = Futures.failed(new IllegalStateException("planted action"));
        Future<Transition> prepare = worker.prepare();
        Future<Transition> start = worker.start();
        assertThatThrownBy(() -> done(prepare)).hasMessage("planted action");
        assertThatThrownBy(() -> done(start)).hasMessageContaining("trigger=START state=FAILED");
        expect(worker.unprepare(), UNPREPARED, Kind.COMPLETE);
    }

    @Test
    void aTimerMadeInTheStartIsThereForTheItems() {
        work.start = () -> Futures.sleep(WAIT.multipliedBy(3));
        expect(worker.prepare(), PREPARED, Kind.COMPLETE);
        long beforeNs = environment.nowNs();
        expect(worker.start(), STARTED, Kind.COMPLETE);
        assertThat(environment.nowNs() - beforeNs).isEqualTo(60_000_000);
    }

    // ---- flush

    @Test
    void aFlushEndsWhereItBegan() {
        started();
        expect(worker.flushStart(), FLUSHING, Kind.COMPLETE);
        expect(worker.flushStart(), FLUSHING, Kind.SKIPPED);
        expect(worker.flushStop(), STARTED, Kind.COMPLETE);
        assertThat(log).containsExactly("flush start", "flush stop", "start");
        expect(worker.pause(), PAUSED, Kind.COMPLETE);
        expect(worker.flushStart(), PAUSED_FLUSHING, Kind.COMPLETE);
        expect(worker.flushStop(), PAUSED, Kind.COMPLETE);
    }

    @Test
    void startsAndPausesDuringAFlushCountAtItsEnd() {
        started();
        done(worker.pause());
        done(worker.flushStart());
        log.clear();
        expect(worker.start(), FLUSHING, Kind.COMPLETE);
        assertThat(log).isEmpty();
        expect(worker.flushStop(), STARTED, Kind.COMPLETE);
        done(worker.flushStart());
        expect(worker.pause(), PAUSED_FLUSHING, Kind.COMPLETE);
        expect(worker.flushStop(), PAUSED, Kind.COMPLETE);
    }

    @Test
    void anyOrderOfFlushAndStartEndsStarted() {
        started();
        done(worker.pause());
        List<Future<Transition>> all = List.of(worker.flushStart(), worker.start(), worker.flushStop(), worker.start());
        for (Future<Transition> one : all) done(one);
        assertThat(worker.state()).isEqualTo(STARTED);
    }

    // ---- from within

    @Test
    void aTriggerFromWithinIsCarriedOutLaterAndNotWaitedFor() {
        for (boolean fromBody : new boolean[] {false, true}) {
            log.clear();
            work.slow = fromBody ? async(this::pauseFromWithin) : Futures.lazy(this::pauseFromWithin);
            if (worker.state() == UNPREPARED) started();
            else done(worker.start());
            sender.trySend(1);
            environment.step();
            environment.step();
            assertThat(worker.state()).isEqualTo(PAUSED);
            assertThat(log).contains("NOT_WAITING", "pause");
        }
    }

    private Work.Flow pauseFromWithin() {
        Future<Transition> pause = worker.pause();
        assertThat(pause.poll(Waker.none())).isTrue();
        log.add(pause.result().kind().name());
        return Work.Flow.GO_ON;
    }

    @Test
    void bodiesInDirectStyleDoTheSame() {
        work.inBodies = true;
        started();
        for (int i = 1; i <= 3; i++) sender.trySend(i);
        environment.step();
        expect(worker.stop(), STOPPED, Kind.COMPLETE);
        assertThat(log).containsExactly("handled 1", "handled 2", "handled 3", "stop");
    }

    @Test
    void theEndOfTheContextAnswersEverybody() {
        Completer<@Nullable Void> gate = new Completer<>();
        work.prepare = gate;
        Future<Transition> prepare = worker.prepare();
        Future<Transition> start = worker.start();
        environment.step();
        context.close();
        assertThat(prepare.poll(Waker.none())).isTrue();
        assertThatThrownBy(prepare::result).isInstanceOf(CancellationException.class);
        assertThat(start.poll(Waker.none())).isTrue();
        Future<Transition> late = worker.stop();
        assertThat(late.poll(Waker.none())).isTrue();
        assertThatThrownBy(late::result).hasMessageContaining("trigger=STOP");
        reopenForTheEnd();
    }

    private void reopenForTheEnd() {
        try {
            context = environment.acquire("again", WAIT);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** Takes items from a channel and notes everything. */
    private final class Recorder implements Work<Integer> {
        static final int FAILING = -1;
        Future<@Nullable Void> prepare = Futures.ready(null);
        java.util.function.Supplier<Future<@Nullable Void>> start = () -> Futures.ready(null);

        @Nullable
        Future<Flow> slow;

        @Nullable
        WorkerTrigger recovery;

        boolean inBodies;

        @Override
        public Future<@Nullable Integer> next() {
            return inBodies ? async(() -> await(receiver.next())) : receiver.next();
        }

        @Override
        public Future<Flow> handle(Integer item) {
            if (item == FAILING) throw new IllegalStateException("planted item");
            log.add("handled " + item);
            Future<Flow> once = slow;
            slow = null;
            if (once != null) return once;
            return inBodies ? async(() -> Flow.GO_ON) : Futures.ready(Flow.GO_ON);
        }

        private Future<@Nullable Void> note(String action) {
            log.add(action);
            return Futures.ready(null);
        }

        @Override
        public Future<@Nullable Void> prepare() {
            log.add("prepare");
            return prepare;
        }

        @Override
        public Future<@Nullable Void> start() {
            log.add("start");
            return start.get();
        }

        @Override
        public Future<@Nullable Void> pause() {
            return note("pause");
        }

        @Override
        public Future<@Nullable Void> flushStart() {
            return note("flush start");
        }

        @Override
        public Future<@Nullable Void> flushStop() {
            return note("flush stop");
        }

        @Override
        public Future<@Nullable Void> stop() {
            return note("stop");
        }

        @Override
        public Future<@Nullable Void> unprepare() {
            return note("unprepare");
        }

        @Override
        public @Nullable WorkerTrigger itemFailed(Throwable failure) {
            return recovery;
        }
    }
}
