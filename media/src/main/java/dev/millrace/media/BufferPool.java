package dev.millrace.media;

import dev.millrace.runtime.Context;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Buffers of one size for one thread, which come back when their last holder lets go.
 *
 * <p>Acquired on the owning thread alone, released from any. Grows when it is empty, up to a limit if one is set; after
 * that nothing is allocated any more.
 */
public final class BufferPool {
    /*
     * Overview. Free buffers lie on a plain stack of the owner: last in, first out, so that the next packet is received
     * into a slot that is still in the cache. A release on another thread pushes onto `returned`, an atomic stack that
     * the owner takes whole when its own is empty.
     *
     * Slots are an odd number of cache lines apart: at a power of two, the headers of all packets would fall into the
     * same few sets of the cache.
     */
    private static final VarHandle RETURNED;

    static {
        try {
            RETURNED = MethodHandles.lookup().findVarHandle(BufferPool.class, "returned", Buffer.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private static final int CACHE_LINE = 64;
    private static final int GROWTH = 64;

    private final int slotBytes;
    private final int limit;
    private final @Nullable Thread owner;

    // The owning thread.
    private @Nullable Buffer free;
    private int created;
    private long acquired;
    private long releasedByOwner;

    // Any thread.
    private volatile @Nullable Buffer returned;
    private final AtomicLong releasedByOthers = new AtomicLong();

    /**
     * Creates an empty pool that belongs to the calling thread.
     *
     * @param slotBytes the capacity of each buffer
     * @param limit how many buffers there may be, or 0 for no limit
     */
    public BufferPool(int slotBytes, int limit) {
        if (slotBytes <= 0) throw new IllegalArgumentException("slot is empty: bytes=" + slotBytes);
        int lines = (slotBytes + CACHE_LINE - 1) / CACHE_LINE;
        this.slotBytes = (lines | 1) * CACHE_LINE;
        this.limit = limit;
        this.owner = Thread.currentThread();
    }

    /** The pool of a context for buffers of at least {@code bytes}; on the context's thread. */
    public static BufferPool of(Context context, int bytes) {
        return context.local(Pools.class, _ -> new Pools()).pool(bytes);
    }

    /**
     * The pool of the context whose thread this is, as {@link #of}.
     *
     * @throws IllegalStateException when this is no context's thread
     */
    public static BufferPool here(int bytes) {
        Context context = Context.current();
        if (context == null)
            throw new IllegalStateException(
                    "no context runs here: thread=" + Thread.currentThread().getName() + "; push from a context");
        return of(context, bytes);
    }

    /**
     * An empty buffer with one reference, or null when the limit is reached.
     *
     * <p>On the owning thread.
     */
    public @Nullable Buffer tryAcquire() {
        Buffer buffer = free;
        if (buffer == null) {
            refill();
            buffer = free;
            if (buffer == null) return null;
        }
        free = buffer.nextFree;
        acquired++;
        buffer.take();
        return buffer;
    }

    /**
     * An empty buffer with one reference.
     *
     * @throws IllegalStateException when the limit is reached
     */
    public Buffer acquire() {
        Buffer buffer = tryAcquire();
        if (buffer == null) throw new IllegalStateException("buffer pool is exhausted: limit=" + limit);
        return buffer;
    }

    /** A copy of a buffer, in memory of its own: it may be released on any thread, or forgotten. */
    public static Buffer copyOf(Buffer original) {
        Buffer copy =
                new BufferPool(Math.max(1, original.length()), 1).acquire().share();
        copy.setRange(0, original.length());
        MemorySegment.copy(original.segment(), original.offset(), copy.segment(), 0, original.length());
        copy.copyMetadataFrom(original);
        return copy;
    }

    /** The capacity of each buffer in bytes. */
    public int slotBytes() {
        return slotBytes;
    }

    /** How many buffers are held by somebody; exact while nothing flows. */
    public long outstanding() {
        return acquired - releasedByOwner - releasedByOthers.get();
    }

    /**
     * How many buffers of all pools of a context are held by somebody; on the context's thread, exact while nothing flows.
     */
    public static long outstanding(Context context) {
        return context.local(Pools.class, _ -> new Pools()).outstanding();
    }

    /** How many buffers there are in all. */
    public int created() {
        return created;
    }

    void giveBack(Buffer buffer) {
        if (Thread.currentThread() == owner) {
            releasedByOwner++;
            buffer.nextFree = free;
            free = buffer;
            return;
        }
        Buffer top;
        do {
            top = returned;
            buffer.nextFree = top;
        } while (!RETURNED.compareAndSet(this, top, buffer));
        releasedByOthers.incrementAndGet();
    }

    private void refill() {
        free = (Buffer) RETURNED.getAndSet(this, null);
        if (free != null) return;
        int count = limit == 0 ? GROWTH : Math.min(GROWTH, limit - created);
        if (count == 0) return;
        MemorySegment slab = Arena.ofAuto().allocate((long) count * slotBytes, CACHE_LINE);
        for (int i = count - 1; i >= 0; i--) {
            Buffer buffer = new Buffer(slab.asSlice((long) i * slotBytes, slotBytes), this);
            buffer.nextFree = free;
            free = buffer;
        }
        created += count;
    }

    @Override
    public String toString() {
        return "pool(slot=" + slotBytes + " created=" + created + " outstanding=" + outstanding() + ")";
    }

    /** The pools of one context, one per size class, so that sizes that vary do not make a pool each. */
    private static final class Pools {
        private static final int CLASS_BYTES = 512;

        private @Nullable BufferPool[] byClass = new BufferPool[8];

        BufferPool pool(int bytes) {
            int index = Math.ceilDiv(Math.max(bytes, 1), CLASS_BYTES);
            if (index >= byClass.length) byClass = Arrays.copyOf(byClass, index + 1);
            BufferPool pool = byClass[index];
            if (pool == null) {
                pool = new BufferPool(index * CLASS_BYTES, 0);
                byClass[index] = pool;
            }
            return pool;
        }

        long outstanding() {
            long sum = 0;
            for (BufferPool pool : byClass) if (pool != null) sum += pool.outstanding();
            return sum;
        }
    }
}
