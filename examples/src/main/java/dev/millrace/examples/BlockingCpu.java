package dev.millrace.examples;

import static dev.millrace.future.Futures.join;
import static dev.millrace.runtime.Async.async;
import static dev.millrace.runtime.Async.await;
import static dev.millrace.runtime.Offload.parallel;

import dev.millrace.future.Future;
import dev.millrace.future.Streams;
import dev.millrace.runtime.Context;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Computing takes a thread of the CPU pool; the context, which must not stand still, goes on with its other tasks. */
final class BlockingCpu implements OnContext {
    @Override
    public Future<@Nullable Void> main(Context context, PrintWriter out, List<String> args) {
        int below = Example.number(args, 0, 1_000_000, 100_000_000);
        return async(() -> {
            Future<Integer> primes = parallel(() -> primes(below));
            Future<Long> ticks = Streams.interval(Duration.ofMillis(1)).take(3).count();
            var both = await(join(primes, ticks));
            out.println(String.format(Locale.ROOT, "primes below %,d: %,d", below, both.first()));
            out.println("ticks on the context: " + both.second());
            return null;
        });
    }

    /** How many there are, by sieving. */
    private static int primes(int below) {
        BitSet composite = new BitSet(below);
        int primes = 0;
        for (int n = 2; n < below; n++) {
            if (composite.get(n)) continue;
            primes++;
            for (long multiple = (long) n * n; multiple < below; multiple += n) composite.set((int) multiple);
        }
        return primes;
    }
}
