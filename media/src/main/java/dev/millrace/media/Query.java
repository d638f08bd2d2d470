package dev.millrace.media;

import dev.millrace.caps.Caps;
import dev.millrace.caps.Structure;
import org.jspecify.annotations.Nullable;

/**
 * A question along the pads, answered at once on the thread that asks; the answer is left in the query.
 *
 * <p>An element that does not know the answer passes the question on. Queries are for set-up, not for each buffer.
 */
public abstract sealed class Query {
    Query() {}

    /** What formats are possible at a pad. */
    public static final class CapsQuery extends Query {
        private final Caps filter;
        private Caps result = Caps.any();

        /** Asks for the formats within {@code filter}, in the order of the filter. */
        public CapsQuery(Caps filter) {
            this.filter = filter;
        }

        /** What the one who asks can use. */
        public Caps filter() {
            return filter;
        }

        /** The answer, within the filter. */
        public Caps result() {
            return result;
        }

        public void answer(Caps possible) {
            result = filter.isAny() ? possible : filter.intersect(possible);
        }
    }

    /** Whether a pad takes exactly this format now. */
    public static final class AcceptCaps extends Query {
        private final Caps caps;
        private boolean accepted;

        public AcceptCaps(Caps caps) {
            this.caps = caps;
        }

        public Caps caps() {
            return caps;
        }

        public boolean isAccepted() {
            return accepted;
        }

        public void answer(boolean accepts) {
            accepted = accepts;
        }
    }

    /** How late, after its running time, a buffer comes to a pad. */
    public static final class Latency extends Query {
        /** No limit. */
        public static final long NONE = Long.MAX_VALUE;

        private boolean live;
        private long minNs;
        private long maxNs = NONE;

        /** Nothing is late yet. */
        public Latency() {}

        /** Whether the stream is live: data that is not taken in time is lost. */
        public boolean isLive() {
            return live;
        }

        /** The least time by which buffers are late. */
        public long minNs() {
            return minNs;
        }

        /** How long upstream can hold data before it loses some, or {@link #NONE}. */
        public long maxNs() {
            return maxNs;
        }

        public void answer(boolean isLive, long leastNs, long mostNs) {
            live = isLive;
            minNs = leastNs;
            maxNs = mostNs;
        }

        /** An element on the way adds its own: at least {@code leastNs}, and room for {@code roomNs} more. */
        public void add(long leastNs, long roomNs) {
            minNs += leastNs;
            maxNs = maxNs == NONE || roomNs == NONE ? NONE : maxNs + roomNs;
        }

        /** Another branch of the stream: the slowest one decides. */
        void merge(Latency other) {
            if (other.live) {
                minNs = live ? Math.max(minNs, other.minNs) : other.minNs;
                maxNs = live ? Math.min(maxNs, other.maxNs) : other.maxNs;
                live = true;
            }
        }
    }

    /** How far the stream is. */
    public static final class Position extends Query {
        private final Event.Segment.Format format;
        private long value = Buffer.NO_TIME;

        public Position(Event.Segment.Format format) {
            this.format = format;
        }

        public Event.Segment.Format format() {
            return format;
        }

        /** Nanoseconds or bytes. */
        public long value() {
            return value;
        }

        public void answer(long position) {
            value = position;
        }
    }

    /** How long the stream is. */
    public static final class Duration extends Query {
        private final Event.Segment.Format format;
        private long value = Buffer.NO_TIME;

        public Duration(Event.Segment.Format format) {
            this.format = format;
        }

        public Event.Segment.Format format() {
            return format;
        }

        /** Nanoseconds or bytes. */
        public long value() {
            return value;
        }

        public void answer(long duration) {
            value = duration;
        }
    }

    /** How a stream can be driven. Every stream here is pushed, one buffer after the other. */
    public static final class Scheduling extends Query {
        private boolean sequential;

        /** Not known yet. */
        public Scheduling() {}

        public boolean isSequential() {
            return sequential;
        }

        public void answer(boolean isSequential) {
            sequential = isSequential;
        }
    }

    /** Downstream says what room it wants in the buffers of a format. */
    public static final class Allocation extends Query {
        private final Caps caps;
        private int headroom;
        private int bytes;

        public Allocation(Caps caps) {
            this.caps = caps;
        }

        public Caps caps() {
            return caps;
        }

        /** Bytes to leave free before the data. */
        public int headroom() {
            return headroom;
        }

        /** The least capacity of a buffer, without the headroom. */
        public int bytes() {
            return bytes;
        }

        /** Asks for as much, or more where another has asked for more. */
        public void need(int headroomBytes, int dataBytes) {
            headroom = Math.max(headroom, headroomBytes);
            bytes = Math.max(bytes, dataBytes);
        }
    }

    /** Whether the stream can go on from any position, by {@link Event.Seek}. */
    public static final class Seeking extends Query {
        private final Event.Segment.Format format;
        private boolean seekable;

        public Seeking(Event.Segment.Format format) {
            this.format = format;
        }

        public Event.Segment.Format format() {
            return format;
        }

        public boolean isSeekable() {
            return seekable;
        }

        public void answer(boolean canSeek) {
            seekable = canSeek;
        }
    }

    /** A question that only some elements know. */
    public static final class Custom extends Query {
        private final Structure structure;
        private @Nullable Structure result;

        public Custom(Structure structure) {
            this.structure = structure;
        }

        public Structure structure() {
            return structure;
        }

        public @Nullable Structure result() {
            return result;
        }

        public void answer(Structure answer) {
            result = answer;
        }
    }
}
