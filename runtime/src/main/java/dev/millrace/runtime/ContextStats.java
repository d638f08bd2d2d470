package dev.millrace.runtime;

/**
 * What a context has done since it was made; each figure is right by itself, but they are not read at one instant.
 *
 * @param upNs how long it has been there
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
 * @param liveTasks spawned futures that are not finished
 * @param turnLengths how long the turns took
 * @param lateness how late the slices began
 */
public record ContextStats(
        long upNs,
        long turns,
        long lateSlices,
        long skippedSlices,
        long wakeups,
        long tasksRun,
        long ioWakes,
        long timersFired,
        long faults,
        long parkedNs,
        long longestTurnNs,
        int liveTasks,
        Durations turnLengths,
        Durations lateness) {

    /** The share of its time that it did not wait, in percent of one core. */
    public double busyPercent() {
        return upNs == 0 ? 0 : Math.clamp(100.0 * (upNs - parkedNs) / upNs, 0, 100);
    }

    /** What was done after {@code before}; the longest turn and the live tasks are those of this. */
    public ContextStats since(ContextStats before) {
        return new ContextStats(
                upNs - before.upNs,
                turns - before.turns,
                lateSlices - before.lateSlices,
                skippedSlices - before.skippedSlices,
                wakeups - before.wakeups,
                tasksRun - before.tasksRun,
                ioWakes - before.ioWakes,
                timersFired - before.timersFired,
                faults - before.faults,
                parkedNs - before.parkedNs,
                longestTurnNs,
                liveTasks,
                turnLengths.since(before.turnLengths),
                lateness.since(before.lateness));
    }
}
