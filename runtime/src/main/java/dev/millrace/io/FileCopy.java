package dev.millrace.io;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributeView;
import org.jspecify.annotations.Nullable;

/** {@link AsyncFiles#copy}. */
final class FileCopy extends PooledStream<CopyProgress> {
    private static final long PIECE_BYTES = 1 << 20;

    private final Path source;
    private final Path target;
    private final boolean replace;

    // On threads of the pool, one at a time.
    private @Nullable FileChannel in;
    private @Nullable FileChannel out;
    private long copied;
    private long total;
    private boolean done;

    FileCopy(Path source, Path target, boolean replace) {
        this.source = source;
        this.target = target;
        this.replace = replace;
    }

    @Override
    @Nullable
    CopyProgress step() throws IOException {
        if (done) return null;
        FileChannel from = in == null ? openSource() : in;
        FileChannel to = out == null ? openTarget() : out;
        try {
            long count = from.transferTo(copied, Math.min(PIECE_BYTES, total - copied), to);
            copied += count;
            // The source has become shorter meanwhile.
            if (count == 0) total = copied;
        } catch (IOException e) {
            throw FileErrors.named("copy to " + target + " from a file", source, e);
        }
        done = copied >= total;
        return new CopyProgress(copied, total);
    }

    private FileChannel openSource() throws IOException {
        try {
            if (Files.isDirectory(source))
                throw new IOException("cannot copy a file: path=" + source + " reason=it is a directory");
            FileChannel opened = FileChannel.open(source, StandardOpenOption.READ);
            in = opened;
            total = opened.size();
            return opened;
        } catch (IOException e) {
            throw FileErrors.named("copy a file", source, e);
        }
    }

    private FileChannel openTarget() throws IOException {
        try {
            if (replace && Files.exists(target) && Files.isSameFile(source, target))
                throw new IOException("cannot copy a file onto itself: path=" + source);
            FileChannel opened = FileChannel.open(
                    target,
                    StandardOpenOption.WRITE,
                    replace ? StandardOpenOption.CREATE : StandardOpenOption.CREATE_NEW,
                    StandardOpenOption.TRUNCATE_EXISTING);
            out = opened;
            return opened;
        } catch (IOException e) {
            throw FileErrors.named("copy to a file", target, e);
        }
    }

    @Override
    void finish(boolean complete) {
        try {
            if (in != null) in.close();
            if (out == null) return;
            out.close();
            if (complete) copyPermissions();
            else Files.deleteIfExists(target);
        } catch (IOException _) {
            // The outcome of the copy says enough.
        }
    }

    private void copyPermissions() throws IOException {
        PosixFileAttributeView from = Files.getFileAttributeView(source, PosixFileAttributeView.class);
        PosixFileAttributeView to = Files.getFileAttributeView(target, PosixFileAttributeView.class);
        if (from != null && to != null) to.setPermissions(from.readAttributes().permissions());
    }
}
