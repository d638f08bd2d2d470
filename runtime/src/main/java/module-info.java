import org.jspecify.annotations.NullMarked;

/** The asynchronous runtime: futures, timers, contexts, reactors, sockets. */
@NullMarked
module dev.millrace.runtime {
    requires jdk.jfr;
    requires jdk.unsupported; // signals
    requires static transitive org.jspecify;

    exports dev.millrace.timer;
    exports dev.millrace.future;
    exports dev.millrace.sync;
    exports dev.millrace.reactor;
    exports dev.millrace.runtime;
    exports dev.millrace.io;
    exports dev.millrace.sim;
}
