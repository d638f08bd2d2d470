package dev.millrace.glib.loop;

/** What a task knows of the lane that runs it. */
interface TaskHost {
    /** Has {@code item} run; any thread. */
    void push(Item item);

    /** A task was spawned; any thread. */
    void began();

    /** A task has ended; any thread. */
    void ended();

    /** It waits, and is to be dropped when the executor is closed. On the thread of the context. */
    void list(GlibTask<?> task);

    /** It waits no more. On the thread of the context. */
    void unlist(GlibTask<?> task);

    /** What messages call the context. */
    String contextName();
}
