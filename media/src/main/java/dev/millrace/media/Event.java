package dev.millrace.media;

import dev.millrace.caps.Caps;
import dev.millrace.caps.Structure;

/**
 * Something told along the pads: most of them downstream, in order with the buffers; some upstream; a flush ahead of
 * everything.
 *
 * <p>Every event travels on the thread of the stream it meets. An element with a stream task of its own hands it over to
 * that task, a flush by a trigger, which overtakes what is held.
 */
public sealed interface Event {
    /**
     * A new stream begins; the first event of every stream.
     *
     * @param streamId unique to the stream
     * @param groupId equal for streams that belong together, or 0
     */
    record StreamStart(String streamId, long groupId) implements Event {
        /** A stream that belongs to no group. */
        public StreamStart(String streamId) {
            this(streamId, 0);
        }
    }

    /** The format of the buffers that follow. */
    record CapsChange(Caps caps) implements Event {}

    /**
     * How the times of the buffers that follow map to running time.
     *
     * @param format what the numbers count: nanoseconds, or bytes into a file
     * @param rate how fast it is played; 1 is as it was recorded
     * @param start where the segment begins
     * @param stop where it ends, or {@link Buffer#NO_TIME}
     * @param base the running time at {@code start}
     */
    record Segment(Format format, double rate, long start, long stop, long base) implements Event {
        /** What a segment counts. */
        public enum Format {
            TIME,
            BYTES
        }

        /** The segment of a live stream: buffer times are running times. */
        public static final Segment TIME = new Segment(Format.TIME, 0);

        /**
         * Checks the rate.
         *
         * @throws IllegalArgumentException when it is not above zero
         */
        public Segment {
            if (!(rate > 0)) throw new IllegalArgumentException("rate is out of range: rate=" + rate + "; use above 0");
        }

        /** A segment without an end, at its own speed, that begins at running time zero. */
        public Segment(Format format, long start) {
            this(format, 1.0, start, Buffer.NO_TIME, 0);
        }

        /** The running time of a position in the segment; {@link Buffer#NO_TIME} where there is none. */
        public long toRunningTimeNs(long position) {
            if (format != Format.TIME || position == Buffer.NO_TIME) return Buffer.NO_TIME;
            long past = position - start;
            return base + (rate == 1.0 ? past : Math.round(past / rate));
        }

        /** Whether a position is before the beginning or behind the end. */
        public boolean isOutside(long position) {
            return position != Buffer.NO_TIME && (position < start || (stop != Buffer.NO_TIME && position >= stop));
        }
    }

    /** What is known of the stream, such as {@code taglist, title=...}; replaces what was told before. */
    record Tag(Structure tags) implements Event {}

    /**
     * No data for a while: time goes on without a buffer.
     *
     * @param ptsNs where it begins
     * @param durationNs how long it is, or {@link Buffer#NO_TIME}
     */
    record Gap(long ptsNs, long durationNs) implements Event {}

    /** No buffers follow. */
    record EndOfStream() implements Event {}

    /** Drop what is under way; overtakes buffers. */
    record FlushStart() implements Event {}

    /**
     * Flushing is over.
     *
     * @param resetTime whether running time begins at zero again
     */
    record FlushStop(boolean resetTime) implements Event {
        /** With running time at zero again. */
        public FlushStop() {
            this(true);
        }
    }

    /** Something that only some elements know. */
    record Custom(Structure structure, Way way) implements Event {
        /** Where it goes. */
        public enum Way {
            /** Downstream, in its place among the buffers. */
            DOWNSTREAM,
            /** The same, and kept for peers that come later. */
            DOWNSTREAM_STICKY,
            /** Downstream, ahead of the buffers that elements hold. */
            DOWNSTREAM_OOB,
            /** Upstream. */
            UPSTREAM
        }

        /** Downstream, in order. */
        public Custom(Structure structure) {
            this(structure, Way.DOWNSTREAM);
        }
    }

    /** Upstream: downstream can take other formats now, or is linked anew; negotiate before the next buffer. */
    record Reconfigure() implements Event {}

    /** Upstream: how much later than its running time each buffer is rendered, in all sinks. */
    record Latency(long latencyNs) implements Event {}

    /**
     * Upstream: how punctual a buffer was at a sink.
     *
     * @param type what follows from it
     * @param proportion how long upstream takes for a buffer, in relation to how long the buffer lasts: above one is too slow
     * @param lateByNs how late the buffer was, below zero when it was early; with {@link Type#THROTTLE} the time to leave out
     * @param runningTimeNs of that buffer
     */
    record Qos(Type type, double proportion, long lateByNs, long runningTimeNs) implements Event {
        /** What an element upstream is to make of it. */
        public enum Type {
            /** There is time left. */
            OVERFLOW,
            /** There is too little time: leave something out. */
            UNDERFLOW,
            /** Nobody needs that many buffers: leave {@code lateByNs} between them. */
            THROTTLE
        }
    }

    /**
     * Upstream: go on from another position. The source that can, or an element that knows positions of this format, does so.
     *
     * @param format what {@code start} and {@code stop} count
     * @param rate how fast to play from there on
     * @param flush whether what is under way is dropped, so that it happens at once; else it is played first
     * @param start where to go on
     * @param stop where the stream is to end, or {@link Buffer#NO_TIME} for its own end
     */
    record Seek(Segment.Format format, double rate, boolean flush, long start, long stop) implements Event {
        /**
         * Checks the numbers.
         *
         * @throws IllegalArgumentException when the rate is not above zero, or the positions are not in order
         */
        public Seek {
            if (!(rate > 0)) throw new IllegalArgumentException("rate is out of range: rate=" + rate + "; use above 0");
            if (start < 0 || (stop != Buffer.NO_TIME && stop < start))
                throw new IllegalArgumentException("positions are not in order: start=" + start + " stop=" + stop);
        }

        /** At once, at its own speed, to the end. */
        public Seek(Segment.Format format, long start) {
            this(format, 1.0, true, start, Buffer.NO_TIME);
        }
    }

    /** Whether a pad keeps it for peers that come later. */
    default boolean isSticky() {
        return switch (this) {
            case StreamStart _, CapsChange _, Segment _, Tag _ -> true;
            case Custom custom -> custom.way() == Custom.Way.DOWNSTREAM_STICKY;
            default -> false;
        };
    }

    /** Whether it keeps its place among the buffers. */
    default boolean isSerialized() {
        return switch (this) {
            case FlushStart _, Reconfigure _, Latency _, Qos _, Seek _ -> false;
            case Custom custom -> custom.way() == Custom.Way.DOWNSTREAM || custom.way() == Custom.Way.DOWNSTREAM_STICKY;
            default -> true;
        };
    }

    /** Whether it goes from sinks to sources. */
    default boolean isUpstream() {
        return switch (this) {
            case Reconfigure _, Latency _, Qos _, Seek _ -> true;
            case Custom custom -> custom.way() == Custom.Way.UPSTREAM;
            default -> false;
        };
    }
}
