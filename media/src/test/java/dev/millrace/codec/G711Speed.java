package dev.millrace.codec;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Random;

/** A micro-check to run by hand: nanoseconds per frame of 160 samples, frames spread over 1 MiB of native memory. */
final class G711Speed {
    private static final int FRAMES = 2_048;
    private static final int STRIDE = 512;

    @FunctionalInterface
    private interface Conversion {
        void convert(MemorySegment memory, long offset);
    }

    private G711Speed() {}

    public static void main(String[] args) {
        try (var arena = Arena.ofShared()) {
            var memory = arena.allocate((long) FRAMES * STRIDE, 64);
            var random = new Random(1);
            for (long i = 0; i < memory.byteSize(); i++) {
                memory.set(JAVA_BYTE, i, (byte) random.nextInt());
            }
            for (int round = 0; round < 3; round++) {
                measure("mulaw to linear", memory, (m, o) -> G711.mulawToLinear(m, o, m, o + 160, 160));
                measure("mulaw to linear in place", memory, (m, o) -> G711.mulawToLinear(m, o, m, o, 160));
                measure("linear to alaw", memory, (m, o) -> G711.linearToAlaw(m, o + 160, m, o, 160));
                measure("linear to mulaw", memory, (m, o) -> G711.linearToMulaw(m, o + 160, m, o, 160));
                measure("mulaw to alaw by linear", memory, G711Speed::transcode);
            }
        }
    }

    private static void transcode(MemorySegment memory, long offset) {
        G711.mulawToLinear(memory, offset, memory, offset + 160, 160);
        G711.linearToAlaw(memory, offset + 160, memory, offset, 160);
    }

    private static void measure(String what, MemorySegment memory, Conversion conversion) {
        long best = Long.MAX_VALUE; // of many short runs: the machine may be shared
        for (int i = 0; i < 200; i++) {
            long start = System.nanoTime();
            sweep(memory, conversion);
            best = Math.min(best, System.nanoTime() - start);
        }
        System.out.printf("%-28s %6.1f ns%n", what, (double) best / FRAMES);
    }

    private static void sweep(MemorySegment memory, Conversion conversion) {
        for (int frame = 0; frame < FRAMES; frame++) {
            conversion.convert(memory, (long) frame * STRIDE);
        }
    }
}
