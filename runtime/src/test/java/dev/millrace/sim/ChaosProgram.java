package dev.millrace.sim;

import static dev.millrace.future.Futures.sleep;
import static dev.millrace.runtime.Async.async;
import static dev.millrace.runtime.Async.await;

import dev.millrace.future.Future;
import dev.millrace.future.Futures;
import dev.millrace.future.TimedOutException;
import dev.millrace.future.Waker;
import dev.millrace.io.UdpSocket;
import dev.millrace.reactor.DatagramOptions;
import dev.millrace.reactor.Endpoint;
import dev.millrace.reactor.NativeMemory;
import dev.millrace.runtime.BlockOn;
import dev.millrace.runtime.Context;
import dev.millrace.runtime.JoinHandle;
import dev.millrace.sim.ChaosTable.State;
import dev.millrace.sim.ChaosTable.Trigger;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.function.IntFunction;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * One run of random acts: two contexts, one that throttles, and a thread, which spawn, cancel, send, receive, arm timers, send
 * datagrams and close; then the laws.
 */
final class ChaosProgram {
    private static final int ACTS = 24;
    private static final int PORT = 5004;

    private final Simulation sim;
    private final RandomGenerator random;
    private final ChaosTable table;
    private final ChaosQueue queue;
    private final Map<Integer, Integer> sent = new HashMap<>();
    private final Map<Integer, Integer> received = new HashMap<>();
    private final List<Traced<?>> tasks = new ArrayList<>();
    private final Context[] contexts = new Context[2];
    private final @Nullable UdpSocket[] sockets = new @Nullable UdpSocket[2];
    private final boolean[] heard = new boolean[2];
    private boolean closed;
    private int nextItem;

    private ChaosProgram(Simulation sim, ChaosTable table, IntFunction<ChaosQueue> queues) {
        this.sim = sim;
        this.table = table;
        random = sim.random();
        queue = queues.apply(1 + random.nextInt(3));
    }

    /** A body for {@link Simulation#run}. */
    static Simulation.Body of(ChaosTable table, IntFunction<ChaosQueue> queues) {
        return sim -> new ChaosProgram(sim, table, queues).run();
    }

    private void run() throws Exception {
        sim.limit(Duration.ofMinutes(10));
        if (random.nextBoolean()) sim.lateness(Duration.ofMillis(3));
        sim.network().loss(0.1).duplicate(0.1).delay(Duration.ZERO, Duration.ofMillis(5));
        try (Context fast = sim.environment().acquire("fast", Duration.ZERO);
                Context slow = sim.environment().acquire("slow", Duration.ofMillis(20))) {
            contexts[0] = fast;
            contexts[1] = slow;
            List<JoinHandle<?>> players = new ArrayList<>();
            for (int i = 0; i < 2; i++) {
                int own = i;
                players.add(contexts[i].spawn(async(() -> {
                    sockets[own] = UdpSocket.bind("127.0.0.1", PORT + own);
                    for (int act = 0; act < ACTS; act++) {
                        act(own);
                        await(sleep(pause()));
                    }
                    return null;
                })));
            }
            for (int act = 0; act < ACTS; act++) {
                act(-1);
                BlockOn.run(sleep(pause()));
            }
            for (JoinHandle<?> player : players) BlockOn.run(player);
            end();
        }
        checkLaws();
    }

    private Duration pause() {
        return random.nextInt(3) == 0 ? Duration.ZERO : Duration.ofNanos(random.nextLong(15_000_000));
    }

    /** What is open ends, so that every task can: a lost wake, or a lost item, is a wait for ever. */
    private void end() {
        sim.advance(Duration.ofSeconds(1));
        checkNobodyWaitsForWhatIsThere();
        close();
        for (int i = 0; i < 2; i++) {
            int own = i;
            contexts[i].enter(() -> {
                UdpSocket socket = sockets[own];
                if (socket != null) socket.close();
                return null;
            });
        }
        // What is left in the queue.
        for (Integer item; (item = BlockOn.run(queue.next())) != null; ) received.merge(item, 1, Integer::sum);
        for (Traced<?> task : tasks) {
            try {
                BlockOn.run(task.handle());
            } catch (CancellationException e) {
                // It was told to end.
            } catch (RuntimeException e) {
                if (task.kind != State.ON_SOCKET) throw e;
            }
        }
        // Cancelled ones are dropped on their contexts soon after.
        sim.advance(Duration.ofMillis(50));
    }

    /** All timers have fired: a receiver that waits now, with an item in the queue, has not been woken. */
    private void checkNobodyWaitsForWhatIsThere() {
        long waiting =
                tasks.stream().filter(task -> task.state() == State.RECEIVING).count();
        long left = sent.keySet().stream()
                .filter(item -> !received.containsKey(item))
                .count();
        if (!closed && waiting > 0 && left > 0)
            throw new AssertionError("a wake was lost: receivers=" + waiting + " items=" + left);
    }

    private void checkLaws() {
        for (Traced<?> task : tasks)
            if (task.ends != 1)
                throw new AssertionError(
                        "a task ends once: ends=" + task.ends + " task=" + task + " item=" + task.item);
        // A send that was cancelled when it was ready has put its item into the queue, without being asked what came of
        // it.
        if (!received.keySet().containsAll(sent.keySet()))
            throw new AssertionError("what was sent is received: sent=" + sent + " received=" + received);
        for (var one : received.entrySet())
            if (one.getValue() != 1) throw new AssertionError("an item is received once: item=" + one);
        for (Context context : contexts)
            if (context.liveTasks() != 0)
                throw new AssertionError("tasks are left: context=" + context.name() + " live=" + context.liveTasks());
    }

    // ---- acts

    private void act(int own) throws IOException {
        switch (random.nextInt(16)) {
            case 0, 1, 2 -> send(own);
            case 3, 4, 5 -> receive(own);
            case 6, 7, 8, 9 -> cancel();
            case 10 -> timer(own);
            case 11, 12 -> body(own);
            case 13 -> listen(own);
            case 14 -> datagram();
            default -> {
                if (random.nextInt(20) == 0) close();
                else send(own);
            }
        }
    }

    private void close() {
        if (closed) return;
        table.hit(Trigger.CLOSE, queueState());
        closed = true;
        queue.close();
    }

    private void send(int own) {
        int item = nextItem++;
        Traced<Boolean> task = new Traced<>(State.SENDING, queue.send(item).map(given -> {
            if (given) sent.merge(item, 1, Integer::sum);
            return given;
        }));
        task.item = item;
        spawn(own, task, Trigger.SEND);
    }

    private void receive(int own) {
        Future<@Nullable Integer> next = queue.next();
        if (random.nextInt(4) == 0) next = next.timeout(Duration.ofMillis(random.nextInt(40)));
        Future<@Nullable Integer> taking = next;
        spawn(
                own,
                new Traced<>(State.RECEIVING, new Future<@Nullable Integer>() {
                    @Override
                    public boolean poll(Waker waker) {
                        return taking.poll(waker);
                    }

                    @Override
                    public @Nullable Integer result() {
                        try {
                            Integer item = taking.result();
                            if (item != null) received.merge(item, 1, Integer::sum);
                            return item;
                        } catch (TimedOutException e) {
                            return null;
                        }
                    }

                    @Override
                    public void cancel() {
                        taking.cancel();
                    }
                }),
                Trigger.RECEIVE);
    }

    private void timer(int own) {
        long nanos = random.nextInt(4) == 0 ? 0 : random.nextLong(60_000_000);
        table.hit(Trigger.TIMER, nanos == 0 ? State.PAST : nanos < 20_000_000 ? State.WITHIN_SLICE : State.LATER);
        spawn(own, new Traced<>(State.SLEEPING, sleep(Duration.ofNanos(nanos)).map(_ -> 0)), null);
    }

    /** A body that spawns and awaits by itself. */
    private void body(int own) {
        int item = nextItem++;
        Future<Integer> work = async(() -> {
            await(sleep(Duration.ofNanos(random.nextLong(10_000_000))));
            if (await(queue.send(item))) sent.merge(item, 1, Integer::sum);
            await(Futures.yieldNow());
            return item;
        });
        spawn(own, new Traced<>(State.ON_BODY, work), null);
    }

    private void listen(int own) throws IOException {
        if (own < 0 || heard[own] || sockets[own] == null) return;
        UdpSocket socket = sockets[own];
        heard[own] = true;
        NativeMemory memory = NativeMemory.allocate(64);
        Traced<Integer> task = new Traced<>(State.ON_SOCKET, socket.receive(memory, 0, 64));
        task.atEnd = () -> heard[own] = false;
        spawnOn(own, own, task);
    }

    private void datagram() throws IOException {
        int to = random.nextInt(2);
        UdpSocket socket = sockets[to];
        State state = socket == null ? State.GONE : heard[to] ? State.HEARD : State.UNHEARD;
        table.hit(Trigger.DATAGRAM, state);
        try (UdpSocket from = UdpSocket.open(
                DatagramOptions.bindTo(Endpoint.of("127.0.0.1", 0).address()))) {
            from.trySend(NativeMemory.allocate(16), 0, 16, Endpoint.of("127.0.0.1", PORT + to));
        }
    }

    private void cancel() {
        if (tasks.isEmpty()) return;
        int last = tasks.size() - 1;
        Traced<?> task = tasks.get(random.nextBoolean() ? last : random.nextInt(last + 1));
        table.hit(Trigger.CANCEL, task.state());
        task.handle().cancel();
    }

    private <T extends @Nullable Object> void spawn(int own, Traced<T> task, @Nullable Trigger counted) {
        if (counted != null) task.atFirstPoll = () -> table.hit(counted, queueState());
        spawnOn(own, random.nextInt(2), task);
    }

    private <T extends @Nullable Object> void spawnOn(int own, int on, Traced<T> task) {
        table.hit(Trigger.SPAWN, own < 0 ? State.FROM_THREAD : own == on ? State.OWN : State.OTHER);
        tasks.add(task);
        task.handle = random.nextBoolean() ? contexts[on].spawn(task) : contexts[on].spawnNow(task);
    }

    private State queueState() {
        if (closed) return State.CLOSED;
        long receiving =
                tasks.stream().filter(task -> task.isWaiting(State.RECEIVING)).count();
        long sending =
                tasks.stream().filter(task -> task.isWaiting(State.SENDING)).count();
        if (receiving > 0) return State.AWAITED;
        if (sending > 0) return State.BLOCKED;
        return sent.size() > received.size() ? State.FILLED : State.EMPTY;
    }

    /** A future of a task, with what the task is at. */
    private static final class Traced<T extends @Nullable Object> implements Future<T> {
        private final State kind;
        private final Future<T> future;
        private State state = State.NEW;
        private @Nullable JoinHandle<T> handle;
        private @Nullable Runnable atFirstPoll;
        private @Nullable Runnable atEnd;
        private int ends;
        private int item = -1;

        Traced(State kind, Future<T> future) {
            this.kind = kind;
            this.future = future;
        }

        State state() {
            return state;
        }

        boolean isWaiting(State as) {
            return kind == as && (state == as || state == State.WOKEN);
        }

        JoinHandle<T> handle() {
            JoinHandle<T> known = handle;
            if (known == null) throw new AssertionError("not spawned");
            return known;
        }

        @Override
        public boolean poll(Waker waker) {
            if (state == State.NEW && atFirstPoll != null) atFirstPoll.run();
            state = kind;
            return future.poll(() -> {
                if (state == kind) state = State.WOKEN;
                waker.wake();
            });
        }

        @Override
        public T result() {
            ended();
            return future.result();
        }

        @Override
        public void cancel() {
            if (state == State.DONE) throw new AssertionError("cancelled after its end: " + this);
            ended();
            future.cancel();
        }

        private void ended() {
            state = State.DONE;
            ends++;
            if (atEnd != null) atEnd.run();
        }

        @Override
        public String toString() {
            return "traced(kind=" + kind + " state=" + state + ")";
        }
    }
}
