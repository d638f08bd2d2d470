package dev.millrace.examples;

import static dev.millrace.future.Futures.join;
import static dev.millrace.runtime.Async.async;

import dev.millrace.future.Future;
import dev.millrace.runtime.Context;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;

/**
 * Three bodies joined in one task that never await. Nothing can take the thread from them, so that they run one after the
 * other, and everything else on the context waits. Compare {@link SleepConcurrent}.
 */
final class SleepSerial implements OnContext {
    @Override
    public Future<?> main(Context context, PrintWriter out, List<String> args) {
        Duration pause = Duration.ofMillis(Example.number(args, 0, 300, 10_000));
        return join(body(1, pause, out), body(2, pause, out), body(3, pause, out));
    }

    private static Future<Integer> body(int number, Duration pause, PrintWriter out) {
        return async(() -> {
            out.println("start " + number);
            holdThread(pause); // no await
            out.println("done " + number);
            return number;
        });
    }

    /** What a long computation does, or a library that waits by itself. */
    private static void holdThread(Duration time) {
        long beganNs = System.nanoTime();
        while (System.nanoTime() - beganNs < time.toNanos()) Thread.onSpinWait();
    }
}
