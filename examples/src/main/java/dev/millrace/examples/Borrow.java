package dev.millrace.examples;

import dev.millrace.runtime.ThreadScope;
import java.io.PrintWriter;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;

/**
 * Threads that use what belongs to their caller: they end before the block does, so the array needs no copy, no lock and no
 * second owner.
 */
final class Borrow implements Example {
    @Override
    public void run(PrintWriter out, List<String> args) {
        long[] numbers = new long[1_000];
        int half = numbers.length / 2;
        try (var scope = ThreadScope.open()) {
            Supplier<Long> low = scope.fork(() -> square(numbers, 0, half));
            Supplier<Long> high = scope.fork(() -> square(numbers, half, numbers.length));
            scope.join();
            out.println("sums of two threads: " + low.get() + " + " + high.get());
        }
        out.println("sum of their caller: " + Arrays.stream(numbers).sum());
    }

    /** Fills a part of the array with squares; gives their sum. */
    private static long square(long[] numbers, int from, int to) {
        for (int i = from; i < to; i++) numbers[i] = (long) i * i;
        return Arrays.stream(numbers, from, to).sum();
    }
}
