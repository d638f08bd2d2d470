package dev.millrace.load;

import org.jspecify.annotations.Nullable;

/**
 * What a thread of a process has used since it began.
 *
 * @param id the kernel's thread id
 * @param name as the kernel knows it, cut to 15 bytes
 * @param cpuNs time on a CPU in nanoseconds, or null when the kernel does not account it
 * @param voluntarySwitches times it gave up its CPU to wait
 * @param involuntarySwitches times its CPU was taken away
 */
public record ThreadSample(
        long id, String name, @Nullable Long cpuNs, long voluntarySwitches, long involuntarySwitches) {

    /** Both kinds of context switches. */
    public long switches() {
        return voluntarySwitches + involuntarySwitches;
    }
}
