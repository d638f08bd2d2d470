package dev.millrace.sim;

import java.util.ArrayDeque;
import java.util.concurrent.Executor;

/** Threads of a simulated host for what blocks; beyond a number of them work waits its turn. */
final class SimulatedPool implements Executor {
    private final SimulatedHost host;
    private final String name;
    private final int mostThreads;
    private final ArrayDeque<Runnable> waiting = new ArrayDeque<>();
    private int threads;
    private int made;

    SimulatedPool(SimulatedHost host, String name, int mostThreads) {
        this.host = host;
        this.name = name;
        this.mostThreads = mostThreads;
    }

    @Override
    public void execute(Runnable work) {
        if (threads == mostThreads) {
            waiting.add(work);
            return;
        }
        threads++;
        host.startThread(name + "-" + made++, () -> serve(work));
    }

    private void serve(Runnable first) {
        try {
            for (Runnable work = first; work != null; work = waiting.poll()) work.run();
        } finally {
            threads--;
        }
    }
}
