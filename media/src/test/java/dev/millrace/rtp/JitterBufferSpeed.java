package dev.millrace.rtp;

import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;

/**
 * A micro-check to run by hand: nanoseconds and bytes allocated per packet that goes into and comes out of a jitter
 * buffer, in order, 20 ms apart, 60 ms latency, arrival quantised to 20 ms; for one stream and for 1000 streams in
 * turn.
 */
final class JitterBufferSpeed {
    private static final long SLICE_NS = 20_000_000L;

    private JitterBufferSpeed() {}

    public static void main(String[] args) {
        for (int round = 0; round < 3; round++) {
            measure(1, 500_000);
            measure(1_000, 500);
            measure(10_000, 100);
        }
    }

    private static void measure(int streams, int packetsPerStream) {
        var packet = new Object();
        var buffers = new ArrayList<JitterBuffer<Object>>();
        for (int i = 0; i < streams; i++) {
            buffers.add(new JitterBuffer<>(JitterBufferSettings.of(60_000_000L, 8_000)));
        }
        var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        long best = Long.MAX_VALUE; // of many short runs: the machine may be shared
        long allocated = 0;
        int slice = 0;
        for (int run = 0; run < 50; run++) {
            int last = slice + packetsPerStream / 10;
            int first = slice;
            long bytes = threads.getCurrentThreadAllocatedBytes();
            long start = System.nanoTime();
            for (; slice < last; slice++) {
                turn(buffers, packet, slice);
            }
            best = Math.min(best, (System.nanoTime() - start) / (last - first));
            allocated = threads.getCurrentThreadAllocatedBytes() - bytes;
        }
        long delivered = 0;
        for (var buffer : buffers) {
            delivered += buffer.stats().delivered();
        }
        System.out.printf(
                "%5d streams: %5.1f ns per packet, %d B in the last run, %d of %d delivered%n",
                streams, (double) best / streams, allocated, delivered, (long) slice * streams);
    }

    private static void turn(List<JitterBuffer<Object>> buffers, Object packet, int slice) {
        long nowNs = slice * SLICE_NS;
        for (int i = 0; i < buffers.size(); i++) { // an iterator would be counted as allocated
            var buffer = buffers.get(i);
            while (buffer.pop(nowNs) != null) {
                // released
            }
            if (buffer.insert(slice & 0xffff, slice * 160, nowNs, packet) != Insertion.ACCEPTED) {
                throw new IllegalStateException("refused: slice=" + slice);
            }
        }
    }
}
