package dev.millrace.examples;

import static dev.millrace.future.Futures.join;
import static dev.millrace.future.Futures.lazy;
import static dev.millrace.runtime.Async.async;
import static dev.millrace.runtime.Async.await;

import dev.millrace.future.Future;
import dev.millrace.runtime.Context;
import dev.millrace.runtime.Priority;
import dev.millrace.sync.Channel;
import dev.millrace.sync.Channels;
import dev.millrace.sync.Select;
import java.io.PrintWriter;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Two kinds of "first": which runnable task a context takes, and which of several channels a task looks at. */
final class Priorities implements OnContext {
    @Override
    public Future<@Nullable Void> main(Context context, PrintWriter out, List<String> args) {
        return async(() -> {
            var low = context.spawn(says("low", out), Priority.LOW);
            var normal = context.spawn(says("normal", out), Priority.NORMAL);
            var high = context.spawn(says("high", out), Priority.HIGH);
            await(join(low, normal, high));
            await(urgentFirst(out));
            return null;
        });
    }

    private static Future<String> says(String name, PrintWriter out) {
        return lazy(() -> "task: " + name).inspect(out::println);
    }

    private static Future<@Nullable Void> urgentFirst(PrintWriter out) {
        Channel<String> routine = filled("routine 1", "routine 2");
        Channel<String> urgent = filled("urgent 1", "urgent 2");
        return async(() -> {
            var alarms = urgent.receiver().next();
            var orders = routine.receiver().next();
            var first = Select.of(alarms, orders);
            for (int taken = 0; taken < 4; taken++) {
                boolean alarm = await(first) == 0;
                out.println("message: " + (alarm ? alarms : orders).result());
                var _ = (alarm ? urgent : routine).receiver().next();
            }
            return null;
        });
    }

    private static Channel<String> filled(String... messages) {
        Channel<String> channel = Channels.bounded(messages.length);
        // Not closed: a closed channel is ready for ever, with its end.
        var sender = channel.sender();
        for (String message : messages) sender.trySend(message);
        return channel;
    }
}
