package dev.millrace.examples;

import static dev.millrace.future.Futures.sleep;
import static dev.millrace.runtime.Async.async;
import static dev.millrace.runtime.Async.await;
import static dev.millrace.runtime.Offload.blockInPlace;
import static dev.millrace.runtime.Offload.blocking;
import static dev.millrace.runtime.Offload.dedicated;

import dev.millrace.future.Future;
import dev.millrace.runtime.BlockOn;
import dev.millrace.runtime.Context;
import dev.millrace.sync.Channel;
import dev.millrace.sync.Channels;
import dev.millrace.sync.Sender;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Where to put what blocks: on the blocking pool as a future; right where it is written; on a thread of its own. */
final class BlockingThreeWays implements OnContext {
    @Override
    public Future<@Nullable Void> main(Context context, PrintWriter out, List<String> args) {
        return async(() -> {
            out.println("pool: " + await(blocking(BlockingThreeWays::slowCall)));
            // The same, for code far down that knows nothing of futures.
            out.println("in place: " + blockInPlace(BlockingThreeWays::slowCall));
            // Work without end must not occupy a pool; it talks to tasks through a channel.
            Channel<String> readings = Channels.bounded(1);
            context.spawn(dedicated("meter", () -> measure(readings.sender())));
            for (int i = 0; i < 3; i++)
                out.println("thread of its own: " + await(readings.receiver().next()));
            readings.receiver().close();
            return null;
        });
    }

    /** Stands for a library that waits in its own way: an ordinary thread stands still. */
    private static String slowCall() {
        BlockOn.run(sleep(Duration.ofMillis(10)));
        return "slept on " + threadKind();
    }

    /** An ordinary thread waits for a future with BlockOn; here it ends when nobody listens any more. */
    private static long measure(Sender<String> sender) {
        try (sender) {
            for (long reading = 1; ; reading++) {
                if (sender.isClosed()) return reading;
                BlockOn.run(sender.send("reading " + reading + " from " + threadKind()));
            }
        }
    }

    private static String threadKind() {
        return Thread.currentThread().getName().replaceFirst("-[0-9]+$", "");
    }
}
