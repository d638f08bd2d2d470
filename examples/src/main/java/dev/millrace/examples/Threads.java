package dev.millrace.examples;

import static dev.millrace.future.Futures.ready;
import static dev.millrace.runtime.Offload.dedicated;

import dev.millrace.future.Future;
import dev.millrace.runtime.BlockOn;
import dev.millrace.runtime.Context;
import dev.millrace.runtime.Environment;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.BitSet;
import java.util.List;

/** Who runs where: contexts are threads that are shared by name; a thread can be pinned, and work can have its own. */
final class Threads implements Example {
    @Override
    public void run(PrintWriter out, List<String> args) throws Exception {
        try (Context media = Context.acquire("media", Duration.ofMillis(20));
                Context same = Context.acquire("media", Duration.ofMillis(20))) {
            out.println("one context by name: " + (media == same));
            out.println("its thread: " + media.enter(Threads::threadName));
            out.println(BlockOn.run(pinned(media)));
            out.println("a thread of its own: " + BlockOn.run(dedicated("indexer", Threads::threadName)));
        }
        // The last close has ended the thread, and waited for it.
        out.println("contexts left: " + left());
    }

    /** Not every system can pin, and not every user may use the first processor. */
    private static Future<String> pinned(Context context) {
        BitSet first = new BitSet();
        first.set(0);
        return context.pin(first)
                .map(_ -> "pinned to processor 0")
                .orElse(_ -> ready("not pinned: the system refuses"));
    }

    private static String threadName() {
        return Thread.currentThread().getName();
    }

    private static long left() {
        return Environment.current().openContexts().stream()
                .filter(context -> context.name().equals("media"))
                .count();
    }
}
