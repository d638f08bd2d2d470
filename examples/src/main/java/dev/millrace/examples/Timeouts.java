package dev.millrace.examples;

import static dev.millrace.future.Futures.sleep;
import static dev.millrace.runtime.Async.async;
import static dev.millrace.runtime.Async.await;

import dev.millrace.future.Future;
import dev.millrace.future.Stream;
import dev.millrace.future.Streams;
import dev.millrace.future.Tick;
import dev.millrace.future.TimedOutException;
import dev.millrace.runtime.Context;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A limit cancels what it limits; an interval is a stream of ticks on a fixed grid, whatever each of them costs. */
final class Timeouts implements OnContext {
    private static final Duration PERIOD = Duration.ofMillis(20);

    @Override
    public Future<@Nullable Void> main(Context context, PrintWriter out, List<String> args) {
        return async(() -> {
            out.println(await(slowly("soon", 20).timeout(Duration.ofSeconds(10))));
            try {
                out.println(await(slowly("never", 10_000).timeout(Duration.ofMillis(40))));
            } catch (TimedOutException e) {
                out.println("late: " + e.getMessage());
            }
            Stream<Long> ticks = Streams.interval(PERIOD).map(Tick::dueNs);
            List<Long> dueNs = await(ticks.take(4).toList());
            boolean onGrid = dueNs.stream().allMatch(due -> (due - dueNs.getFirst()) % PERIOD.toNanos() == 0);
            out.println("ticks: " + dueNs.size() + ", on one grid: " + onGrid);
            return null;
        });
    }

    private static Future<String> slowly(String what, int delayMs) {
        return sleep(Duration.ofMillis(delayMs)).map(_ -> what);
    }
}
