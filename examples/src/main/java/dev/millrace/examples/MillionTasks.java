package dev.millrace.examples;

import static dev.millrace.future.Futures.sleep;
import static dev.millrace.runtime.Async.async;
import static dev.millrace.runtime.Async.await;

import dev.millrace.future.Completer;
import dev.millrace.future.Future;
import dev.millrace.runtime.Context;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Composed futures are cheaper still: no stack at all, a few objects each. They share a thread, so a plain counter will do. */
final class MillionTasks implements OnContext {
    @Override
    public Future<@Nullable Void> main(Context context, PrintWriter out, List<String> args) {
        int tasks = Example.number(args, 0, 1_000_000, 10_000_000);
        int[] woken = {0};
        Completer<Integer> all = new Completer<>();
        return async(() -> {
            for (int i = 0; i < tasks; i++)
                context.spawn(sleep(Duration.ofMillis(100)).inspect(_ -> {
                    if (++woken[0] == tasks) all.complete(woken[0]);
                }));
            out.println(String.format(Locale.ROOT, "asleep: %,d", context.liveTasks() - 1));
            if (tasks > 0) out.println(String.format(Locale.ROOT, "woken: %,d", await(all)));
            return null;
        });
    }
}
