package dev.millrace.sim;

import java.util.Collection;

/** Everything waits, and nothing is left that could end a wait: a lost wake-up, or a cycle of waits. The message shows who. */
public final class SimulationDeadlockException extends IllegalStateException {
    private static final long serialVersionUID = 1;
    private static final int MOST_FRAMES = 12;

    SimulationDeadlockException(long nowNs, Collection<Actor> waiting) {
        super(describe(nowNs, waiting));
    }

    private static String describe(long nowNs, Collection<Actor> waiting) {
        StringBuilder text =
                new StringBuilder("nothing will ever happen again: nowNs=" + nowNs + " waiting=" + waiting.size());
        for (Actor actor : waiting) {
            text.append(System.lineSeparator()).append("  ").append(actor);
            Thread thread = actor.thread();
            if (thread == null) continue;
            StackTraceElement[] frames = thread.getStackTrace();
            for (int i = 0; i < Math.min(frames.length, MOST_FRAMES); i++)
                text.append(System.lineSeparator()).append("    at ").append(frames[i]);
        }
        return text.toString();
    }
}
