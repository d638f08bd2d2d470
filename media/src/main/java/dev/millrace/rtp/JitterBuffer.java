package dev.millrace.rtp;

import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Puts the packets of one RTP stream back into order and evens out their arrival: packets go in as they come, and come
 * out in sequence, each {@code latency} after its smoothed arrival. Source: RFC 3550 appendix A.1 for what belongs to
 * the sequence, GStreamer's {@code rtpjitterbuffer} for the behaviour.
 *
 * <p><b>Overview.</b> A packet's sequence number becomes a <i>position</i> that never wraps; the ring holds the packets
 * at positions {@code head..tail}, at most its capacity apart:
 *
 * <pre>{@code
 *   already passed     next      head                        tail
 *   ------------------->|         |                           |
 *     LATE, DUPLICATE   |  (gap)  | P  P  .  P  .  .  P  P  P |  room up to head + capacity  |  OVERFLOW
 *                                   `- released when due; the gap before it is then declared lost
 * }</pre>
 *
 * <p>A packet is due at its presentation time plus latency, also when nothing is missing before it. What arrives
 * overdue is due at once: after a stall everything overdue comes out in order, nothing sticks. A straggler is accepted
 * as long as no later packet was released. When a sender starts anew (two consecutive packets far from the sequence),
 * its packets get the positions after the tail, whatever their sequence numbers: what is queued still comes out first.
 *
 * <p>Two rules for the caller, who brings the clock and the memory: pass times of one clock, never decreasing; call
 * {@link #pop} until it returns null before inserting, so that what is due leaves the room to what comes. Then
 * {@link #nextDeadlineNs} says when to pop again:
 *
 * <pre>{@code
 *   for (; (packet = jitterBuffer.pop(nowNs)) != null; ) push(packet);
 *   if (jitterBuffer.insert(seq, timestamp, nowNs, packet) != Insertion.ACCEPTED) packet.release();
 *   timer.schedule(jitterBuffer.nextDeadlineNs());
 * }</pre>
 *
 * <p>Belongs to the thread of its stream. Allocates nothing after construction.
 *
 * @param <T> the packet, never looked into; the buffer owns it from {@link Insertion#ACCEPTED} until it comes out
 */
public final class JitterBuffer<T> {
    // Gaps and setbacks in packets. Up to the MIN it is always a loss or a straggler, from MAX_GAP on always a new
    // start; between, the timestamp tells, since a new start has a random one. The MINs are GStreamer's, the MAXs RFC
    // 3550's.
    private static final int MIN_DROPOUT = 30;
    private static final int MIN_MISORDER = 10;
    private static final int MAX_MISORDER = 100;
    private static final int MAX_GAP = 3_000;

    private static final int NONE = -1;

    private final int maxDropoutTicks;
    private final int maxMisorderTicks;
    private final PlayoutClock clock;
    private final JitterBufferStats stats;
    private long latencyNs;

    // The ring. A slot's two longs lie side by side: its ticket of the clock; its timestamp, run and sequence number.
    private final @Nullable T[] packets;
    private final long[] slots;
    private final int mask;

    // The sequence as it arrives. A run is what follows one start of the sender; its positions begin at runFirst.
    private boolean started;
    private int run;
    private long runFirst;
    private long highest;
    private int highestSeq;
    private int highestTimestamp;
    private int probationSeq = NONE;

    // The sequence as it leaves. head and tail mean something only while packets are queued.
    private long head;
    private long tail;
    private long next;
    private int deliveredRun = NONE;
    private long deliveredHistory; // bit n: whether position next - 1 - n was delivered

    private long poppedPtsNs;
    private long poppedInfo;
    private int lostBefore;
    private boolean discontinuity;

    /** An empty buffer that waits for the first packet of a stream. */
    @SuppressWarnings("unchecked") // only T goes in
    public JitterBuffer(JitterBufferSettings settings) {
        int capacity = settings.capacityPackets();
        packets = (@Nullable T[]) new Object[capacity];
        slots = new long[2 * capacity];
        mask = capacity - 1;
        latencyNs = settings.latencyNs();
        maxDropoutTicks = ticks(settings.maxDropoutTimeMs(), settings.clockRate());
        maxMisorderTicks = ticks(settings.maxMisorderTimeMs(), settings.clockRate());
        clock = new PlayoutClock(settings.clockRate());
        stats = new JitterBufferStats(clock);
    }

    private static int ticks(int timeMs, int clockRate) {
        return (int) Math.min(Integer.MAX_VALUE, (long) timeMs * clockRate / 1_000);
    }

    /**
     * Offers a packet.
     *
     * @param seq its sequence number, 0 to 65535
     * @param rtpTimestamp its RTP timestamp, 32 bits without sign
     * @param arrivalNs when it arrived, in the caller's clock; quantised is fine, decreasing is not
     * @return {@link Insertion#ACCEPTED} if the buffer took the packet; it remains the caller's otherwise
     */
    public Insertion insert(int seq, int rtpTimestamp, long arrivalNs, T packet) {
        stats.received++;
        if (!started) {
            started = true;
            startRun(seq, rtpTimestamp, arrivalNs);
        }
        int distance = SequenceNumbers.distance(highestSeq, seq);
        if (distance != 1 && isJump(distance, rtpTimestamp)) {
            if (seq != probationSeq) {
                probationSeq = SequenceNumbers.next(seq);
                stats.discarded++;
                return Insertion.PROBATION;
            }
            if (stats.queued > 0 && tail - head >= mask) {
                probationSeq = SequenceNumbers.next(seq); // the sender's new start is certain; only the room is missing
                stats.overflow++;
                return Insertion.OVERFLOW;
            }
            stats.resyncs++;
            startRun(seq, rtpTimestamp, arrivalNs);
            distance = 0;
        }
        long position = highest + distance;
        if (distance > 0) {
            highest = position;
            highestSeq = seq;
            highestTimestamp = rtpTimestamp;
        }
        return place(position, seq, rtpTimestamp, arrivalNs, packet);
    }

    private Insertion place(long position, int seq, int rtpTimestamp, long arrivalNs, T packet) {
        if (position < next || position < runFirst) {
            return refusePassed(position);
        }
        int index = (int) position & mask;
        if (stats.queued == 0) {
            head = position;
            tail = position;
        } else {
            long low = Math.min(head, position);
            long high = Math.max(tail, position);
            if (high - low > mask) {
                stats.overflow++;
                return Insertion.OVERFLOW;
            }
            if (packets[index] != null) {
                stats.duplicate++;
                return Insertion.DUPLICATE;
            }
            head = low;
            tail = high;
        }
        packets[index] = packet;
        slots[2 * index] = clock.enter(rtpTimestamp, arrivalNs);
        slots[2 * index + 1] = (long) rtpTimestamp << 32 | (long) (run & 0xffff) << 16 | (seq & 0xffff);
        stats.queued++;
        probationSeq = NONE;
        return Insertion.ACCEPTED;
    }

    private Insertion refusePassed(long position) {
        long age = next - 1 - position;
        if (position >= runFirst && age < Long.SIZE && (deliveredHistory >>> age & 1) != 0) {
            stats.duplicate++;
            return Insertion.DUPLICATE;
        }
        stats.late++;
        return Insertion.LATE;
    }

    private boolean isJump(int distance, int rtpTimestamp) {
        int elapsedTicks = rtpTimestamp - highestTimestamp;
        if (distance > 0) {
            if (distance > mask && stats.queued > 0) {
                return true; // there is no room for both ends of such a gap, and no loss is so fast
            }
            return distance >= MIN_DROPOUT
                    && (distance >= MAX_GAP || elapsedTicks < 0 || elapsedTicks > maxDropoutTicks);
        }
        int back = -distance;
        int latestTicks = back <= MAX_MISORDER ? maxMisorderTicks : 0; // video in decoding order may even look newer
        return back > MIN_MISORDER
                && (back >= MAX_GAP || elapsedTicks < -maxMisorderTicks || elapsedTicks > latestTicks);
    }

    private void startRun(int seq, int rtpTimestamp, long arrivalNs) {
        run++;
        if (stats.queued > 0) {
            highest = tail + 1;
            runFirst = highest;
        } else {
            highest = next + mask; // below is room for packets that the first one overtook
            runFirst = next;
        }
        highestSeq = seq;
        highestTimestamp = rtpTimestamp;
        clock.anchor(rtpTimestamp, arrivalNs);
    }

    /**
     * Takes the next packet out if it is due, declaring lost what is missing before it. It is the caller's then, and
     * the {@code popped...} accessors tell about it.
     *
     * @return the packet, or null if none is queued or the next one is not due before {@link #nextDeadlineNs}
     */
    public @Nullable T pop(long nowNs) {
        if (stats.queued == 0 || nowNs - headPtsNs() < latencyNs) {
            return null;
        }
        return take();
    }

    /**
     * Whether the queued packets span all the room there is, so that the next in sequence would be an
     * {@link Insertion#OVERFLOW}: after a burst. {@link #popEarly} makes room.
     */
    public boolean isFull() {
        return stats.queued > 0 && tail - head >= mask;
    }

    /** Releases the next packet although it may not be due; null when none is queued. For the rest like {@link #pop}. */
    public @Nullable T popEarly() {
        return stats.queued == 0 ? null : take();
    }

    /** When the next packet is due, in the caller's clock; {@link Long#MAX_VALUE} if none is queued. */
    public long nextDeadlineNs() {
        return stats.queued == 0 ? Long.MAX_VALUE : headPtsNs() + latencyNs;
    }

    private long headPtsNs() {
        return clock.ptsNs(slots[2 * ((int) head & mask)]);
    }

    /**
     * Takes everything out in order, due or not: the end of the stream. Each packet is the receiver's; within its call
     * the {@code popped...} accessors tell about that packet. They count as delivered.
     */
    public void drain(Consumer<? super T> receiver) {
        while (stats.queued > 0) {
            receiver.accept(take());
        }
    }

    /**
     * Drops everything queued and forgets the sequence: the next packet starts a stream. Each packet is the receiver's,
     * to be released. They count as discarded.
     */
    public void flush(Consumer<? super T> receiver) {
        while (stats.queued > 0) {
            stats.discarded++;
            receiver.accept(unlinkHead());
        }
        started = false;
        probationSeq = NONE;
    }

    private T take() {
        long position = head;
        long ptsNs = headPtsNs();
        long info = slots[2 * ((int) position & mask) + 1];
        T packet = unlinkHead();
        int poppedRun = (int) (info >> 16) & 0xffff;
        if (poppedRun != deliveredRun) {
            deliveredRun = poppedRun;
            deliveredHistory = 0;
            lostBefore = 0;
            discontinuity = true;
        } else {
            lostBefore = (int) (position - next);
            discontinuity = lostBefore > 0;
            deliveredHistory = lostBefore < Long.SIZE ? deliveredHistory << lostBefore : 0;
            if ((int) (info >> 32) - poppedTimestamp() >= 0) {
                ptsNs = Math.max(ptsNs, poppedPtsNs); // the clock may have stepped down between the two
            }
        }
        deliveredHistory = (deliveredHistory << 1) | 1;
        poppedPtsNs = ptsNs;
        poppedInfo = info;
        next = position + 1;
        stats.lost += lostBefore;
        stats.delivered++;
        return packet;
    }

    private T unlinkHead() {
        int index = (int) head & mask;
        T packet = Objects.requireNonNull(packets[index], "no packet at the head");
        packets[index] = null;
        if (--stats.queued > 0) {
            do {
                head++;
            } while (packets[(int) head & mask] == null);
        }
        return packet;
    }

    /** Counts a datagram of this stream that was not RTP, so that the statistics of the stream are complete. */
    public void countInvalid(Validity reason) {
        stats.countInvalid(reason);
    }

    /** Changes the latency, 0 or more, also for what is queued. */
    public void latencyNs(long latencyNs) {
        if (latencyNs < 0) {
            throw new IllegalArgumentException("latency is negative: latencyNs=" + latencyNs + "; wants 0 or more");
        }
        this.latencyNs = latencyNs;
    }

    /**
     * Presentation time of the packet popped last, in the caller's clock: its smoothed arrival, without latency. It
     * does not decrease from packet to packet of one sequence, as long as the timestamp does not.
     */
    public long poppedPtsNs() {
        return poppedPtsNs;
    }

    /** Sequence number of the packet popped last: 0 to 65535. */
    public int poppedSeq() {
        return (int) poppedInfo & 0xffff;
    }

    /** RTP timestamp of the packet popped last: 32 bits without sign. */
    public int poppedTimestamp() {
        return (int) (poppedInfo >> 32);
    }

    /** How many packets were lost immediately before the packet popped last. */
    public int lostBefore() {
        return lostBefore;
    }

    /** Whether the packet popped last does not follow the one before: the first one, or after a loss or a new start. */
    public boolean poppedDiscontinuity() {
        return discontinuity;
    }

    /** The counters: a live view. */
    public JitterBufferStats stats() {
        return stats;
    }
}
