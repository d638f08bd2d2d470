package dev.millrace.testkit;

import dev.millrace.launch.Launch;
import dev.millrace.media.Message;
import dev.millrace.media.Pipeline;
import dev.millrace.media.Registry;
import dev.millrace.runtime.BlockOn;

/** What a queue costs per buffer, and how long 5000 elements take up and down. To be run by hand. */
final class ThreadshareSpeed {
    private static final int BUFFERS = 3_000_000;

    private ThreadshareSpeed() {}

    public static void main(String[] args) {
        for (int round = 0; round < 3; round++) {
            double without = nsPerBuffer("");
            double same = nsPerBuffer(" ! ts-queue context=a");
            double other = nsPerBuffer(" ! ts-queue context=b");
            System.out.printf(
                    "ts-queue in its context %.0f ns, into another %.0f ns more than without%n",
                    same - without, other - without);
        }
        for (int round = 0; round < 3; round++) upAndDown();
    }

    private static double nsPerBuffer(String queue) {
        Pipeline p = Launch.into(
                new Pipeline("speed"),
                Registry.installed(),
                "ts-audiotestsrc is-live=false samples-per-buffer=1 num-buffers=" + BUFFERS + " context=a" + queue
                        + " ! fakesink async=false sync=false");
        long startNs = System.nanoTime();
        BlockOn.run(p.play());
        for (Message m : p.bus()) if (m instanceof Message.EndOfStream) break;
        long tookNs = System.nanoTime() - startNs;
        BlockOn.run(p.stop());
        return (double) tookNs / BUFFERS;
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
