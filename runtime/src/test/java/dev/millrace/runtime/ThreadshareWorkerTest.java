package dev.millrace.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.future.Completer;
import dev.millrace.future.Future;
import dev.millrace.future.Futures;
import dev.millrace.future.Waker;
import dev.millrace.sync.Channel;
import dev.millrace.sync.Channels;
import dev.millrace.sync.Sender;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Workers on contexts with threads, told what to do by another thread or another context; the same in a simulation
 * (docs/design/threadshare-tests.md). What each trigger does in each state is in {@link WorkerTest}.
 */
@Tag("backend")
@Tag("simulated")
@Timeout(30)
class ThreadshareWorkerTest {
    private static final Duration WAIT = Duration.ofMillis(5);
    private static final int FAILING = -1;

    private final Queue<String> log = new ConcurrentLinkedQueue<>();
    private final Channel<Integer> channel = Channels.unbounded();
    private final Sender<Integer> sender = channel.sender();
    private final Work<Integer> work = new Noting();

    private volatile Supplier<Future<@Nullable Void>> onPrepare = () -> Futures.ready(null);
    private volatile Supplier<Future<@Nullable Void>> onStart = () -> Futures.ready(null);
    private volatile Supplier<Future<Work.Flow>> onItem = () -> Futures.ready(Work.Flow.GO_ON);
    private volatile @Nullable Awaited awaited;

    /** The item that the test waits for: others may be handled before it. */
    private record Awaited(int item, Completer<@Nullable Void> handled) {}

    private interface Scene {
        void play(Worker<Integer> worker) throws Exception;
    }

    /** Once, or in a simulation once per seed. */
    private void onContext(Scene scene) throws Exception {
        log.clear();
        onPrepare = () -> Futures.ready(null);
        onStart = () -> Futures.ready(null);
        onItem = () -> Futures.ready(Work.Flow.GO_ON);
        try (Context context = Context.acquire("worker-test", WAIT);
                Worker<Integer> worker = Worker.on(context, work)) {
            scene.play(worker);
            worker.stop();
            BlockOn.run(worker.unprepare());
        }
    }

    private static WorkerState done(Future<Transition> trigger) {
        return BlockOn.run(trigger).to();
    }

    private static void started(Worker<Integer> worker) {
        done(worker.prepare());
        assertThat(done(worker.start())).isEqualTo(WorkerState.STARTED);
    }

    /** Gives an item and waits until it was handled. */
    private void handle(int item) {
        Completer<@Nullable Void> done = new Completer<>();
        awaited = new Awaited(item, done);
        sender.trySend(item);
        BlockOn.run(done);
    }

    @Test
    void theWholeLifeOfAWorker() throws Exception {
        onContext(worker -> {
            assertThat(done(worker.prepare())).isEqualTo(WorkerState.PREPARED);
            assertThat(done(worker.start())).isEqualTo(WorkerState.STARTED);
            assertThat(BlockOn.run(worker.start()).kind()).isEqualTo(Transition.Kind.SKIPPED);
            assertThatThrownBy(() -> done(worker.prepare())).isInstanceOf(TransitionException.class);
            handle(1);
            assertThat(done(worker.pause())).isEqualTo(WorkerState.PAUSED);
            sender.trySend(2);
            BlockOn.run(Futures.sleep(Duration.ofMillis(15)));
            assertThat(log).doesNotContain("handled 2");
            assertThat(done(worker.start())).isEqualTo(WorkerState.STARTED);
            handle(3);
            assertThat(done(worker.stop())).isEqualTo(WorkerState.STOPPED);
            assertThat(done(worker.unprepare())).isEqualTo(WorkerState.UNPREPARED);
            log.removeIf(line -> line.startsWith("done"));
            assertThat(log)
                    .containsExactly(
                            "prepare",
                            "start",
                            "handled 1",
                            "pause",
                            "start",
                            "handled 2",
                            "handled 3",
                            "stop",
                            "unprepare");
        });
    }

    /** An item that is being handled ends before the pause does; one that is waited for is not lost. */
    @Test
    void aPauseWaitsForTheItemThatIsHandled() throws Exception {
        onContext(worker -> {
            started(worker);
            onItem = () -> Futures.sleep(Duration.ofMillis(15)).map(_ -> Work.Flow.GO_ON);
            handle(1);
            assertThat(done(worker.pause())).isEqualTo(WorkerState.PAUSED);
            assertThat(log).contains("done 1").endsWith("pause");
        });
    }

    @Test
    void aFailedPrepareFailsTheStartThatWaitsBehindIt() throws Exception {
        onContext(worker -> {
            onPrepare = () -> Futures.sleep(Duration.ofMillis(10)).map(_ -> {
                throw new IllegalStateException("planted");
            });
            Future<Transition> prepare = worker.prepare();
            Future<Transition> start = worker.start();
            assertThatThrownBy(() -> done(prepare)).hasMessageContaining("planted");
            assertThatThrownBy(() -> done(start)).hasMessageContaining("state=FAILED");
            assertThat(done(worker.unprepare())).isEqualTo(WorkerState.UNPREPARED);
        });
    }

    @Test
    void aStartWaitsBehindASlowPrepare() throws Exception {
        onContext(worker -> {
            onPrepare = () -> Futures.sleep(Duration.ofMillis(10));
            Future<Transition> prepare = worker.prepare();
            Future<Transition> start = worker.start();
            assertThat(done(start)).isEqualTo(WorkerState.STARTED);
            assertThat(done(prepare)).isEqualTo(WorkerState.PREPARED);
            assertThat(log).containsExactly("prepare", "start");
        });
    }

    @Test
    void anEndStopsAndAFailureFails() throws Exception {
        onContext(worker -> {
            started(worker);
            onItem = () -> Futures.ready(Work.Flow.END);
            handle(1);
            awaitState(worker, WorkerState.STOPPED);
            done(worker.start());
            sender.trySend(FAILING);
            awaitState(worker, WorkerState.FAILED);
            assertThatThrownBy(() -> done(worker.start())).hasMessageContaining("has failed before");
            done(worker.stop());
        });
    }

    private static void awaitState(Worker<Integer> worker, WorkerState state) {
        while (worker.state() != state) BlockOn.run(Futures.sleep(Duration.ofMillis(1)));
    }

    @Test
    void aFlushFromAThreadEndsWhereItBegan() throws Exception {
        onContext(worker -> {
            started(worker);
            assertThat(done(worker.flushStart())).isEqualTo(WorkerState.FLUSHING);
            assertThat(done(worker.flushStop())).isEqualTo(WorkerState.STARTED);
            handle(1);
        });
    }

    /** Another context flushes, and its own; neither waits for itself. */
    @Test
    void aFlushFromAContextEndsWhereItBegan() throws Exception {
        for (String from : List.of("worker-other", "worker-test"))
            onContext(worker -> {
                started(worker);
                try (Context other = Context.acquire(from, WAIT)) {
                    Future<Transition> flush = Futures.defer(worker::flushStart).andThen(_ -> worker.flushStop());
                    assertThat(BlockOn.run(other.spawn(flush)).to()).isEqualTo(WorkerState.STARTED);
                }
                handle(1);
                done(worker.stop());
                done(worker.unprepare());
            });
    }

    @Test
    void triggersFromItemsAndActionsAreNotWaitedFor() throws Exception {
        onContext(worker -> {
            onItem = () -> {
                log.add(Ready.kind(worker.flushStart()));
                return Futures.ready(Work.Flow.GO_ON);
            };
            onStart = () -> {
                log.add(Ready.kind(worker.pause()));
                return Futures.ready(null);
            };
            done(worker.prepare());
            done(worker.start());
            awaitState(worker, WorkerState.PAUSED);
            onStart = () -> Futures.ready(null);
            done(worker.start());
            handle(1);
            awaitState(worker, WorkerState.FLUSHING);
            onItem = () -> {
                worker.pause();
                return Futures.ready(Work.Flow.GO_ON);
            };
            done(worker.flushStop());
            handle(2);
            awaitState(worker, WorkerState.PAUSED);
            assertThat(log).contains("NOT_WAITING", "flush start", "flush stop");
        });
    }

    /** A future that is ready at once. */
    private static final class Ready {
        static String kind(Future<Transition> trigger) {
            assertThat(trigger.poll(Waker.none())).isTrue();
            return trigger.result().kind().name();
        }
    }

    @Test
    void pausesFlushesAndStartsInAnyOrderEndStarted() throws Exception {
        onContext(worker -> {
            started(worker);
            done(worker.pause());
            done(worker.flushStart());
            assertThat(done(worker.start())).isEqualTo(WorkerState.FLUSHING);
            assertThat(done(worker.flushStop())).isEqualTo(WorkerState.STARTED);
            done(worker.pause());
            List<Future<Transition>> together =
                    List.of(worker.flushStart(), worker.start(), worker.flushStop(), worker.start());
            together.forEach(ThreadshareWorkerTest::done);
            assertThat(worker.state()).isEqualTo(WorkerState.STARTED);
            handle(1);
        });
    }

    @Test
    void aFlushAndAStartFromTwoThreadsAtOnceEndStarted() throws Exception {
        onContext(worker -> {
            started(worker);
            for (int round = 0; round < 20; round++) {
                done(worker.pause());
                try (Context other = Context.acquire("worker-other", Duration.ZERO)) {
                    Future<Transition> starting = other.spawnNow(Futures.defer(worker::start));
                    done(worker.flushStart());
                    done(worker.flushStop());
                    done(starting);
                }
                assertThat(worker.state()).isEqualTo(WorkerState.STARTED);
            }
        });
    }

    @Test
    void aTimerOfTheStartWorksForTheItems() throws Exception {
        onContext(worker -> {
            Completer<@Nullable Void> rang = new Completer<>();
            onStart = () -> {
                Objects.requireNonNull(Context.current())
                        .spawnLocal(Futures.sleep(Duration.ofMillis(10)).map(_ -> rang.complete(null)));
                return Futures.ready(null);
            };
            onItem = () -> rang.map(_ -> Work.Flow.GO_ON);
            started(worker);
            handle(1);
            while (!log.contains("done 1")) BlockOn.run(Futures.sleep(Duration.ofMillis(1)));
            done(worker.pause());
        });
    }

    /** Takes items from the channel and notes everything. */
    private final class Noting implements Work<Integer> {
        private Future<@Nullable Void> note(String action, Supplier<Future<@Nullable Void>> then) {
            log.add(action);
            return then.get();
        }

        @Override
        public Future<@Nullable Integer> next() {
            return channel.receiver().next();
        }

        @Override
        public Future<Flow> handle(Integer item) {
            if (item == FAILING) throw new IllegalStateException("planted item");
            log.add("handled " + item);
            Future<Flow> result = onItem.get().map(flow -> {
                log.add("done " + item);
                return flow;
            });
            Awaited told = awaited;
            if (told != null && told.item() == item) told.handled().complete(null);
            return result;
        }

        @Override
        public Future<@Nullable Void> prepare() {
            return note("prepare", onPrepare);
        }

        @Override
        public Future<@Nullable Void> start() {
            return note("start", onStart);
        }

        @Override
        public Future<@Nullable Void> pause() {
            return note("pause", () -> Futures.ready(null));
        }

        @Override
        public Future<@Nullable Void> flushStart() {
            return note("flush start", () -> Futures.ready(null));
        }

        @Override
        public Future<@Nullable Void> flushStop() {
            return note("flush stop", () -> Futures.ready(null));
        }

        @Override
        public Future<@Nullable Void> stop() {
            return note("stop", () -> Futures.ready(null));
        }

        @Override
        public Future<@Nullable Void> unprepare() {
            return note("unprepare", () -> Futures.ready(null));
        }
    }
}
