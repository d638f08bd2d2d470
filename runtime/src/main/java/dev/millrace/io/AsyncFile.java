package dev.millrace.io;

import dev.millrace.future.Future;
import dev.millrace.reactor.NativeMemory;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * An open file, whose every call runs on the blocking pool.
 *
 * <p>Calls may be outstanding together; those without a position share one, and take turns. A call that has begun cannot be
 * stopped: when it is cancelled or times out it still uses its memory until it ends, and a cancelled write may have been
 * written. {@link #close} ends calls under way with a {@link java.nio.channels.ClosedChannelException}, each once. May be
 * used from any context.
 */
public final class AsyncFile {
    private final Path path;
    private final FileChannel channel;

    private AsyncFile(Path path, FileChannel channel) {
        this.path = path;
        this.channel = channel;
    }

    /**
     * Opens a file.
     *
     * <p>Fails with a {@link java.nio.file.NoSuchFileException}, {@link java.nio.file.AccessDeniedException}, {@link
     * java.nio.file.FileAlreadyExistsException} or another {@link IOException}, with the path.
     *
     * @param options as those of {@link FileChannel#open}: READ, WRITE, CREATE, APPEND, TRUNCATE_EXISTING, ...; none reads
     */
    public static Future<AsyncFile> open(Path path, OpenOption... options) {
        return Outside.blocking("files", () -> {
            try {
                return new AsyncFile(path, FileChannel.open(path, options));
            } catch (IOException e) {
                throw FileErrors.named("open a file", path, e);
            }
        });
    }

    /** Reads from the present position on: how many bytes, at least one, or {@link ByteSource#END}. */
    public Future<Integer> read(NativeMemory into, int offset, int capacity) {
        ByteBuffer room = piece(into, offset, capacity);
        return call("read", () -> ended(channel.read(room)));
    }

    /** Writes all at the present position, or at the end when it was opened with APPEND: how many bytes. */
    public Future<Integer> write(NativeMemory from, int offset, int length) {
        ByteBuffer bytes = piece(from, offset, length);
        return call("write", () -> {
            while (bytes.hasRemaining()) channel.write(bytes);
            return length;
        });
    }

    /** Reads from {@code position} on, leaving the file's own where it is. */
    public Future<Integer> readAt(long position, NativeMemory into, int offset, int capacity) {
        ByteBuffer room = piece(into, offset, capacity);
        return call("read", () -> ended(channel.read(room, position)));
    }

    /** Writes all at {@code position}, leaving the file's own where it is; beyond the end, zeros fill the gap. */
    public Future<Integer> writeAt(long position, NativeMemory from, int offset, int length) {
        ByteBuffer bytes = piece(from, offset, length);
        return call("write", () -> {
            long at = position;
            while (bytes.hasRemaining()) at += channel.write(bytes, at);
            return length;
        });
    }

    /** Reads the rest, from the present position on. More than {@code most} bytes is an {@link IOException}. */
    public Future<byte[]> readToEnd(int most) {
        return call("read", () -> {
            long left = Math.max(channel.size() - channel.position(), 0);
            if (left > most)
                throw new IOException("file is too large: path=" + path + " bytes=" + left + " most=" + most);
            ByteBuffer bytes = ByteBuffer.allocate((int) left);
            while (bytes.hasRemaining() && channel.read(bytes) >= 0) {
                // A file may shrink meanwhile.
            }
            byte[] all = new byte[bytes.flip().remaining()];
            bytes.get(all);
            return all;
        });
    }

    /** Where the next read or write begins. */
    public Future<Long> position() {
        return call("ask", channel::position);
    }

    /** Has the next read or write begin there. */
    public Future<@Nullable Void> seek(long position) {
        return call("seek", () -> {
            channel.position(position);
            return null;
        });
    }

    /** Its size in bytes. */
    public Future<Long> size() {
        return call("ask", channel::size);
    }

    /** Cuts it to {@code size} bytes; does nothing when it is shorter. */
    public Future<@Nullable Void> truncate(long size) {
        return call("truncate", () -> {
            channel.truncate(size);
            return null;
        });
    }

    /** Ready when all that was written has reached the disk. */
    public Future<@Nullable Void> sync() {
        return call("sync", () -> {
            channel.force(true);
            return null;
        });
    }

    /** Closes it; a second time does nothing. */
    public Future<@Nullable Void> close() {
        return call("close", () -> {
            channel.close();
            return null;
        });
    }

    public Path path() {
        return path;
    }

    private <T extends @Nullable Object> Future<T> call(String what, java.util.concurrent.Callable<T> body) {
        return Outside.blocking("files", () -> {
            try {
                return body.call();
            } catch (IOException e) {
                throw FileErrors.named(what + " a file", path, e);
            }
        });
    }

    private static int ended(int count) {
        return count < 0 ? ByteSource.END : count;
    }

    private static ByteBuffer piece(NativeMemory memory, int offset, int length) {
        memory.checkRange(offset, length);
        return memory.segment().asSlice(offset, length).asByteBuffer();
    }

    @Override
    public String toString() {
        return "file(path=" + path + ")";
    }
}
