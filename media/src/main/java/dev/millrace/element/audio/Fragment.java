package dev.millrace.element.audio;

import dev.millrace.media.Buffer;
import dev.millrace.media.BufferPool;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/**
 * Buffers of audio that follow each other, put together into one.
 *
 * <p>It has the time, the flags and the metas of the first. On the thread of the stream.
 */
final class Fragment {
    /** As far as this, time and place may be apart. */
    private static final long TOLERANCE_NS = 10_000_000;

    /** Larger buffers are rare: each has memory of its own, rather than a pool that keeps many. */
    private static final int LARGEST_POOLED = 1 << 16;

    private static final int MOST_BYTES = 1 << 24;

    private @Nullable Buffer collected;
    private long durationNs;

    boolean isEmpty() {
        return collected == null;
    }

    long durationNs() {
        return durationNs;
    }

    /** Whether a buffer belongs behind what is here, and fits. */
    boolean continuesWith(Buffer next) {
        Buffer first = collected;
        if (first == null) return true;
        if (next.ptsNs() == Buffer.NO_TIME || first.ptsNs() == Buffer.NO_TIME) return false;
        if (first.length() + next.length() > MOST_BYTES) return false;
        return Math.abs(next.ptsNs() - first.ptsNs() - durationNs) <= TOLERANCE_NS;
    }

    /** Takes a buffer and its reference, and puts its bytes behind what is here. */
    void add(Buffer next) {
        Buffer all = withRoomFor(next);
        MemorySegment.copy(next.segment(), next.offset(), all.segment(), all.offset() + all.length(), next.length());
        all.setRange(all.offset(), all.length() + next.length());
        durationNs += Math.max(0, next.durationNs());
        collected = all;
        next.release();
    }

    private Buffer withRoomFor(Buffer next) {
        Buffer before = collected;
        int length = before == null ? 0 : before.length();
        int needed = AudioFormats.HEADROOM + length + next.length();
        if (before != null && needed <= before.capacity()) return before;
        int bytes = 2 * needed;
        Buffer larger = bytes <= LARGEST_POOLED ? BufferPool.here(bytes).acquire() : new BufferPool(bytes, 1).acquire();
        larger.copyMetadataFrom(before == null ? next : before);
        larger.setRange(AudioFormats.HEADROOM, length);
        if (before != null) {
            MemorySegment.copy(before.segment(), before.offset(), larger.segment(), larger.offset(), length);
            before.release();
        }
        return larger;
    }

    /** All of it as one buffer, whose reference goes to the caller; null when there is nothing. It is empty then. */
    @Nullable
    Buffer take() {
        Buffer all = collected;
        if (all != null && all.ptsNs() != Buffer.NO_TIME) all.setDurationNs(durationNs);
        collected = null;
        durationNs = 0;
        return all;
    }

    /** Drops what is here. */
    void drop() {
        Buffer all = take();
        if (all != null) all.release();
    }
}
