package dev.millrace.element.tcp;

import dev.millrace.media.Buffer;
import dev.millrace.media.Unit;
import java.util.ArrayList;
import java.util.List;

/** The latest buffers of a stream, for clients that come later; oldest first. On the context of the stream. */
final class History {
    /** Where nothing of the past is wanted, and the client begins with the next buffer, or with the next keyframe. */
    static final int NEXT = -1;

    static final int NEXT_KEYFRAME = -2;

    private final List<Buffer> buffers = new ArrayList<>();
    private long bytes;

    /** How many there are; others see it a little late. */
    private volatile int count;

    int count() {
        return count;
    }

    Buffer get(int index) {
        return buffers.get(index);
    }

    /** Keeps a reference of its own, and lets go of what is more than {@code kept} asks for. */
    void add(Buffer buffer, Kept kept) {
        if (kept.isNothing() && buffers.isEmpty()) return;
        buffers.add(buffer.retain());
        bytes += buffer.length();
        int superfluous = 0;
        while (superfluous < buffers.size() && isEnough(superfluous + 1, kept)) {
            bytes -= buffers.get(superfluous).length();
            superfluous++;
        }
        List<Buffer> gone = buffers.subList(0, superfluous);
        gone.forEach(Buffer::release);
        gone.clear();
        count = buffers.size();
    }

    /** Whether what follows from {@code index} on is as much as is to be kept. */
    private boolean isEnough(int index, Kept kept) {
        if (buffers.size() - index < kept.buffers()) return false;
        if (kept.bytes() > 0 && bytes - buffers.get(index - 1).length() < kept.bytes()) return false;
        return kept.timeNs() <= 0 || Levels.timeNs(buffers, index) >= kept.timeNs();
    }

    void clear() {
        buffers.forEach(Buffer::release);
        buffers.clear();
        bytes = 0;
        count = 0;
    }

    /** Where a new client begins, or {@link #NEXT} or {@link #NEXT_KEYFRAME}. */
    int start(Burst burst) {
        return switch (burst.method()) {
            case LATEST -> NEXT;
            case NEXT_KEYFRAME -> NEXT_KEYFRAME;
            case LATEST_KEYFRAME -> keyframe(buffers.size() - 1, 0, NEXT_KEYFRAME);
            case BURST -> from(burst);
            case BURST_KEYFRAME -> keyframe(from(burst), earliest(burst), laterKeyframe(from(burst), NEXT_KEYFRAME));
            case BURST_WITH_KEYFRAME -> keyframe(from(burst), earliest(burst), from(burst));
        };
    }

    /** The latest place with as much after it as is wanted at least, within what is allowed at most. */
    private int from(Burst burst) {
        int earliest = earliest(burst);
        int at = buffers.size();
        while (at > earliest && Levels.of(burst.leastUnit(), buffers, at) < burst.least()) at--;
        return at == buffers.size() ? NEXT : at;
    }

    private int earliest(Burst burst) {
        int at = buffers.size();
        while (at > 0 && Levels.of(burst.mostUnit(), buffers, at - 1) <= burst.most()) at--;
        return at;
    }

    /** The latest keyframe from {@code last} back to {@code first}. */
    private int keyframe(int last, int first, int otherwise) {
        for (int at = last; at >= first; at--) if (isKeyframe(buffers.get(at))) return at;
        return otherwise;
    }

    private int laterKeyframe(int first, int otherwise) {
        for (int at = Math.max(0, first); first >= 0 && at < buffers.size(); at++)
            if (isKeyframe(buffers.get(at))) return at;
        return otherwise;
    }

    static boolean isKeyframe(Buffer buffer) {
        return !buffer.has(Buffer.DELTA_UNIT);
    }

    /**
     * What is kept for clients that come later, though all have taken it.
     *
     * @param buffers so many at least
     * @param bytes so many at least
     * @param timeNs so much at least; each is as little as possible when it is not above 0
     */
    record Kept(int buffers, int bytes, long timeNs) {
        static final Kept NOTHING = new Kept(-1, -1, -1);

        boolean isNothing() {
            return buffers <= 0 && bytes <= 0 && timeNs <= 0;
        }

        Kept withBuffers(int least) {
            return new Kept(least, bytes, timeNs);
        }

        Kept withBytes(int least) {
            return new Kept(buffers, least, timeNs);
        }

        Kept withTime(long leastNs) {
            return new Kept(buffers, bytes, leastNs);
        }
    }

    /** How much a row of buffers is, from an index on. */
    static final class Levels {
        private Levels() {}

        static long of(Unit unit, List<Buffer> row, int from) {
            return switch (unit) {
                case BYTES -> bytes(row, from);
                case TIME -> timeNs(row, from);
                case BUFFERS, DEFAULT -> row.size() - from;
                case UNDEFINED, PERCENT -> 0;
            };
        }

        private static long bytes(List<Buffer> row, int from) {
            long sum = 0;
            for (int i = from; i < row.size(); i++) sum += row.get(i).length();
            return sum;
        }

        /** From the beginning of the first to the end of the last; 0 where the times are not known. */
        static long timeNs(List<Buffer> row, int from) {
            if (from >= row.size()) return 0;
            Buffer last = row.getLast();
            long firstNs = row.get(from).ptsNs();
            if (firstNs == Buffer.NO_TIME || last.ptsNs() == Buffer.NO_TIME) return 0;
            return last.ptsNs() - firstNs + (last.durationNs() == Buffer.NO_TIME ? 0 : last.durationNs());
        }
    }
}
