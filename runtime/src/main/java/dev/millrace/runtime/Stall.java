package dev.millrace.runtime;

import java.util.List;

/**
 * Something kept a context from its other tasks.
 *
 * @param context the name of the context
 * @param task what was running
 * @param lastedNs for how long it had been running when it was noticed, at least
 * @param state what its thread was doing: RUNNABLE when it computed or was in a system call, otherwise what it waited for
 * @param frames where it was, innermost first
 */
public record Stall(String context, String task, long lastedNs, Thread.State state, List<StackTraceElement> frames) {
    public Stall {
        frames = List.copyOf(frames);
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder("context stalls: name=")
                .append(context)
                .append(" task=")
                .append(task)
                .append(" for=")
                .append(lastedNs / 1_000_000)
                .append("ms state=")
                .append(state);
        for (StackTraceElement frame : frames) text.append("\n\tat ").append(frame);
        return text.toString();
    }
}
