package dev.millrace.runtime;

import org.jspecify.annotations.Nullable;

/** The spawned futures of one context that were polled and are not finished, linked through themselves; of the loop's thread. */
final class LiveTasks {
    private @Nullable FutureTask<?> first;

    void add(FutureTask<?> task) {
        task.nextLive = first;
        if (first != null) first.previousLive = task;
        first = task;
    }

    void remove(FutureTask<?> task) {
        FutureTask<?> before = task.previousLive;
        FutureTask<?> after = task.nextLive;
        if (before != null) before.nextLive = after;
        else if (first == task) first = after;
        if (after != null) after.previousLive = before;
        task.previousLive = null;
        task.nextLive = null;
    }

    /** The loop ends: fails and drops each. */
    void abandonAll(Faults faults) {
        for (FutureTask<?> task = first; task != null; task = first) {
            try {
                task.abandon();
            } catch (Throwable failure) {
                faults.report("a future failed to be cancelled", failure);
            }
            remove(task);
        }
    }
}
