package dev.millrace.load;

import java.util.HashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a process had used when it was looked at.
 *
 * @param atNs when, by {@link System#nanoTime()}
 * @param cpuNs user and system time of all its threads, ended ones included, in nanoseconds; null when not told
 * @param rssBytes memory in RAM; null when not told
 * @param threads those alive, in no order; empty when not told
 */
public record ProcessSample(
        long atNs, @Nullable Long cpuNs, @Nullable Long rssBytes, List<ThreadSample> threads) {

    /** Keeps its own copy of the list. */
    public ProcessSample {
        threads = List.copyOf(threads);
    }

    /** What was used between {@code earlier} and this sample of the same process. */
    public ProcessUsage since(ProcessSample earlier) {
        Long cpu = cpuNs == null || earlier.cpuNs == null ? null : Long.valueOf(cpuNs - earlier.cpuNs);
        boolean told = !threads.isEmpty() && !earlier.threads.isEmpty();
        return new ProcessUsage(atNs - earlier.atNs, cpu, told ? switchesSince(earlier) : null);
    }

    /** Threads that ended in between are left out: the kernel forgets them. */
    private Long switchesSince(ProcessSample earlier) {
        var before = new HashMap<Long, Long>();
        earlier.threads.forEach(thread -> before.put(thread.id(), thread.switches()));
        return threads.stream()
                .mapToLong(thread -> thread.switches() - before.getOrDefault(thread.id(), 0L))
                .sum();
    }
}
