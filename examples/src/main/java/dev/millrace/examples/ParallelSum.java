package dev.millrace.examples;

import static dev.millrace.runtime.Async.async;
import static dev.millrace.runtime.Async.await;
import static dev.millrace.runtime.Offload.parallel;

import dev.millrace.future.Future;
import dev.millrace.runtime.Context;
import java.io.PrintWriter;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A parallel stream inside {@code parallel} runs on the CPU pool of the runtime, on as many threads as processors. */
final class ParallelSum implements OnContext {
    @Override
    public Future<@Nullable Void> main(Context context, PrintWriter out, List<String> args) {
        return async(() -> {
            int[] ones = new int[1_024 * 1_024];
            Arrays.fill(ones, 1);
            int sum = await(parallel(() -> Arrays.stream(ones).parallel().sum()));
            out.println(sum);
            return null;
        });
    }
}
