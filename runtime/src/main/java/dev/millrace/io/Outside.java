package dev.millrace.io;

import dev.millrace.future.Future;
import dev.millrace.future.Futures;
import dev.millrace.runtime.Environment;
import dev.millrace.runtime.Offload;
import java.util.concurrent.Callable;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** What is outside of every environment but the machine: files, names, processes. A made-up one may refuse it. */
final class Outside {
    private Outside() {}

    /** Runs {@code body} on the blocking pool of the environment that polls. */
    static <T extends @Nullable Object> Future<T> blocking(String what, Callable<T> body) {
        return Futures.defer(() -> {
            Environment.current().checkReal(what);
            return Offload.blocking(body);
        });
    }

    /** The blocking pool of the present environment. */
    static Executor pool(String what) {
        check(what);
        return Environment.current().blocking();
    }

    static void check(String what) {
        Environment.current().checkReal(what);
    }
}
