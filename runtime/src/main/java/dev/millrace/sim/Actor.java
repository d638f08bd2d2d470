package dev.millrace.sim;

import org.jspecify.annotations.Nullable;

/** What would be a thread on a machine: a loop, a thread that may block, a computation. On the simulation's thread. */
abstract class Actor {
    /*
     * Overview.
     *
     *   IDLE ──ready──► READY ──the scheduler picks it──► RUNNING ──step ends──► IDLE, or READY if it was made so meanwhile
     *                                                        └──end──► ENDED
     *
     * Becoming ready is sticky, like an unpark: one that comes while it runs has it run again.
     */
    private enum State {
        IDLE,
        READY,
        RUNNING,
        RUNNING_READY,
        ENDED
    }

    final Scheduler scheduler;
    final SimulatedHost host;
    final int number;
    final String name;
    private State state = State.IDLE;
    private Scheduler.@Nullable Event alarm;

    Actor(SimulatedHost host, String name) {
        this.host = host;
        this.scheduler = host.scheduler();
        this.name = name;
        this.number = scheduler.add(this);
    }

    /** Runs it until it would wait. */
    abstract void step();

    /** What it is doing, for reports; null when nothing is known. */
    @Nullable
    Thread thread() {
        return null;
    }

    final void ready() {
        switch (state) {
            case IDLE -> {
                state = State.READY;
                scheduler.enqueue(this);
            }
            case RUNNING -> state = State.RUNNING_READY;
            case READY, RUNNING_READY, ENDED -> {}
        }
    }

    /** Makes it ready at a time of the simulation, in place of any earlier wish. */
    final void readyAt(long atNs) {
        if (alarm != null) {
            if (alarm.atNs == atNs && !alarm.cancelled) return;
            alarm.cancelled = true;
        }
        alarm = atNs == Long.MAX_VALUE ? null : scheduler.at(atNs, this::ready);
    }

    final void end() {
        state = State.ENDED;
        readyAt(Long.MAX_VALUE);
        scheduler.remove(this);
    }

    final boolean isEnded() {
        return state == State.ENDED;
    }

    final boolean isRunning() {
        return state == State.RUNNING || state == State.RUNNING_READY;
    }

    /** By the scheduler, which has taken it off the ready ones. */
    final void run() {
        state = State.RUNNING;
        step();
        if (state == State.ENDED) return;
        boolean again = state == State.RUNNING_READY;
        state = State.IDLE;
        if (again) ready();
    }

    @Override
    public String toString() {
        return name;
    }
}
