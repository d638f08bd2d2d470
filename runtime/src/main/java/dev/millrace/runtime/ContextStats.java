package dev.millrace.runtime;

/**
 * What a context has done since it was made; each figure is right by itself, but they are not read at one instant.
 *
 * @param turns how often it looked for timers and I/O
 * @param lateSlices slices that began more than half a slice late
 * @param skippedSlices slices left out because the turn before took longer
 * @param wakeups returns from waiting, whatever the cause
 * @param tasksRun how often a task ran
 * @param ioWakes how often a socket's readiness woke a task
 * @param timersFired timers that came due
 * @param faults exceptions that escaped a task, timer or listener
 * @param parkedNs time spent waiting
 * @param longestTurnNs the longest turn so far
 */
public record ContextStats(
        long turns,
        long lateSlices,
        long skippedSlices,
        long wakeups,
        long tasksRun,
        long ioWakes,
        long timersFired,
        long faults,
        long parkedNs,
        long longestTurnNs) {}
