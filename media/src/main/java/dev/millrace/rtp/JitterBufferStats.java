package dev.millrace.rtp;

/**
 * The counters of one {@link JitterBuffer} since its creation: a live view, to be read on the thread of its stream.
 *
 * <p>They are exact. At every moment between two calls of the buffer
 *
 * <pre>{@code
 * received = delivered + duplicate + late + overflow + invalid + discarded + queued
 * }</pre>
 */
public final class JitterBufferStats {
    long received;
    long delivered;
    long lost;
    int queued;
    long duplicate;
    long late;
    long overflow;
    long discarded;
    long resyncs;
    private long invalid;
    private final long[] invalidByReason = new long[Validity.values().length];

    private final PlayoutClock clock;

    JitterBufferStats(PlayoutClock clock) {
        this.clock = clock;
    }

    /** Packets offered, valid or not. */
    public long received() {
        return received;
    }

    /** Packets released in order by pop or drain; {@code num-pushed} of the element. */
    public long delivered() {
        return delivered;
    }

    /** Packets accepted and not yet released. */
    public int queued() {
        return queued;
    }

    /** Packets refused because the buffer had or has the same one; {@code num-duplicates} of the element. */
    public long duplicate() {
        return duplicate;
    }

    /** Packets refused because their place in the sequence was passed; {@code num-late} of the element. */
    public long late() {
        return late;
    }

    /** Packets refused for want of room. */
    public long overflow() {
        return overflow;
    }

    /** Datagrams that were not RTP. */
    public long invalid() {
        return invalid;
    }

    /** Datagrams that were not RTP for this reason. */
    @SuppressWarnings("EnumOrdinal") // an index in memory, never stored or sent
    public long invalid(Validity reason) {
        return invalidByReason[reason.ordinal()];
    }

    /** Packets refused on probation, and queued packets that a flush dropped. */
    public long discarded() {
        return discarded;
    }

    /**
     * Sequence numbers missing between delivered packets; {@code num-lost} of the element. Not a part of received: it
     * counts what did not come, came too late, or did not fit.
     */
    public long lost() {
        return lost;
    }

    /** How often the buffer followed a sender to a new sequence. */
    public long resyncs() {
        return resyncs;
    }

    /** How often the timestamps jumped within a sequence, so that presentation times started anew. */
    public long timestampJumps() {
        return clock.jumps();
    }

    @SuppressWarnings("EnumOrdinal")
    void countInvalid(Validity reason) {
        received++;
        invalid++;
        invalidByReason[reason.ordinal()]++;
    }
}
