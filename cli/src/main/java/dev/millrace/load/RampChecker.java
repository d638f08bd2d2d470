package dev.millrace.load;

import dev.millrace.rtp.RtpPacket;
import dev.millrace.rtp.SequenceNumbers;
import dev.millrace.rtp.Validity;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/**
 * Checks the packets of one stream, one by one as they arrive: nothing missing, nothing twice, in order, every sample
 * exact.
 *
 * <p>Overview. The first packet tells where sequence numbers and timestamps begin; the first one whose payload is part
 * of the ramp tells where the ramp begins. From then on the number of a packet, counted from the first, is known from
 * its sequence number, and gives the timestamp and the samples it must have. A gap in the numbers counts as lost at
 * once; a packet that fills it later counts as reordered instead. Numbers up to 63 behind the newest are remembered one
 * by one. A packet whose number is far from all of that is counted as wrong; when the next one continues it, the stream
 * has begun anew and the check follows it (RFC 3550 A.1).
 *
 * <p>Not thread-safe; owned by the thread that receives. Nothing is allocated.
 */
public final class RampChecker {
    private static final int MAX_DROPOUT = 3000;
    private static final int REMEMBERED = Long.SIZE;
    private static final int NONE = -1;

    private final int stream;
    private final @Nullable RampPattern pattern;

    private boolean started;
    private int firstSequence;
    private int firstTimestamp;
    private int firstPhase;
    private long next; // number of the packet expected next, counted from the first
    private long seen; // bit i is set when packet next - 1 - i has arrived
    private int jumpedTo; // the sequence number that would continue a jump
    private int lastPhase; // that of the last packet if it was exact

    private long received;
    private long lost;
    private long reordered;
    private long duplicates;
    private long wrong;

    /**
     * A check that waits for the first packet.
     *
     * @param stream number of the stream, as the sender counts them
     * @param expectation what the packets are to hold
     */
    public RampChecker(int stream, Expectation expectation) {
        this.stream = stream;
        this.pattern = expectation.pattern();
        this.jumpedTo = NONE;
        this.lastPhase = NONE;
    }

    /**
     * Checks a packet.
     *
     * @param payloadType of the RTP header, 0 to 127
     * @param sequence of the RTP header; its low 16 bits count
     * @param timestamp of the RTP header, all 32 bits
     * @param packet memory that holds the payload; only read, and not kept
     * @param offset where in it the payload begins, in bytes
     * @param length of the payload, in bytes
     */
    public void accept(int payloadType, int sequence, int timestamp, MemorySegment packet, long offset, int length) {
        received++;
        lastPhase = NONE;
        if (!started) {
            start(sequence, timestamp);
        }
        int ahead = SequenceNumbers.distance(firstSequence + (int) next, sequence);
        if (ahead >= MAX_DROPOUT || ahead < -REMEMBERED) {
            if ((sequence & 0xffff) != jumpedTo) {
                jumpedTo = SequenceNumbers.next(sequence);
                wrong++;
                return;
            }
            start(sequence, timestamp);
            ahead = 0;
        }
        jumpedTo = NONE;
        long number = next + ahead;
        if (ahead >= 0) {
            advance(ahead);
        } else if (!isNew(-1 - ahead, number)) {
            return;
        }
        if (!isExact(number, payloadType, timestamp, packet, offset, length)) {
            wrong++;
        }
    }

    /**
     * Checks a datagram as it came from the network.
     *
     * @param datagram memory that holds it; only read, and not kept
     * @param length in bytes, from the start of the memory
     */
    public void acceptDatagram(MemorySegment datagram, int length) {
        if (RtpPacket.validate(datagram, 0, length) != Validity.VALID) {
            received++;
            wrong++;
            lastPhase = NONE;
            return;
        }
        accept(
                RtpPacket.payloadType(datagram, 0),
                RtpPacket.sequenceNumber(datagram, 0),
                RtpPacket.timestamp(datagram, 0),
                datagram,
                RtpPacket.payloadOffset(datagram, 0),
                RtpPacket.payloadLength(datagram, 0, length));
    }

    private void start(int sequence, int timestamp) {
        started = true;
        firstSequence = sequence & 0xffff;
        firstTimestamp = timestamp;
        firstPhase = NONE;
        next = 0;
        seen = 0;
    }

    private void advance(int missing) {
        lost += missing;
        seen = missing + 1 < REMEMBERED ? seen << (missing + 1) | 1 : 1;
        next += missing + 1;
    }

    /** A packet behind the newest: one that was missing, one from before the first, or one that was here already. */
    private boolean isNew(int age, long number) {
        long bit = 1L << age;
        if ((seen & bit) != 0) {
            duplicates++;
            return false;
        }
        seen |= bit;
        reordered++;
        if (number >= 0) {
            lost--;
        }
        return true;
    }

    private boolean isExact(
            long number, int payloadType, int timestamp, MemorySegment packet, long offset, int length) {
        if (pattern == null) {
            return true;
        }
        int samples = RampPattern.SAMPLES_PER_PACKET;
        if (payloadType != pattern.payloadType()
                || length != samples
                || timestamp != firstTimestamp + (int) number * samples) {
            return false;
        }
        if (firstPhase == NONE) {
            return findPhase(pattern, number, packet, offset);
        }
        int phase = shifted(firstPhase, number);
        if (!pattern.matches(phase, packet, offset)) {
            return false;
        }
        lastPhase = phase;
        return true;
    }

    private boolean findPhase(RampPattern ramp, long number, MemorySegment packet, long offset) {
        lastPhase = ramp.find(packet, offset);
        if (lastPhase == NONE) {
            return false;
        }
        firstPhase = shifted(lastPhase, -number);
        return true;
    }

    private static int shifted(int phase, long packets) {
        return (int) Math.floorMod(phase + packets * RampPattern.SAMPLES_PER_PACKET, (long) RampPattern.PHASES);
    }

    /**
     * Which packet of the sender's the last one was.
     *
     * @return its number modulo 251, or -1 when it was not exact or the expectation is {@link Expectation#ANY}
     */
    public int lastPacket() {
        return lastPhase == NONE ? NONE : RampPattern.packet(stream, lastPhase);
    }

    /** The number of the stream. */
    public int stream() {
        return stream;
    }

    /** Datagrams in all. */
    public long received() {
        return received;
    }

    /** Sequence numbers between the first and the newest that have not arrived. */
    public long lost() {
        return lost;
    }

    /** Packets that arrived behind one with a higher number. */
    public long reordered() {
        return reordered;
    }

    /** Packets that had arrived before; their payload is not checked again. */
    public long duplicates() {
        return duplicates;
    }

    /**
     * Datagrams that are not what was expected: no RTP, another type or size, timestamp, samples, or far out of
     * sequence.
     */
    public long wrong() {
        return wrong;
    }

    /** Whether packets arrived and all were complete, in order and exact. */
    public boolean isFlawless() {
        return received > 0 && (lost | reordered | duplicates | wrong) == 0;
    }
}
