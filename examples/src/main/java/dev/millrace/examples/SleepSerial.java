package dev.millrace.examples;

import static dev.millrace.future.Futures.join;
import static dev.millrace.runtime.Async.async;

import dev.millrace.future.Future;
import dev.millrace.runtime.Context;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

/**
 * Three bodies joined in one task that never await. Nothing can take the thread from them, so that they run one after the
 * other, and everything else on the context waits. Compare {@link SleepConcurrent}.
 */
final class SleepSerial implements OnContext {
    private final Consumer<Duration> holdThread;

    SleepSerial() {
        this(SleepSerial::spin);
    }

    /** As it is, but for how a body holds its thread. */
    SleepSerial(Consumer<Duration> holdThread) {
        this.holdThread = holdThread;
    }

    @Override
    public Future<?> main(Context context, PrintWriter out, List<String> args) {
        Duration pause = Duration.ofMillis(Example.number(args, 0, 300, 10_000));
        return join(body(1, pause, out), body(2, pause, out), body(3, pause, out));
    }

    private Future<Integer> body(int number, Duration pause, PrintWriter out) {
        return async(() -> {
            out.println("start " + number);
            holdThread.accept(pause); // no await
            out.println("done " + number);
            return number;
        });
    }

    /** What a long computation does, or a library that waits by itself. */
    private static void spin(Duration time) {
        long beganNs = System.nanoTime();
        while (System.nanoTime() - beganNs < time.toNanos()) Thread.onSpinWait();
    }
}
