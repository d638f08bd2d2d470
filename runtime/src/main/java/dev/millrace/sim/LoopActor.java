package dev.millrace.sim;

import dev.millrace.runtime.Context;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/** The loop of a context: each of its turns, or a part of one, is a step. */
final class LoopActor extends Actor {
    private final Context context;
    private final List<Thread> joiners = new ArrayList<>();

    LoopActor(SimulatedHost host, Context context) {
        super(host, "context " + context.name());
        this.context = context;
    }

    @Override
    void step() {
        long untilNs = host.stepLoop(context);
        if (untilNs == SimulatedHost.LOOP_ENDED) {
            end();
            joiners.forEach(LockSupport::unpark);
        } else if (untilNs <= host.nowNs()) {
            ready();
        } else {
            readyAt(untilNs == Long.MAX_VALUE ? untilNs : host.simulationTimeNs(untilNs) + scheduler.latenessNs());
        }
    }

    /** Waits for its end. */
    void join() {
        Thread thread = Thread.currentThread();
        if (!thread.isVirtual()) {
            // A task that holds up its own context meanwhile, as it would on a machine.
            while (!isEnded() && !isRunning()) run();
            return;
        }
        joiners.add(thread);
        while (!isEnded()) LockSupport.park(this);
    }
}
