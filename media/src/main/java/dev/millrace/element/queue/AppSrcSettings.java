package dev.millrace.element.queue;

import dev.millrace.caps.Caps;
import dev.millrace.media.Event;
import dev.millrace.media.Unit;
import org.jspecify.annotations.Nullable;

/** What can be set on an {@link AppSrc}; from any thread. */
final class AppSrcSettings {
    /** Whether the stream can go on from another position, in appsrc's words. */
    enum StreamType {
        /** It cannot. */
        STREAM,
        /** It can, though it takes a while. */
        SEEKABLE,
        /** It can at once. */
        RANDOM_ACCESS
    }

    volatile @Nullable Caps caps;
    volatile boolean doTimestamp;
    volatile Limits limits;
    volatile boolean block;
    volatile boolean live;
    volatile boolean emitSignals = true;
    volatile Unit format;
    volatile long minLatencyNs = -1;
    volatile long maxLatencyNs = -1;
    volatile long durationNs = -1;
    volatile long sizeBytes = -1;
    volatile StreamType streamType = StreamType.STREAM;
    volatile long minPercent;
    volatile boolean handleSegmentChange;

    /** Those of ts-appsrc, or of appsrc. */
    AppSrcSettings(boolean shared) {
        live = shared;
        limits = shared ? new Limits(10, 0, 0, Leaky.NO) : new Limits(0, 200_000, 0, Leaky.NO);
        format = shared ? Unit.TIME : Unit.BYTES;
    }

    boolean canSeek() {
        return streamType != StreamType.STREAM;
    }

    boolean isSeekable(Event.Segment.Format wanted) {
        return canSeek() && wanted == segment().format();
    }

    /** The one that a stream begins with. */
    Event.Segment segment() {
        return format == Unit.TIME ? Event.Segment.TIME : new Event.Segment(Event.Segment.Format.BYTES, 0);
    }

    /** Whether a level is at or below {@code min-percent} of its limit, and none is at its limit. */
    boolean isLow(DataQueue queue) {
        long percent = minPercent;
        Limits most = limits;
        return percent > 0
                && most.reached(queue.buffers(), queue.bytes(), queue.timeNs()) == 0
                && (isLow(percent, queue.bytes(), most.bytes())
                        || isLow(percent, queue.buffers(), most.buffers())
                        || isLow(percent, queue.timeNs(), most.timeNs()));
    }

    private static boolean isLow(long percent, long level, long limit) {
        return limit > 0 && level <= limit / 100.0 * percent;
    }
}
