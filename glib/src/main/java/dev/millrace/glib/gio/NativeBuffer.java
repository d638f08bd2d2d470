package dev.millrace.glib.gio;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.millrace.glib.abi.Memory;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an operation reads into or writes from: native memory of the caller, used as it is, or an array, of which native code gets a
 * copy that lives as long as it may touch it.
 *
 * <p>The caller's memory is the operation's until that is {@linkplain GioFuture#settled settled}, and so must stay alive until then.
 */
public final class NativeBuffer {
    private static final long VECTOR_BYTES = ADDRESS.byteSize() + JAVA_LONG.byteSize();

    private final MemorySegment user;
    private final boolean in;
    private final boolean out;
    private final List<MemorySegment> copies = new ArrayList<>(1);
    private final @Nullable List<MemorySegment> pieces;
    private MemorySegment memory = MemorySegment.NULL;

    private NativeBuffer(MemorySegment user, boolean in, boolean out, @Nullable List<MemorySegment> pieces) {
        this.user = user;
        this.in = in;
        this.out = out;
        this.pieces = pieces;
    }

    /** To be read into; an array has what was read once the operation has ended, well or not. */
    public static NativeBuffer into(byte[] array) {
        return into(MemorySegment.ofArray(array));
    }

    /** To be read into. */
    public static NativeBuffer into(MemorySegment memory) {
        return new NativeBuffer(memory, true, false, null);
    }

    /** To be written from; an array is copied when the operation begins. */
    public static NativeBuffer from(byte[] array) {
        return from(MemorySegment.ofArray(array));
    }

    /** To be written from. */
    public static NativeBuffer from(MemorySegment memory) {
        return new NativeBuffer(memory, false, true, null);
    }

    /** Several pieces, to be written from one after the other: an array of {@code GOutputVector}. */
    public static NativeBuffer fromAll(List<MemorySegment> pieces) {
        return new NativeBuffer(MemorySegment.NULL, false, true, List.copyOf(pieces));
    }

    /** The native memory. */
    public MemorySegment memory() {
        return memory;
    }

    /** How many bytes, or pieces, it has. */
    public long length() {
        return pieces == null ? user.byteSize() : pieces.size();
    }

    void open() {
        if (pieces == null) memory = reachable(user);
        else memory = vector(pieces);
    }

    private MemorySegment vector(List<MemorySegment> all) {
        MemorySegment vector = Memory.allocate(VECTOR_BYTES * all.size());
        copies.add(vector);
        for (int i = 0; i < all.size(); i++) {
            MemorySegment piece = all.get(i);
            vector.set(ADDRESS, i * VECTOR_BYTES, reachable(piece));
            vector.set(JAVA_LONG, i * VECTOR_BYTES + ADDRESS.byteSize(), piece.byteSize());
        }
        return vector;
    }

    /** What native code may use for {@code piece}. */
    private MemorySegment reachable(MemorySegment piece) {
        if (piece.isNative()) return piece;
        MemorySegment copy = Memory.allocate(piece.byteSize());
        copies.add(copy);
        if (out) copy.copyFrom(piece);
        return copy;
    }

    /** So many bytes were read into it. */
    void filled(long count) {
        if (in && !user.isNative() && count > 0) MemorySegment.copy(memory, JAVA_BYTE, 0, user, JAVA_BYTE, 0, count);
    }

    void close() {
        copies.forEach(Memory::free);
        copies.clear();
        memory = MemorySegment.NULL;
    }
}
