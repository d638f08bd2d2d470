package dev.millrace.media;

import dev.millrace.reactor.Endpoint;
import dev.millrace.reactor.NativeMemory;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A piece of media in a slot of a pool: bytes, times, flags.
 *
 * <p><b>Ownership.</b> Who holds a buffer owns one reference. Pushing it gives the reference away. The last
 * {@link #release} returns it to its pool. Only the holder of the only reference may write ({@link #isWritable}).
 *
 * <p><b>Threading.</b> A buffer belongs to one thread at a time, and is handed on through a queue. One that several
 * threads hold at once must be {@link #share shared} first.
 */
public final class Buffer extends NativeMemory {
    /** No time is known. */
    public static final long NO_TIME = Long.MIN_VALUE;

    /** Data is missing before this buffer. */
    public static final int DISCONT = 1;

    /** It holds silence, or nothing of interest. */
    public static final int GAP = 2;

    /** It may be dropped when there is no room or time. */
    public static final int DROPPABLE = 4;

    /** It means something only together with those before it; one without this flag is a keyframe. */
    public static final int DELTA_UNIT = 8;

    /** The flags, by the names that people give them. */
    public static final Map<String, Integer> FLAG_NAMES =
            Map.of("discont", DISCONT, "gap", GAP, "droppable", DROPPABLE, "delta-unit", DELTA_UNIT);

    private static final VarHandle REFERENCES;

    static {
        try {
            REFERENCES = MethodHandles.lookup().findVarHandle(Buffer.class, "references", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final BufferPool pool;
    private int offset;
    private int length;
    /** How many hold it; 0 while it lies in its pool. */
    private int references;

    private int flags;
    private boolean shared;
    private long ptsNs;
    private long dtsNs;
    private long durationNs;
    private @Nullable Endpoint sender;
    private @Nullable Attached metas;

    /** A meta and those attached before it. */
    private record Attached(Meta meta, @Nullable Attached next) {}

    /** The next free buffer, while this one lies in its pool or is on the way back. */
    @Nullable
    Buffer nextFree;

    Buffer(MemorySegment slot, BufferPool pool) {
        super(slot);
        this.pool = pool;
    }

    /** Leaves the pool, with one reference and nothing in it. */
    void take() {
        references = 1;
        offset = 0;
        length = 0;
        flags = 0;
        shared = false;
        ptsNs = NO_TIME;
        dtsNs = NO_TIME;
        durationNs = NO_TIME;
        sender = null;
        metas = null;
    }

    // ---- the bytes

    /** Where the data begins in {@link #segment}. */
    public int offset() {
        return offset;
    }

    /** How many bytes of data there are. */
    public int length() {
        return length;
    }

    /** Sets where the data lies. */
    public void setRange(int offset, int length) {
        if (offset < 0 || length < 0 || length > capacity() - offset)
            throw new IndexOutOfBoundsException(
                    "range exceeds buffer: offset=" + offset + " length=" + length + " capacity=" + capacity());
        this.offset = offset;
        this.length = length;
    }

    /** Drops {@code bytes} at the front, which become headroom. */
    public void trimFront(int bytes) {
        setRange(offset + bytes, length - bytes);
    }

    /** Takes {@code bytes} of headroom back into the data. */
    public void growFront(int bytes) {
        setRange(offset - bytes, length + bytes);
    }

    /** The data as a segment of its own; allocates, so not for hot paths. */
    public MemorySegment data() {
        return segment().asSlice(offset, length);
    }

    /** A copy of the data; allocates, so not for hot paths. */
    public byte[] toArray() {
        return data().toArray(ValueLayout.JAVA_BYTE);
    }

    // ---- times and flags

    /** When it is to be presented, in running time, or {@link #NO_TIME}. */
    public long ptsNs() {
        return ptsNs;
    }

    public void setPtsNs(long ptsNs) {
        this.ptsNs = ptsNs;
    }

    /** When it arrived or is to be decoded, in running time, or {@link #NO_TIME}. */
    public long dtsNs() {
        return dtsNs;
    }

    public void setDtsNs(long dtsNs) {
        this.dtsNs = dtsNs;
    }

    /** How long it lasts, or {@link #NO_TIME}. */
    public long durationNs() {
        return durationNs;
    }

    public void setDurationNs(long durationNs) {
        this.durationNs = durationNs;
    }

    /** Whether all of {@code flags} are set. */
    public boolean has(int flags) {
        return (this.flags & flags) == flags;
    }

    /** Whether any of {@code flags} is set. */
    public boolean hasAny(int flags) {
        return (this.flags & flags) != 0;
    }

    public void setFlags(int flags) {
        this.flags |= flags;
    }

    public void clearFlags(int flags) {
        this.flags &= ~flags;
    }

    /** Who sent it over the network, where a source says so. */
    public @Nullable Endpoint sender() {
        return sender;
    }

    public void setSender(@Nullable Endpoint sender) {
        this.sender = sender;
    }

    /** Attaches a meta, in place of one of the same class; allocates, so not for every buffer of a hot path. */
    public void attach(Meta meta) {
        metas = new Attached(meta, without(metas, meta.getClass()));
    }

    /** The meta of this class, or null. */
    public <M extends Meta> @Nullable M meta(Class<M> type) {
        for (Attached at = metas; at != null; at = at.next())
            if (type.isInstance(at.meta())) return type.cast(at.meta());
        return null;
    }

    private static @Nullable Attached without(@Nullable Attached from, Class<?> type) {
        if (from == null) return null;
        Attached rest = without(from.next(), type);
        return from.meta().getClass() == type ? rest : new Attached(from.meta(), rest);
    }

    /** Copies times, flags and metas, not the bytes. */
    public void copyMetadataFrom(Buffer other) {
        ptsNs = other.ptsNs;
        dtsNs = other.dtsNs;
        durationNs = other.durationNs;
        flags = other.flags;
        sender = other.sender;
        metas = other.metas;
    }

    // ---- ownership

    /** Whether the holder is the only one, and so may write. */
    public boolean isWritable() {
        return (shared ? (int) REFERENCES.getAcquire(this) : references) == 1;
    }

    /** One more holder; returns this. */
    public Buffer retain() {
        if (shared) REFERENCES.getAndAdd(this, 1);
        else references++;
        return this;
    }

    /** Allows holders on several threads; called by the only holder, before the second thread gets it. */
    public Buffer share() {
        shared = true;
        return this;
    }

    /**
     * One holder less; the last one returns it to its pool, from any thread.
     *
     * @throws IllegalStateException when nobody holds it
     */
    public void release() {
        int left = shared ? (int) REFERENCES.getAndAdd(this, -1) - 1 : --references;
        if (left > 0) return;
        if (left < 0) throw new IllegalStateException("buffer is released once too often: pool=" + pool);
        pool.giveBack(this);
    }

    /** The pool it returns to. */
    public BufferPool pool() {
        return pool;
    }

    @Override
    public String toString() {
        return "buffer(offset=" + offset + " length=" + length + " references=" + references + ")";
    }
}
