package dev.millrace.examples;

import static dev.millrace.future.Futures.lazy;

import dev.millrace.future.Future;
import dev.millrace.runtime.BlockOn;
import java.io.PrintWriter;
import java.util.List;

/** A future is a plan: nothing happens when it is made, only when it is polled, here by the thread that waits for it. */
final class LazyValue implements Example {
    @Override
    public void run(PrintWriter out, List<String> args) {
        Future<Integer> one = lazy(() -> {
            out.println("computing");
            return 1;
        });
        out.println("nothing has run yet");
        out.println(BlockOn.run(one));
    }
}
