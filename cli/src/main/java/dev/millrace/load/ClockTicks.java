package dev.millrace.load;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;

/** The unit of the CPU times in {@code /proc}, which the kernel tells each process when it starts it. */
final class ClockTicks {
    private static final Path AUXILIARY_VECTOR = Path.of("/proc/self/auxv");
    private static final long AT_CLKTCK = 17;
    private static final long USUAL = 100;

    private ClockTicks() {}

    /** Ticks a second: what {@code getconf CLK_TCK} prints, or 100 where nothing tells. */
    static long perSecond() {
        try {
            return perSecond(Files.readAllBytes(AUXILIARY_VECTOR));
        } catch (IOException e) {
            return USUAL;
        }
    }

    /** Pairs of type and value, each a native long of a 64-bit system. */
    static long perSecond(byte[] auxiliaryVector) {
        var pairs = ByteBuffer.wrap(auxiliaryVector).order(ByteOrder.nativeOrder());
        while (pairs.remaining() >= 2 * Long.BYTES) {
            long type = pairs.getLong();
            long value = pairs.getLong();
            if (type == AT_CLKTCK && value > 0) {
                return value;
            }
        }
        return USUAL;
    }
}
