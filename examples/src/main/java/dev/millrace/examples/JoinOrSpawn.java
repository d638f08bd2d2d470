package dev.millrace.examples;

import static dev.millrace.future.Futures.join;
import static dev.millrace.future.Futures.lazy;
import static dev.millrace.future.Futures.sleep;
import static dev.millrace.runtime.Async.async;
import static dev.millrace.runtime.Async.await;

import dev.millrace.future.Future;
import dev.millrace.runtime.BlockOn;
import dev.millrace.runtime.Context;
import dev.millrace.runtime.Environment;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** Three degrees of "at the same time": parts of one task, tasks of one thread, tasks of two threads. */
final class JoinOrSpawn implements Example {
    private static final long PATIENCE_S = 20;

    private final Supplier<Future<?>> meeting;

    JoinOrSpawn() {
        CyclicBarrier barrier = new CyclicBarrier(2);
        meeting = () -> meets(barrier);
    }

    /** As it is, but for what each of two tasks does to meet the other one. */
    JoinOrSpawn(Supplier<Future<?>> meeting) {
        this.meeting = meeting;
    }

    @Override
    public void run(PrintWriter out, List<String> args) throws IOException {
        try (Context one = Environment.current().open("one", Duration.ZERO);
                Context two = Environment.current().open("two", Duration.ZERO)) {
            BlockOn.run(one.spawn(onOneThread(one, out)));
            var first = one.spawn(meeting.get());
            var second = two.spawn(meeting.get());
            BlockOn.run(join(first, second));
            out.println("two contexts");
            out.println("  both were at the barrier, which takes two threads");
        }
    }

    /** Joined, the parts need no queue and no handle, and end with their task; spawned, each is cancelled and prioritised alone. */
    static Future<String> onOneThread(Context context, PrintWriter out) {
        return async(() -> {
            var joined = join(turns("a", context, out), turns("b", context, out));
            out.println("join");
            await(joined);
            out.println("spawn");
            var a = context.spawn(turns("a", context, out));
            var b = context.spawn(turns("b", context, out));
            await(a);
            await(b);
            return "done";
        });
    }

    /** Gives the thread up once. */
    private static Future<String> turns(String name, Context context, PrintWriter out) {
        return async(() -> {
            out.println("  " + name + " begins, live tasks: " + context.liveTasks());
            await(sleep(Duration.ofMillis(20)));
            out.println("  " + name + " goes on");
            return name;
        });
    }

    /** Holds its thread until the other one is there: on one context the two would wait for ever. */
    private static Future<Integer> meets(CyclicBarrier barrier) {
        return lazy(() -> {
            try {
                return barrier.await(PATIENCE_S, TimeUnit.SECONDS);
            } catch (Exception e) {
                throw new IllegalStateException("the other one did not come", e);
            }
        });
    }
}
