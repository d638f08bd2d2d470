package dev.millrace.examples;

import static dev.millrace.future.Futures.sleep;
import static dev.millrace.runtime.Async.async;
import static dev.millrace.runtime.Async.await;

import dev.millrace.future.Future;
import dev.millrace.future.Stream;
import dev.millrace.future.Streams;
import dev.millrace.future.TimedOutException;
import dev.millrace.runtime.Context;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A limit cancels what it limits; an interval is a stream of ticks on a fixed grid, whatever each of them costs. */
final class Timeouts implements OnContext {
    private static final int NS_PER_MS = 1_000_000;

    @Override
    public Future<@Nullable Void> main(Context context, PrintWriter out, List<String> args) {
        return async(() -> {
            out.println(await(slowly("soon", 20).timeout(Duration.ofSeconds(10))));
            try {
                out.println(await(slowly("never", 10_000).timeout(Duration.ofMillis(40))));
            } catch (TimedOutException e) {
                out.println("late: " + e.getMessage());
            }
            Stream<Long> ticks = Streams.interval(Duration.ofMillis(20)).map(tick -> tick.dueNs() / NS_PER_MS);
            List<Long> dueMs = await(ticks.take(4).toList());
            out.println("ticks, in ms after the first: "
                    + dueMs.stream().map(due -> due - dueMs.getFirst()).toList());
            return null;
        });
    }

    private static Future<String> slowly(String what, int delayMs) {
        return sleep(Duration.ofMillis(delayMs)).map(_ -> what);
    }
}
