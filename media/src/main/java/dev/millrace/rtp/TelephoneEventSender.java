package dev.millrace.rtp;

import java.lang.foreign.MemorySegment;

/**
 * Makes the packets of telephone events (RFC 4733), one event after the other: told when a key goes down and up, it says
 * which packet goes out when. Source: RFC 4733 section 2.5, GStreamer's {@code rtpdtmfsrc} for the rhythm.
 *
 * <p><b>Overview.</b>
 *
 * <pre>{@code
 *   SILENT ──start──► FIRST ──packet──► SOUNDING ──stop──► LAST ──last packet──► SILENT for a while, whatever starts
 *                       └── packet, if stop came before ──────►
 * }</pre>
 *
 * <p>The first packet goes out when the event begins, the others one packet time apart; each tells a duration that is one packet
 * time longer, and the last ones that it is over. First and last are sent as often as the redundancy says, all copies at
 * once. A duration that does not fit 16 bits is told in segments (section 2.5.1.3): the full one once more, then a new
 * timestamp, without a marker.
 *
 * <pre>{@code
 *   sender.start(5, 10, nowNs);
 *   while (sender.nextDeadlineNs() <= nowNs) {
 *       sender.advance();
 *       sender.write(segment, offset, payloadType, sequenceNumber++, timestampOffset, ssrc);
 *   }
 *   timer.schedule(sender.nextDeadlineNs());
 * }</pre>
 *
 * <p>Belongs to the thread of its stream. Allocates nothing after construction.
 */
public final class TelephoneEventSender {
    /** Bytes of each packet. */
    public static final int PACKET_BYTES = RtpPacket.HEADER_BYTES + TelephoneEvent.BYTES;

    /** Two keys are at least this far apart, so that a receiver hears two. */
    public static final long MIN_SILENCE_NS = 100_000_000;

    private static final long NS_PER_SECOND = 1_000_000_000;

    private enum Phase {
        SILENT,
        FIRST,
        SOUNDING,
        LAST
    }

    private final int clockRate;
    private final long packetNs;
    private final int packetTicks;
    private final int redundancy;

    // The event.
    private Phase phase = Phase.SILENT;
    private int number;
    private int volume;
    private long segmentTicks;
    private int ticks;
    private int copiesLeft;
    private boolean firstCopy;
    private boolean stopping;
    private long nextNs;

    // The packet that advance() came to.
    private boolean marker;
    private boolean end;
    private int duration;
    private long timestampTicks;
    private long ptsNs;
    private long durationNs;

    /**
     * One that is silent.
     *
     * @param clockRate ticks per second, 1 or more
     * @param packetNs from one packet to the next, at least one tick
     * @param redundancy how often the first and the last packet of an event are sent, 1 or more
     * @throws IllegalArgumentException when one is out of range
     */
    public TelephoneEventSender(int clockRate, long packetNs, int redundancy) {
        if (clockRate <= 0) throw new IllegalArgumentException("clock rate is not above 0: clock-rate=" + clockRate);
        long perPacket = ticks(packetNs, clockRate);
        if (perPacket < 1 || perPacket > TelephoneEvent.MAX_DURATION)
            throw new IllegalArgumentException("packet time is out of range: ns=" + packetNs + " clock-rate="
                    + clockRate + "; use one to 65535 ticks");
        if (redundancy < 1) throw new IllegalArgumentException("redundancy is not above 0: redundancy=" + redundancy);
        this.clockRate = clockRate;
        this.packetNs = packetNs;
        this.packetTicks = (int) perPacket;
        this.redundancy = redundancy;
    }

    private static long ticks(long ns, int clockRate) {
        return ns / NS_PER_SECOND * clockRate + ns % NS_PER_SECOND * clockRate / NS_PER_SECOND;
    }

    // ---- what is told

    /**
     * Begins an event; the one before has ended.
     *
     * @param number 0 to 255; the keys are 0 to 15
     * @param volume in dBm0 without the sign, 0 to 63
     * @param atNs when it begins, later when the silence after the one before is not over
     * @throws IllegalStateException when one sounds
     * @throws IllegalArgumentException when a value is out of range
     */
    public void start(int number, int volume, long atNs) {
        if (phase != Phase.SILENT) throw new IllegalStateException("an event sounds already: number=" + this.number);
        if (number < 0 || number > 255) throw new IllegalArgumentException("event is out of range: number=" + number);
        if (volume < 0 || volume > 63) throw new IllegalArgumentException("volume is out of range: volume=" + volume);
        this.number = number;
        this.volume = volume;
        phase = Phase.FIRST;
        nextNs = Math.max(nextNs, atNs);
        segmentTicks = ticks(nextNs, clockRate);
        ticks = packetTicks;
        copiesLeft = redundancy;
        firstCopy = true;
        stopping = false;
    }

    /** Ends the event with the next packet that is due, at the earliest the second; returns whether there was one to end. */
    public boolean stop() {
        if (!canStop()) return false;
        stopping = true;
        if (phase == Phase.SOUNDING) beginLast();
        return true;
    }

    /** As {@link #stop}, but an event of which no packet has told yet is forgotten. */
    public void cut() {
        if (phase == Phase.FIRST && firstCopy) phase = Phase.SILENT;
        else stop();
    }

    private void beginLast() {
        phase = Phase.LAST;
        copiesLeft = redundancy;
    }

    // ---- what goes out

    /** Whether an event sounds, or its last packets are still to be sent. */
    public boolean isActive() {
        return phase != Phase.SILENT;
    }

    /** Whether {@link #stop} would end something. */
    public boolean canStop() {
        return !stopping && (phase == Phase.FIRST || phase == Phase.SOUNDING);
    }

    /** When the next packet is due, or {@link Long#MAX_VALUE} in silence. */
    public long nextDeadlineNs() {
        return phase == Phase.SILENT ? Long.MAX_VALUE : nextNs;
    }

    /**
     * Goes on to the next packet, which {@link #write} writes and the accessors describe.
     *
     * @throws IllegalStateException in silence
     */
    public void advance() {
        if (phase == Phase.SILENT) throw new IllegalStateException("no event sounds; start one");
        ptsNs = nextNs;
        timestampTicks = segmentTicks;
        marker = firstCopy;
        firstCopy = false;
        if (ticks > TelephoneEvent.MAX_DURATION) {
            endSegment();
            return;
        }
        duration = ticks;
        end = phase == Phase.LAST;
        copiesLeft--;
        if (copiesLeft > 0) durationNs = 0;
        else if (end) fallSilent();
        else goOn();
        nextNs += durationNs;
    }

    /** The longest duration that there is, and from there on a new segment; whatever comes, also an end, comes in that one. */
    private void endSegment() {
        duration = TelephoneEvent.MAX_DURATION;
        end = false;
        segmentTicks += TelephoneEvent.MAX_DURATION;
        ticks -= TelephoneEvent.MAX_DURATION;
        durationNs = 0;
    }

    private void goOn() {
        phase = Phase.SOUNDING;
        copiesLeft = 1;
        if (stopping) beginLast();
        ticks += packetTicks;
        durationNs = packetNs;
    }

    /** As many packet times as the silence needs, and the one that the last packet told of. */
    private void fallSilent() {
        phase = Phase.SILENT;
        durationNs = packetNs + Math.ceilDiv(MIN_SILENCE_NS, packetNs) * packetNs;
    }

    /**
     * Writes the packet, {@link #PACKET_BYTES} long.
     *
     * @param timestampOffset added to the timestamp, which counts from zero
     */
    public void write(
            MemorySegment segment, long offset, int payloadType, int sequenceNumber, int timestampOffset, int ssrc) {
        int timestamp = timestampOffset + (int) timestampTicks;
        RtpPacket.writeHeader(segment, offset, marker, payloadType, sequenceNumber, timestamp, ssrc);
        TelephoneEvent.write(segment, offset + RtpPacket.HEADER_BYTES, number, end, volume, duration);
    }

    /** The beginning of its event, or of the segment of it, in ticks from zero. */
    public long timestampTicks() {
        return timestampTicks;
    }

    /** When it was due. */
    public long ptsNs() {
        return ptsNs;
    }

    /** Until the next one: zero for all but the last copy; after the end of an event the silence is part of it. */
    public long durationNs() {
        return durationNs;
    }

    /** Whether it is the first packet that tells of an event. */
    public boolean isFirst() {
        return marker;
    }

    /** Whether it tells that the event is over. */
    public boolean isEnd() {
        return end;
    }
}
