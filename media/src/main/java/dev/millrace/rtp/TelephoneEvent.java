package dev.millrace.rtp;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/**
 * The payload of a named telephone event (RFC 4733 section 2.3), read and written where it lies: a key of the telephone, how
 * loud it is, and for how long it has sounded so far.
 *
 * <pre>{@code
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +---------------+-+-+-----------+-------------------------------+
 * |     event     |E|R|  volume   |       duration, in ticks      |
 * +---------------+-+-+-----------+-------------------------------+
 * }</pre>
 *
 * <p>Events 0 to 15 are the keys 0 to 9, *, #, A, B, C, D. The volume is dBm0 without its sign. All packets of one event have
 * the timestamp of its beginning.
 *
 * <p>Static and stateless: any thread may call. Nothing is allocated.
 */
public final class TelephoneEvent {
    /** Bytes of one event. */
    public static final int BYTES = 4;

    /** The event with the highest number that is a key. */
    public static final int LAST_KEY = 15;

    /** The longest duration that one packet can tell, in ticks. */
    public static final int MAX_DURATION = 0xffff;

    private static final ValueLayout.OfShort U16 = JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
    private static final int END = 0x80;
    private static final int VOLUME = 0x3f;

    private TelephoneEvent() {}

    /** The number of the event: 0 to 255. */
    public static int number(MemorySegment segment, long offset) {
        return segment.get(JAVA_BYTE, offset) & 0xff;
    }

    /** Whether the event has ended. */
    public static boolean isEnd(MemorySegment segment, long offset) {
        return (segment.get(JAVA_BYTE, offset + 1) & END) != 0;
    }

    /** How loud it is, in dBm0 without the sign: 0 to 63. */
    public static int volume(MemorySegment segment, long offset) {
        return segment.get(JAVA_BYTE, offset + 1) & VOLUME;
    }

    /** How long it has lasted, in ticks of the clock rate: 0 to {@link #MAX_DURATION}. */
    public static int duration(MemorySegment segment, long offset) {
        return segment.get(U16, offset + 2) & 0xffff;
    }

    /**
     * Writes a payload.
     *
     * @param number its low 8 bits are used
     * @param volume its low 6 bits are used
     * @param duration its low 16 bits are used
     * @throws IndexOutOfBoundsException if it does not fit; bytes before may have been written
     */
    public static void write(MemorySegment segment, long offset, int number, boolean end, int volume, int duration) {
        segment.set(JAVA_BYTE, offset, (byte) number);
        segment.set(JAVA_BYTE, offset + 1, (byte) ((end ? END : 0) | (volume & VOLUME)));
        segment.set(U16, offset + 2, (short) duration);
    }
}
