package dev.millrace.examples;

import dev.millrace.future.Future;
import dev.millrace.runtime.BlockOn;
import dev.millrace.runtime.Context;
import dev.millrace.runtime.Environment;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;

/** An example whose work is one future on one context, so that a test can turn that context under a clock of its own. */
interface OnContext extends Example {
    /** The work, to be spawned on {@code context}. */
    Future<?> main(Context context, PrintWriter out, List<String> args);

    @Override
    default void run(PrintWriter out, List<String> args) throws IOException {
        try (Context context = Environment.machine().open("example", Duration.ZERO)) {
            BlockOn.run(context.spawn(main(context, out, args)));
        }
    }
}
