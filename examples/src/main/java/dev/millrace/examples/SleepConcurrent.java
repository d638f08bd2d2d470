package dev.millrace.examples;

import static dev.millrace.future.Futures.join;
import static dev.millrace.future.Futures.sleep;
import static dev.millrace.runtime.Async.async;
import static dev.millrace.runtime.Async.await;

import dev.millrace.future.Future;
import dev.millrace.runtime.Context;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;

/** Three bodies joined in one task that await: each gives the thread up where it waits, and one delay does for all. */
final class SleepConcurrent implements OnContext {
    @Override
    public Future<?> main(Context context, PrintWriter out, List<String> args) {
        Duration pause = Duration.ofMillis(Example.number(args, 0, 300, 10_000));
        return join(body(1, pause, out), body(2, pause, out), body(3, pause, out));
    }

    private static Future<Integer> body(int number, Duration pause, PrintWriter out) {
        return async(() -> {
            out.println("start " + number);
            await(sleep(pause));
            out.println("done " + number);
            return number;
        });
    }
}
