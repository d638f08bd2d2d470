package dev.millrace.runtime;

import org.jspecify.annotations.Nullable;

/** A queue of tasks linked through themselves; of one thread. */
final class TaskList {
    private @Nullable Task head;
    private @Nullable Task tail;

    boolean isEmpty() {
        return head == null;
    }

    void append(Task task) {
        task.next = null;
        if (tail == null) head = task;
        else tail.next = task;
        tail = task;
    }

    @Nullable
    Task poll() {
        Task task = head;
        if (task == null) return null;
        head = task.next;
        if (head == null) tail = null;
        task.next = null;
        return task;
    }
}
