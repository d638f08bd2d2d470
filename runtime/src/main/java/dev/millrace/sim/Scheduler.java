package dev.millrace.sim;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** Who runs next, and what time it is. On the simulation's thread. */
final class Scheduler {
    /*
     * Overview. One actor runs at a time, until it would wait. Among those that are ready, chance picks the next; the seed decides
     * chance. Nothing that runs takes time: the clock stands still while an actor is ready, and then jumps to the next event (an
     * alarm of an actor, the arrival of a packet).
     *
     *   actors ready? ──yes──► pick one, run it
     *        └──no──► events? ──yes──► time = that of the earliest; run all of that time
     *                    └──no──► nothing will ever happen: DEADLOCK
     *
     * Everything here belongs to the thread that called run(), and to the virtual threads that it carries. A thread from outside
     * that makes an actor ready would make chance depend on the machine; it is refused (checkCaller).
     */
    private static final int MOST_STEPS_AT_A_TIME = 5_000_000;
    private static final int MOST_CLOSING_STEPS = 100_000;
    /** One of so many tasks is followed by another actor's step. */
    private static final int PREEMPT_ONE_IN = 4;

    /** Something that happens at a time. */
    static final class Event implements Comparable<Event> {
        final long atNs;
        private final long number;
        private final Runnable action;
        boolean cancelled;

        private Event(long atNs, long number, Runnable action) {
            this.atNs = atNs;
            this.number = number;
            this.action = action;
        }

        @Override
        public int compareTo(Event other) {
            return atNs != other.atNs ? Long.compare(atNs, other.atNs) : Long.compare(number, other.number);
        }
    }

    private final Thread thread = Thread.currentThread();
    private final MonitorWait monitors = new MonitorWait(this);
    private final SplittableRandom random;
    final Trace trace = new Trace();
    private final Set<Actor> actors = new LinkedHashSet<>();
    private final List<Actor> ready = new ArrayList<>();
    private final PriorityQueue<Event> events = new PriorityQueue<>();
    private long nowNs;
    private long limitNs = Duration.ofHours(1).toNanos();
    private long mostLatenessNs;
    private long nextEvent;
    private long steps;
    private long stepsNow;
    private int nextActor;
    private boolean closing;
    private @Nullable Throwable failure;

    Scheduler(SplittableRandom random) {
        this.random = random;
    }

    // ---- time and chance

    long nowNs() {
        return nowNs;
    }

    long steps() {
        return steps;
    }

    void limit(long limitNs) {
        this.limitNs = limitNs;
    }

    void lateBy(long mostNs) {
        mostLatenessNs = mostNs;
    }

    /** How late a thread is, once its time has come. */
    long latenessNs() {
        return mostLatenessNs == 0 ? 0 : random.nextLong(mostLatenessNs + 1);
    }

    Event at(long atNs, Runnable action) {
        Event event = new Event(Math.max(atNs, nowNs), nextEvent++, action);
        events.add(event);
        return event;
    }

    /** Whether the loop that runs gives way before its next task: not when there is nobody to give way to. */
    boolean preempts() {
        return !ready.isEmpty() && random.nextInt(PREEMPT_ONE_IN) == 0;
    }

    // ---- actors

    int add(Actor actor) {
        actors.add(actor);
        return nextActor++;
    }

    void remove(Actor actor) {
        actors.remove(actor);
    }

    void enqueue(Actor actor) {
        ready.add(actor);
    }

    /** The first failure ends the simulation after the present step. */
    void fail(Throwable thrown) {
        if (closing) return;
        if (failure == null) failure = thrown;
        else if (failure != thrown) failure.addSuppressed(thrown);
    }

    boolean isClosing() {
        return closing;
    }

    /** What waits for the machine in the middle of a step. */
    MonitorWait monitors() {
        return monitors;
    }

    /** Its thread may wait for the machine; from any thread. */
    void unpark() {
        LockSupport.unpark(thread);
    }

    void checkCaller(Actor actor) {
        Thread caller = Thread.currentThread();
        if (ThreadActor.isKnown(caller, thread)) return;
        fail(new UnsupportedInSimulationException("a simulated thread is woken from outside: woken=" + actor + " by="
                + caller.getName() + "; what it waits for has to happen inside the simulation"));
    }

    /** A virtual thread has stopped running: refuses waits that only the machine ends. */
    void checkWait(Thread waiting) {
        String what = switch (waiting.getState()) {
            case TIMED_WAITING ->
                "a simulated thread waits in real time: thread=" + waiting.getName()
                        + "; use Futures.sleep, with await or BlockOn.run";
            case BLOCKED ->
                "a simulated thread waits for a monitor that another holds while it is suspended: thread="
                        + waiting.getName() + "; hold no monitor across await, use sync.Mutex or a ReentrantLock";
            default -> null;
        };
        if (what == null) return;
        UnsupportedInSimulationException refused = new UnsupportedInSimulationException(what);
        refused.setStackTrace(waiting.getStackTrace());
        fail(refused);
    }

    // ---- running

    /** Runs until {@code isDone}, or a failure, which it throws. */
    void runUntil(BooleanSupplier isDone) throws Throwable {
        while (!isDone.getAsBoolean()) {
            if (failure != null) throw failure;
            if (!ready.isEmpty()) runOne();
            else if (!nextTime()) throw new SimulationDeadlockException(nowNs, actors);
        }
        if (failure != null) throw failure;
    }

    private void runOne() {
        int last = ready.size() - 1;
        int pick = last == 0 ? 0 : random.nextInt(last + 1);
        Actor actor = ready.get(pick);
        ready.set(pick, ready.get(last));
        ready.remove(last);
        steps++;
        if (++stepsNow > MOST_STEPS_AT_A_TIME)
            fail(new IllegalStateException("time does not move: nowNs=" + nowNs + " steps=" + stepsNow
                    + "; something wakes itself without waiting for time or I/O: last=" + actor));
        trace.add(Trace.STEP, actor.number, nowNs);
        actor.run();
    }

    /** Moves time to the next event and has all of that time happen; false when there is none. */
    private boolean nextTime() {
        Event first = nextEvent();
        if (first == null) return false;
        if (first.atNs > limitNs) {
            fail(new IllegalStateException("simulation does not end: limit=" + Duration.ofNanos(limitNs)
                    + "; raise it with Simulation.limit, or see who waits: " + actors));
            return true;
        }
        if (first.atNs > nowNs) stepsNow = 0;
        nowNs = first.atNs;
        trace.add(Trace.TIME, nowNs, events.size());
        for (Event event = first; event != null && event.atNs == nowNs; event = nextEvent()) {
            events.remove();
            event.action.run();
        }
        return true;
    }

    private @Nullable Event nextEvent() {
        Event first = events.peek();
        while (first != null && first.cancelled) {
            events.remove();
            first = events.peek();
        }
        return first;
    }

    // ---- the end

    /** Has everything that is left end: loops by their close, threads by an interrupt. Returns who did not. */
    List<Actor> close() {
        closing = true;
        for (int step = 0; step < MOST_CLOSING_STEPS && !actors.isEmpty(); step++) {
            if (ready.isEmpty()) {
                List<Actor> waiting = List.copyOf(actors);
                for (Actor actor : waiting) interrupt(actor);
                if (ready.isEmpty()) break;
            }
            Actor next = ready.removeLast();
            next.run();
        }
        return List.copyOf(actors);
    }

    private static void interrupt(Actor actor) {
        Thread waiting = actor.thread();
        if (waiting != null) waiting.interrupt();
        else actor.ready();
    }
}
