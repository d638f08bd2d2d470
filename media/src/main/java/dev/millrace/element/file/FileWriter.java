package dev.millrace.element.file;

import dev.millrace.future.Future;
import dev.millrace.future.Futures;
import dev.millrace.future.Waker;
import dev.millrace.media.Buffer;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashSet;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Writes what one stream hands over, in order, on threads that may block. */
final class FileWriter {
    /*
     * Overview. `work` is the queue; `waiting` counts what is in it and what is being done. Whoever makes `waiting` leave
     * zero has `drain` run on the pool, which goes on until it is zero again: so one thread at most drains, and what it did
     * is visible to the next one through `waiting`.
     *
     * `close` does not wait for the pool, whose threads may be busy with this very state change: it drains by itself. The
     * monitor of the writer makes the two exclude each other.
     *
     * Buffers count with the whole of their slots, because that is what a slow disk keeps from the pool. The stream waits
     * from MOST_HELD_BYTES on until half of it is taken over, so that it does not stop and go with each buffer. What is gathered for
     * one write, in `bytes`, are copies, and counts no more.
     */
    private static final long MOST_HELD_BYTES = 1 << 20;

    /** Something that is done in its turn; on the writer's thread. */
    private sealed interface Work {
        record Write(Buffer buffer) implements Work {}

        record Seek(long target) implements Work {}

        record Flush() implements Work {}

        record Tell(Runnable action) implements Work {}
    }

    private final Path path;
    private final Executor blocking;
    private final Consumer<IOException> whenFailed;

    private final Queue<Work> work = new ConcurrentLinkedQueue<>();
    private final AtomicInteger waiting = new AtomicInteger();
    private final AtomicLong heldBytes = new AtomicLong();
    private final AtomicReference<@Nullable Waker> roomWaker = new AtomicReference<>();
    private volatile boolean failed;

    /** Guarded by this. */
    private final WriteBuffer bytes;

    FileWriter(Path path, FileOutput file, WriteOptions options, Executor blocking, Consumer<IOException> whenFailed) {
        this.path = path;
        this.bytes = new WriteBuffer(file, options);
        this.blocking = blocking;
        this.whenFailed = whenFailed;
    }

    /**
     * Opens a file for writing and makes it empty unless it appends; blocks.
     *
     * @param whenFailed told once when a write fails, on the thread that writes
     */
    static FileWriter open(Path path, WriteOptions how, Executor blocking, Consumer<IOException> whenFailed)
            throws IOException {
        Set<OpenOption> options = new HashSet<>(Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE));
        options.add(how.append() ? StandardOpenOption.APPEND : StandardOpenOption.TRUNCATE_EXISTING);
        if (how.writeThrough()) options.add(StandardOpenOption.SYNC);
        try {
            return new FileWriter(path, FileOutput.of(FileChannel.open(path, options)), how, blocking, whenFailed);
        } catch (IOException e) {
            throw new IOException("file cannot be opened for writing: location=" + path + " reason=" + reason(e), e);
        }
    }

    // ---- the streaming thread

    /** Takes a buffer and its reference; false when writing has failed, with the buffer released. */
    boolean write(Buffer buffer) {
        if (failed) {
            buffer.release();
            return false;
        }
        heldBytes.addAndGet(buffer.capacity());
        add(new Work.Write(buffer));
        return true;
    }

    /** Has what follows written from {@code target} on, in bytes from the beginning; without effect when appending. */
    void seek(long target) {
        add(new Work.Seek(target));
    }

    /** Has all that came before written, also what would be gathered with more. */
    void flush() {
        add(new Work.Flush());
    }

    /** Does {@code action} when all that came before is written; never when writing has failed. */
    void whenWritten(Runnable action) {
        add(new Work.Tell(action));
    }

    boolean isFull() {
        return heldBytes.get() >= MOST_HELD_BYTES;
    }

    /** Ready when there is room again, or when that does not matter any more. */
    Future<@Nullable Void> room() {
        return Futures.pollFn(waker -> {
            if (hasRoom()) return true;
            roomWaker.set(waker);
            // Room made before the waker was stored has woken nobody.
            return hasRoom();
        });
    }

    private boolean hasRoom() {
        return failed || heldBytes.get() <= MOST_HELD_BYTES / 2;
    }

    private void add(Work next) {
        work.add(next);
        if (waiting.getAndIncrement() == 0) blocking.execute(this::drain);
    }

    // ---- a thread that may block

    private synchronized void drain() {
        int todo = waiting.get();
        while (todo > 0) {
            for (int i = 0; i < todo; i++) perform(work.remove());
            todo = waiting.addAndGet(-todo);
        }
    }

    private void perform(Work next) {
        try {
            switch (next) {
                case Work.Write(Buffer buffer) -> writeNow(buffer);
                case Work.Seek(long target) -> {
                    if (!failed) bytes.seek(target);
                }
                case Work.Flush() -> flushNow();
                case Work.Tell(Runnable action) -> {
                    flushNow();
                    if (!failed) action.run();
                }
            }
        } catch (IOException e) {
            fail(e);
        }
    }

    private void fail(IOException e) {
        failed = true;
        whenFailed.accept(new IOException("file cannot be written: location=" + path + " reason=" + reason(e), e));
    }

    private void flushNow() throws IOException {
        if (!failed) bytes.flush();
    }

    /** Once writing has failed, what is left in the queue is only let go. */
    private void writeNow(Buffer buffer) throws IOException {
        try {
            if (!failed) bytes.add(buffer);
        } finally {
            int slotBytes = buffer.capacity();
            buffer.release();
            makeRoom(slotBytes);
        }
    }

    private void makeRoom(int bytes) {
        heldBytes.addAndGet(-bytes);
        if (roomWaker.get() == null || !hasRoom()) return;
        Waker waker = roomWaker.getAndSet(null);
        if (waker != null) waker.wake();
    }

    /** Writes what is left and closes the file; blocks. Nothing may be handed over any more. */
    synchronized void close() throws IOException {
        drain();
        perform(new Work.Flush());
        try {
            bytes.close();
        } catch (IOException e) {
            throw new IOException("file cannot be closed: location=" + path + " reason=" + reason(e), e);
        }
    }

    /** Why it failed, in the words of the system. */
    private static String reason(IOException e) {
        return switch (e) {
            case NoSuchFileException _ -> "no such file or directory";
            case AccessDeniedException _ -> "permission denied";
            case FileSystemException f when f.getReason() != null -> f.getReason();
            default -> e.getMessage() == null ? e.toString() : e.getMessage();
        };
    }
}
