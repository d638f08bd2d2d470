package dev.millrace.load;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;

/**
 * When the newest packets of each stream were sent, for a receiver in the same process.
 *
 * <p>Overview. Each stream has a ring of the last 256 times and the number of the newest packet. The sender writes the
 * time, then the number (release); the receiver reads the number (acquire), then the time, then the number again: when
 * the packet is still among the newest 255, the sender had not begun to write over its time. (The time is written with
 * release too: whoever sees the time of a later packet sees the number before it.)
 *
 * <p>One thread sends and calls {@link #sent}; any thread may read. Nothing is allocated.
 */
public final class SendTimes {

    /** What {@link #latencyNs} says of a packet it does not know. */
    public static final long UNKNOWN = -1;

    private static final VarHandle LONGS = MethodHandles.arrayElementVarHandle(long[].class);
    private static final int DEPTH = 256;

    private final long[] timesNs;
    private final long[] newest;

    /** Times for streams 0 to {@code streams} - 1; takes 2 KiB each. */
    public SendTimes(int streams) {
        timesNs = new long[streams * DEPTH];
        newest = new long[streams];
        Arrays.fill(newest, UNKNOWN);
    }

    /**
     * Notes that a packet is about to be sent.
     *
     * @param stream its stream
     * @param packet its number in the stream, one more than that of the one before
     * @param nowNs the time by the environment's clock
     */
    public void sent(int stream, long packet, long nowNs) {
        LONGS.setRelease(timesNs, slot(stream, packet), nowNs);
        LONGS.setRelease(newest, stream, packet);
    }

    /**
     * How long a packet has been on its way. Right as long as it is less than the 5 s that 251 packets of 20 ms take.
     *
     * @param stream its stream
     * @param packet its number modulo 251, as {@link RampChecker#lastPacket()} tells; -1 gives {@link #UNKNOWN}
     * @param nowNs the time by the environment's clock
     */
    public long latencyNs(int stream, int packet, long nowNs) {
        long last = (long) LONGS.getAcquire(newest, stream);
        long number = last - Math.floorMod(last - packet, (long) RampPattern.PHASES);
        if (packet < 0 || number < 0) {
            return UNKNOWN;
        }
        long sentNs = (long) LONGS.getAcquire(timesNs, slot(stream, number));
        long lastAfterwards = (long) LONGS.getOpaque(newest, stream);
        return lastAfterwards - number < DEPTH - 1 ? Math.max(nowNs - sentNs, 0) : UNKNOWN;
    }

    private static int slot(int stream, long packet) {
        return stream * DEPTH + (int) (packet & (DEPTH - 1));
    }
}
