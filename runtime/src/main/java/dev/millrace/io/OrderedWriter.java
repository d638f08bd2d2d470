package dev.millrace.io;

import dev.millrace.future.Completer;
import dev.millrace.future.Future;
import dev.millrace.future.Waker;
import dev.millrace.reactor.NativeMemory;
import java.io.IOException;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * Writes to a file in order and behind the task's back: {@link #write} takes a copy and is ready at once while there is room,
 * and waits when the disk is slower than the task.
 *
 * <p>A failure of the disk is that of every later call, {@link #flush} and {@link #close} included; nothing behind it is
 * written. Writes belong to one task; flush and close may be called from any.
 */
public final class OrderedWriter {
    /*
     * Overview. `pieces` is the queue, guarded by this. Whoever finds nobody draining has `drain` run on the pool, which goes on
     * until the queue is empty: so one thread at most writes, in order.
     *
     *   write   adds when heldBytes < most, else stores the one `room` waker and says not yet
     *   drain   takes a piece, writes it outside of the monitor, subtracts its bytes, wakes the room waker
     *   flush   a piece without bytes, whose completer says that all before it is written
     */
    @SuppressWarnings("ArrayRecordComponent") // carried, never compared
    private record Piece(byte @Nullable [] bytes, @Nullable Completer<@Nullable Void> written, boolean closes) {}

    private final Path path;
    private final FileChannel channel;
    private final Executor blocking;
    private final int mostBytes;
    private final Write write = new Write();

    // Guarded by this.
    private final ArrayDeque<Piece> pieces = new ArrayDeque<>();
    private long heldBytes;
    private boolean draining;
    private boolean closing;
    private @Nullable IOException failure;
    private @Nullable Waker room;

    private OrderedWriter(Path path, FileChannel channel, Executor blocking, int mostBytes) {
        this.path = path;
        this.channel = channel;
        this.blocking = blocking;
        this.mostBytes = mostBytes;
    }

    /**
     * Opens a file to write to.
     *
     * @param mostBytes how much waits in memory at most, at least 1; one write may exceed it
     * @param options as those of {@link AsyncFile#open}, with WRITE or APPEND
     */
    public static Future<OrderedWriter> open(Path path, int mostBytes, OpenOption... options) {
        if (mostBytes < 1)
            throw new IllegalArgumentException("room is too small: mostBytes=" + mostBytes + "; use 1 or more");
        Executor pool = Outside.pool("files");
        return AsyncFiles.call(
                "open a file", path, () -> new OrderedWriter(path, FileChannel.open(path, options), pool, mostBytes));
    }

    /** Takes a copy of these bytes, once there is room. Cancelled, it has taken nothing. One outstanding. */
    public Future<@Nullable Void> write(NativeMemory from, int offset, int length) {
        from.checkRange(offset, length);
        write.begin();
        write.memory = from;
        write.offset = offset;
        write.length = length;
        return write;
    }

    /** Ready when all that was written before is in the file. */
    public Future<@Nullable Void> flush() {
        return marker(false);
    }

    /** Writes what is left, and closes the file; writes afterwards fail. A second time does nothing. */
    public Future<@Nullable Void> close() {
        return marker(true);
    }

    private Future<@Nullable Void> marker(boolean closes) {
        Completer<@Nullable Void> written = new Completer<>();
        synchronized (this) {
            if (closing && closes) written.complete(null);
            else if (closing) written.fail(closed());
            else enqueue(new Piece(null, written, closes));
            closing |= closes;
        }
        return written;
    }

    /** How many bytes wait to be written; from any thread. */
    public synchronized long heldBytes() {
        return heldBytes;
    }

    /** Guarded by this. */
    private void enqueue(Piece piece) {
        pieces.add(piece);
        if (piece.bytes() != null) heldBytes += piece.bytes().length;
        if (draining) return;
        draining = true;
        blocking.execute(this::drain);
    }

    private void drain() {
        for (Piece piece = take(); piece != null; piece = take()) {
            perform(piece);
            Waker waker;
            synchronized (this) {
                if (piece.bytes() != null) heldBytes -= piece.bytes().length;
                waker = room;
                room = null;
            }
            if (waker != null) waker.wake();
        }
    }

    private synchronized @Nullable Piece take() {
        Piece piece = pieces.poll();
        if (piece == null) draining = false;
        return piece;
    }

    private void perform(Piece piece) {
        IOException before = failure();
        try {
            if (piece.bytes() != null && before == null) {
                ByteBuffer bytes = ByteBuffer.wrap(piece.bytes());
                while (bytes.hasRemaining()) channel.write(bytes);
            }
            if (piece.closes()) channel.close();
        } catch (IOException e) {
            IOException named = FileErrors.named("write a file", path, e);
            if (before == null) before = named;
            synchronized (this) {
                if (failure == null) failure = named;
            }
        }
        if (piece.written() == null) return;
        if (before != null) piece.written().fail(before);
        else piece.written().complete(null);
    }

    private synchronized @Nullable IOException failure() {
        return failure;
    }

    private IOException closed() {
        return new IOException("writer is closed: path=" + path);
    }

    private final class Write extends Operation<@Nullable Void> {
        @Nullable
        NativeMemory memory;

        int offset;
        int length;

        Write() {
            super("write");
        }

        @Override
        @SuppressWarnings("NullAway") // set when it was begun
        boolean advance(Waker waker) throws IOException {
            synchronized (OrderedWriter.this) {
                if (failure != null) throw failure;
                if (closing) throw closed();
                if (heldBytes > 0 && heldBytes + length > mostBytes) {
                    room = waker;
                    return false;
                }
                byte[] copy = memory.segment().asSlice(offset, length).toArray(ValueLayout.JAVA_BYTE);
                enqueue(new Piece(copy, null, false));
            }
            return succeed(null);
        }
    }
}
