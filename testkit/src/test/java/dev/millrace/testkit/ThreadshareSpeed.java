package dev.millrace.testkit;

import dev.millrace.launch.Launch;
import dev.millrace.media.Message;
import dev.millrace.media.Pipeline;
import dev.millrace.media.Registry;
import dev.millrace.runtime.BlockOn;
import java.lang.management.ManagementFactory;
import java.util.Set;

/** What a queue costs per buffer, and how long 5000 elements take up and down. To be run by hand. */
final class ThreadshareSpeed {
    private static final int BUFFERS = 3_000_000;
    /** The threads of the two contexts have their names. */
    private static final Set<String> CONTEXTS = Set.of("a", "b");

    private ThreadshareSpeed() {}

    public static void main(String[] args) {
        for (int round = 0; round < 3; round++) {
            Cost without = perBuffer("");
            Cost same = perBuffer(" ! ts-queue context=a");
            Cost other = perBuffer(" ! ts-queue context=b");
            System.out.printf(
                    "a buffer by ts-queue in its context: %.0f ns more than without and %.3f B in all;"
                            + " into another: %.0f ns more and %.3f B in all%n",
                    same.ns() - without.ns(), same.bytes(), other.ns() - without.ns(), other.bytes());
        }
        for (int round = 0; round < 3; round++) upAndDown();
    }

    /** Per buffer of the second half: the time, and what the threads of the two contexts have allocated meanwhile. */
    private record Cost(double ns, double bytes) {}

    private static Cost perBuffer(String queue) {
        Pipeline p = Launch.into(
                new Pipeline("speed"),
                Registry.installed(),
                "ts-audiotestsrc name=in is-live=false samples-per-buffer=1 num-buffers=" + BUFFERS + " context=a"
                        + queue + " ! fakesink async=false sync=false");
        BlockOn.run(p.play());
        while (p.get("in").srcPads().getFirst().buffers() < BUFFERS / 2) Thread.onSpinWait();
        long before = p.get("in").srcPads().getFirst().buffers();
        long startBytes = allocatedByContexts();
        long startNs = System.nanoTime();
        while (p.get("in").srcPads().getFirst().buffers() < BUFFERS * 0.95) Thread.onSpinWait();
        long end = p.get("in").srcPads().getFirst().buffers();
        Cost cost = new Cost(
                (double) (System.nanoTime() - startNs) / (end - before),
                (double) (allocatedByContexts() - startBytes) / (end - before));
        for (Message m : p.bus()) if (m instanceof Message.EndOfStream) break;
        BlockOn.run(p.stop());
        return cost;
    }

    private static long allocatedByContexts() {
        var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        long bytes = 0;
        for (Thread thread : Thread.getAllStackTraces().keySet())
            if (CONTEXTS.contains(thread.getName())) bytes += threads.getThreadAllocatedBytes(thread.threadId());
        return bytes;
    }

    private static void upAndDown() {
        var text = new StringBuilder();
        for (int i = 0; i < 2_500; i++)
            text.append(" ts-appsrc context=c").append(i % 2).append(" context-wait=20 ! fakesink");
        Pipeline p = Launch.into(new Pipeline("speed"), Registry.installed(), text.toString());
        long startNs = System.nanoTime();
        BlockOn.run(p.play());
        long upNs = System.nanoTime();
        BlockOn.run(p.stop());
        System.out.printf(
                "5000 elements: up %.3f s, down %.3f s%n", (upNs - startNs) / 1e9, (System.nanoTime() - upNs) / 1e9);
    }
}
