package dev.millrace.testkit;

import dev.millrace.launch.Launch;
import dev.millrace.media.Message;
import dev.millrace.media.Pipeline;
import dev.millrace.media.Registry;
import dev.millrace.runtime.BlockOn;
import java.lang.management.ManagementFactory;

/** What a queue costs per buffer, and how long 5000 elements take up and down. To be run by hand. */
final class ThreadshareSpeed {
    private static final int BUFFERS = 3_000_000;

    private ThreadshareSpeed() {}

    public static void main(String[] args) {
        for (int round = 0; round < 3; round++) {
            Cost without = perBuffer("");
            Cost same = perBuffer(" ! ts-queue context=a");
            Cost other = perBuffer(" ! ts-queue context=b");
            System.out.printf(
                    "ts-queue in its context %.0f ns and %.3f B, into another %.0f ns and %.3f B more than without%n",
                    same.ns() - without.ns(),
                    same.bytes() - without.bytes(),
                    other.ns() - without.ns(),
                    other.bytes() - without.bytes());
        }
        for (int round = 0; round < 3; round++) upAndDown();
    }

    /** What the heap of the whole process has grown by, and the time, per buffer of the second half. */
    private record Cost(double ns, double bytes) {}

    private static Cost perBuffer(String queue) {
        Pipeline p = Launch.into(
                new Pipeline("speed"),
                Registry.installed(),
                "ts-audiotestsrc name=in is-live=false samples-per-buffer=1 num-buffers=" + BUFFERS + " context=a"
                        + queue + " ! fakesink async=false sync=false");
        var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        BlockOn.run(p.play());
        while (p.get("in").srcPads().getFirst().buffers() < BUFFERS / 2) Thread.onSpinWait();
        long before = p.get("in").srcPads().getFirst().buffers();
        long startBytes = threads.getTotalThreadAllocatedBytes();
        long startNs = System.nanoTime();
        for (Message m : p.bus()) if (m instanceof Message.EndOfStream) break;
        double buffers = BUFFERS - before;
        Cost cost = new Cost(
                (System.nanoTime() - startNs) / buffers,
                (threads.getTotalThreadAllocatedBytes() - startBytes) / buffers);
        BlockOn.run(p.stop());
        return cost;
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
