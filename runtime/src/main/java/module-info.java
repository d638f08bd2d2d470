import org.jspecify.annotations.NullMarked;

/** The asynchronous runtime: futures, timers, contexts, reactors, sockets. */
@NullMarked
module dev.millrace.runtime {
    requires static org.jspecify;
}
