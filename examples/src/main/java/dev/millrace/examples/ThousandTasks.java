package dev.millrace.examples;

import static dev.millrace.future.Futures.sleep;
import static dev.millrace.runtime.Async.async;
import static dev.millrace.runtime.Async.await;

import dev.millrace.future.Future;
import dev.millrace.runtime.Context;
import dev.millrace.runtime.JoinHandle;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Bodies in direct style are cheap: a thousand wait at the same time, each where it stands in its code, on one thread. */
final class ThousandTasks implements OnContext {
    @Override
    public Future<@Nullable Void> main(Context context, PrintWriter out, List<String> args) {
        return async(() -> {
            List<JoinHandle<Integer>> tasks = new ArrayList<>();
            for (int i = 1; i <= 1_000; i++) tasks.add(context.spawn(task(i)));
            out.println("live tasks besides this one: " + (context.liveTasks() - 1));
            int sum = 0;
            for (JoinHandle<Integer> task : tasks) sum += await(task);
            out.println("sum of what they gave: " + sum);
            out.println("live tasks besides this one: " + (context.liveTasks() - 1));
            return null;
        });
    }

    private static Future<Integer> task(int number) {
        return async(() -> {
            for (int i = 0; i < 3; i++) await(sleep(Duration.ofMillis(20)));
            return number;
        });
    }
}
