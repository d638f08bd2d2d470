package dev.millrace.examples;

import dev.millrace.future.Future;
import dev.millrace.future.Futures;
import dev.millrace.runtime.BlockOn;
import dev.millrace.runtime.Context;
import dev.millrace.runtime.Environment;
import dev.millrace.runtime.JoinHandle;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An example whose work is one future on one context, so that a test can turn that context under a clock of its own. */
interface OnContext extends Example {
    /** The work, which is one task of {@code context}; called on its thread. */
    Future<?> main(Context context, PrintWriter out, List<String> args);

    /** Starts the work on {@code context}; from any thread. */
    default JoinHandle<@Nullable Object> start(Context context, PrintWriter out, List<String> args) {
        return context.spawn(Futures.<@Nullable Object>defer(() -> main(context, out, args)));
    }

    @Override
    default void run(PrintWriter out, List<String> args) throws IOException {
        try (Context context = Environment.current().open("example", Duration.ZERO)) {
            BlockOn.run(start(context, out, args));
        }
    }
}
