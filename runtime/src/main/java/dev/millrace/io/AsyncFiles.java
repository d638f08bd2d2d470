package dev.millrace.io;

import dev.millrace.future.Future;
import dev.millrace.future.Stream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.CopyOption;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/**
 * Files by their paths, on the blocking pool. Failures are the exceptions of {@code java.nio.file}, with the path.
 *
 * <p>What was cancelled before it began has not happened; what had begun runs to its end.
 */
public final class AsyncFiles {
    private AsyncFiles() {}

    /** All bytes of a file; more than {@code most} are an {@link IOException}. */
    public static Future<byte[]> read(Path path, int most) {
        return call("read a file", path, () -> {
            long size = Files.size(path);
            if (size > most)
                throw new IOException("file is too large: path=" + path + " bytes=" + size + " most=" + most);
            return Files.readAllBytes(path);
        });
    }

    /** As {@link #read}, as text in UTF-8. */
    public static Future<String> readString(Path path, int most) {
        return read(path, most).map(bytes -> new String(bytes, StandardCharsets.UTF_8));
    }

    /** Writes a file; without options it is made, or made empty first. */
    public static Future<@Nullable Void> write(Path path, byte[] bytes, OpenOption... options) {
        return call("write a file", path, () -> {
            Files.write(path, bytes, options);
            return null;
        });
    }

    /**
     * Copies a regular file piece by piece: each item asks for one piece of up to 1 MiB and says how far it has come. Nothing
     * is copied that is not asked for. The target must not exist, or is replaced.
     *
     * <p>A failure or {@link Stream#cancel} takes the unfinished target away. The source's permissions are copied, too.
     */
    public static Stream<CopyProgress> copy(Path source, Path target, boolean replace) {
        return new FileCopy(source, target, replace);
    }

    /** What the file system knows of a file; follows symbolic links unless told not to. */
    public static Future<FileInfo> info(Path path, LinkOption... options) {
        return call("look at a file", path, () -> {
            BasicFileAttributes found = Files.readAttributes(path, BasicFileAttributes.class, options);
            return new FileInfo(
                    path,
                    found.isRegularFile(),
                    found.isDirectory(),
                    found.isSymbolicLink(),
                    found.size(),
                    found.lastModifiedTime().toInstant(),
                    found.creationTime().toInstant(),
                    found.lastAccessTime().toInstant());
        });
    }

    /**
     * The entries of a directory, in the order of the system, read by the hundred. Cancel it when it is not read to the end:
     * it holds a file descriptor.
     */
    public static Stream<Path> list(Path directory) {
        return new DirectoryListing(directory);
    }

    /** Makes a directory and those above it that are missing. */
    public static Future<@Nullable Void> createDirectories(Path path) {
        return call("make a directory", path, () -> {
            Files.createDirectories(path);
            return null;
        });
    }

    /** Moves or renames; see {@link Files#move}. */
    public static Future<@Nullable Void> move(Path from, Path to, CopyOption... options) {
        return call("move a file", from, () -> {
            Files.move(from, to, options);
            return null;
        });
    }

    /** Deletes a file or an empty directory; whether there was one. */
    public static Future<Boolean> delete(Path path) {
        return call("delete a file", path, () -> Files.deleteIfExists(path));
    }

    static <T extends @Nullable Object> Future<T> call(String what, Path path, Callable<T> body) {
        return Outside.blocking("files", () -> {
            try {
                return body.call();
            } catch (IOException e) {
                throw FileErrors.named(what, path, e);
            }
        });
    }
}
