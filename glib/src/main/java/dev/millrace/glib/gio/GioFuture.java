package dev.millrace.glib.gio;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.millrace.future.Completer;
import dev.millrace.future.Future;
import dev.millrace.glib.abi.Boundary;
import dev.millrace.glib.abi.Callbacks;
import dev.millrace.glib.abi.Cancellables;
import dev.millrace.glib.abi.Memory;
import dev.millrace.glib.abi.Objects;
import dev.millrace.glib.loop.GlibExecutor;
import dev.millrace.glib.loop.LoopFuture;
import io.github.jwharm.javagi.base.Enumeration;
import io.github.jwharm.javagi.base.Proxy;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.gnome.gio.Cancellable;
import org.jspecify.annotations.Nullable;

/**
 * An asynchronous operation of GIO, or of a library built on it: begun by the first poll, ended by its callback.
 *
 * <p>Cancelling it while it is under way cancels the operation; what it gives in spite of that is released. GIO itself may go on for
 * a while: {@link #settled} tells when it has let go of buffers.
 *
 * <p>The generated classes extend it. All of it is on the thread of the main context.
 */
public abstract class GioFuture<T extends @Nullable Object> extends LoopFuture<T> implements Callbacks.Ready {
    /*
     * Overview.
     *
     *   open ──first poll: begin()──► under way ──ready(): finish()──► settled, with a value or a failure
     *                                     └──cancel: g_cancellable_cancel──► cancelled ──ready(): finish(), value released──► settled
     *
     * What C code may still touch (strings, buffers, the objects among the arguments) is held until settled, whatever becomes of
     * the future: the callback always comes.
     */
    private MemorySegment cancellable = MemorySegment.NULL;
    private MemorySegment number = MemorySegment.NULL;
    private MemorySegment cells = MemorySegment.NULL;
    private @Nullable Lent lent;
    private @Nullable NativeBuffer buffer;
    private @Nullable Cancellable leader;
    private @Nullable Runnable whenOver;
    private long link;
    private @Nullable Completer<@Nullable Void> settled;
    private boolean underWay;
    private boolean cancelled;

    /** {@code function} is the C function that begins it. */
    protected GioFuture(String function) {
        super(function);
    }

    // ---- for the generated classes

    /** Calls the C function that begins it. */
    protected abstract void begin() throws Throwable;

    /**
     * Calls the C function that ends it, checks its error, and makes a value of what it gives.
     *
     * @param result the {@code GAsyncResult}; borrowed
     */
    protected abstract T finish(MemorySegment result) throws Throwable;

    /** The {@code GCancellable} of this operation. */
    protected final MemorySegment cancellable() {
        return cancellable;
    }

    /** The {@code GAsyncReadyCallback}. */
    protected static MemorySegment callback() {
        return Callbacks.ASYNC_READY;
    }

    /** Its user data. */
    protected final MemorySegment number() {
        return number;
    }

    /** A C string that lives until the operation is settled; NULL for null. */
    protected final MemorySegment utf8(@Nullable String text) {
        return text == null ? MemorySegment.NULL : lent().string(text);
    }

    /** An array of C strings that ends with NULL and lives until the operation is settled; NULL for null. */
    protected final MemorySegment utf8s(String @Nullable [] texts) {
        return texts == null ? MemorySegment.NULL : lent().strings(texts);
    }

    /** A {@code GByteArray} that lives until the operation is settled; NULL for null. */
    protected final MemorySegment byteArray(byte @Nullable [] bytes) {
        return bytes == null ? MemorySegment.NULL : lent().byteArray(bytes);
    }

    /** A {@code GList} of C strings that lives until the operation is settled; NULL for an empty one, and for null. */
    protected final MemorySegment utf8List(@Nullable List<String> texts) {
        return texts == null ? MemorySegment.NULL : lent().list(texts);
    }

    /** The native object of a handle; NULL for null. */
    protected static MemorySegment handle(@Nullable Proxy proxy) {
        return proxy == null ? MemorySegment.NULL : proxy.handle();
    }

    /** A set of flags as C has it. */
    protected static int flags(Set<? extends Enumeration> flags) {
        int bits = 0;
        for (Enumeration flag : flags) bits |= flag.getValue();
        return bits;
    }

    /** Takes a buffer, which is released when the operation is settled. */
    protected final NativeBuffer uses(NativeBuffer buffer) {
        this.buffer = buffer;
        buffer.open();
        return buffer;
    }

    /** The function pointer, or NULL, of an optional callback beside the one that ends the operation. */
    protected static MemorySegment function(@Nullable Object callback, MemorySegment function) {
        return callback == null ? MemorySegment.NULL : function;
    }

    /** The user data of such a callback, which is called until the operation is settled. */
    protected final MemorySegment data(@Nullable Object callback) {
        return callback == null ? MemorySegment.NULL : lent().number(callback);
    }

    /** The user data of a callback that is kept by the object which the operation makes; {@link Callbacks#FORGET} ends it. */
    protected final MemorySegment keptData(@Nullable Object callback) {
        return callback == null ? MemorySegment.NULL : lent().keptNumber(callback);
    }

    private Lent lent() {
        Lent present = lent;
        if (present == null) {
            present = new Lent();
            lent = present;
        }
        return present;
    }

    /** Where {@link #finish} has the C function put its {@code GError}; cleared. */
    protected final MemorySegment error() {
        return out(0);
    }

    /** Where {@link #finish} has the C function put a further result, from 1 on; cleared. */
    protected final MemorySegment out(int index) {
        MemorySegment cell = cells.asSlice(index * 8L, 8);
        cell.set(JAVA_LONG, 0, 0);
        return cell;
    }

    /** Throws the error, where there is one. */
    protected final void check() {
        Memory.check(cells, 0);
    }

    /** The same, of an operation that has put into a cell how many bytes it had done. */
    protected final void check(int transferredIndex) {
        long transferred = outLong(transferredIndex);
        if (buffer != null) buffer.filled(transferred);
        Memory.check(cells, transferred);
    }

    /** What the C function has put there. */
    protected final long outLong(int index) {
        return cells.get(JAVA_LONG, index * 8L);
    }

    /** What the C function has put there. */
    protected final int outInt(int index) {
        return cells.get(JAVA_INT, index * 8L);
    }

    /** What the C function has put there. */
    protected final MemorySegment outPointer(int index) {
        return cells.get(ADDRESS, index * 8L);
    }

    /** So many bytes were read into the buffer. */
    protected final long filled(long count) {
        if (buffer != null) buffer.filled(count);
        return count;
    }

    /** The elements of a {@code GList} that are the caller's. */
    protected static <E> List<E> list(MemorySegment list, Function<MemorySegment, @Nullable E> maker) {
        List<E> elements = new ArrayList<>();
        for (MemorySegment element : Memory.takeList(list)) {
            E handle = maker.apply(element);
            if (handle != null) elements.add(handle);
        }
        return elements;
    }

    /** C's flags as a set. */
    protected static <E extends Enum<E> & Enumeration> Set<E> flagSet(Class<E> type, int bits) {
        Set<E> set = EnumSet.noneOf(type);
        for (E flag : type.getEnumConstants()) {
            int bit = flag.getValue();
            if (bit != 0 ? (bits & bit) == bit : bits == 0) set.add(flag);
        }
        return set;
    }

    // ---- its life

    /**
     * Has the operation be cancelled when {@code cancellable} is as well, on any thread, before or while it is under way: the future
     * then fails with {@code CANCELLED}, unless the operation ends first. Cancelling the future leaves {@code cancellable} as it is.
     *
     * @return this future
     * @throws IllegalStateException once it was polled, or has one
     */
    public final GioFuture<T> withCancellable(Cancellable cancellable) {
        if (hasBegun() || leader != null)
            throw new IllegalStateException(
                    what() + " takes one cancellable, before its first poll: begun=" + hasBegun());
        leader = cancellable;
        return this;
    }

    @Override
    protected final void start(GlibExecutor executor) {
        cells = executor.scratch();
        cancellable = Cancellables.create();
        number = Callbacks.number(this);
        underWay = true;
        try {
            requireThreadDefault(executor);
            if (leader != null) link = Cancellables.follow(leader.handle(), cancellable);
            begin();
        } catch (Throwable thrown) {
            Callbacks.forget(number);
            if (lent != null) lent.forgetKept();
            settle();
            fail(thrown);
        }
    }

    /** Called by C code, once. */
    @Override
    public final void ready(MemorySegment result) {
        T value;
        try {
            value = finish(result);
        } catch (Throwable failure) {
            settle();
            fail(failure);
            return;
        }
        settle();
        if (cancelled) discard(value);
        else complete(value);
    }

    @Override
    protected final boolean hasCallbackOfItsOwn() {
        return true;
    }

    @Override
    protected final void drop() {
        cancelled = true;
        Cancellables.cancel(cancellable);
    }

    @Override
    protected final void neverBegins() {
        if (whenOver != null) whenOver.run();
    }

    /** Has this be called when the operation is settled, or can begin no more. */
    final void whenOver(Runnable call) {
        whenOver = call;
    }

    private void settle() {
        underWay = false;
        try {
            if (lent != null) lent.close();
            if (buffer != null) buffer.close();
            if (link != 0 && leader != null) Cancellables.leave(leader.handle(), link);
            leader = null;
            Objects.unref(cancellable);
            if (whenOver != null) whenOver.run();
        } catch (Throwable failure) {
            Boundary.report("an operation could not be settled: function=" + what(), failure);
        }
        if (settled != null) settled.complete(null);
    }

    @Override
    protected final void discard(T value) {
        release(value);
    }

    /** Nobody wants it any more. */
    private static void release(@Nullable Object value) {
        switch (value) {
            case Proxy handle -> Objects.release(handle);
            case List<?> list -> list.forEach(GioFuture::release);
            case null, default -> {
                // Copies of Java's own; what else it holds goes when it is unreachable.
            }
        }
    }

    /**
     * Ready once GIO has let go of all that was given to the operation, whether it has ended or was cancelled; at once where it is
     * not under way. Asked for on the thread of the main context, awaited on any executor.
     */
    public final Future<@Nullable Void> settled() {
        Completer<@Nullable Void> waiting = settled;
        if (waiting == null) {
            waiting = new Completer<>();
            settled = waiting;
            if (!underWay) waiting.complete(null);
        }
        return waiting;
    }
}
