package dev.millrace.runtime;

/** The virtual thread of an async body, and the way it shares a thread with the tasks of its executor. */
interface Coroutine {
    /** Has the body run for the first time, soon. On the executor's thread. */
    void start();

    /** Gives the executor's thread to others until {@link #unpark}; may return before. On the body's virtual thread. */
    void park();

    /** Has {@link #park} return, now or the next time it is called. Any thread. */
    void unpark();

    /** The body is over. On the body's virtual thread, as its last act. */
    default void ended() {}
}
