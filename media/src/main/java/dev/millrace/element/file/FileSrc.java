package dev.millrace.element.file;

import dev.millrace.caps.Caps;
import dev.millrace.media.Buffer;
import dev.millrace.media.BufferPool;
import dev.millrace.media.ElementFactory;
import dev.millrace.media.Event;
import dev.millrace.media.Pad;
import dev.millrace.media.Property;
import dev.millrace.media.Query;
import dev.millrace.media.Source;
import dev.millrace.media.SourceSettings;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * Reads a file and pushes it in blocks; GStreamer's filesrc.
 *
 * <p>On a thread of its own, which may block. Blocks are as large as {@code blocksize}, the last one smaller.
 */
public final class FileSrc extends Source {
    public static final ElementFactory<FileSrc> FACTORY = SourceSettings.addTo(SourceSettings.addBlocksize(
                    ElementFactory.of("filesrc", FileSrc::new),
                    FileSrc.USUAL_BLOCK,
                    "bytes in a buffer; 0 and the largest stand for 4096"))
            .klass("Source/File")
            .description("reads a file")
            .src(Caps.any())
            .property(
                    Property.ofString("location", null).blurb("path of the file"),
                    (e, v) -> e.location = v,
                    e -> e.location);

    private static final int USUAL_BLOCK = 4096;
    private static final int LARGEST_BLOCK = 1 << 26;
    private static final int MOST_PER_STEP = 16;

    private @Nullable String location;

    private @Nullable FileChannel file;
    private volatile long size;

    // The context's thread.
    private volatile long position;
    private long stop = Buffer.NO_TIME;

    private FileSrc() {}

    @Override
    protected void nullToReady() throws Exception {
        if (location == null || location.isEmpty())
            throw new IOException("file has no name: element=" + name() + "; set location to its path");
        Path path = Path.of(location);
        if (Files.isDirectory(path)) throw new IOException("file is a directory: location=" + location);
        try {
            file = FileChannel.open(path, StandardOpenOption.READ);
            size = file.size();
        } catch (IOException e) {
            throw new IOException(
                    "file cannot be read: location=" + location + " reason="
                            + (Files.exists(path) ? e.getMessage() : "it does not exist"),
                    e);
        }
        super.nullToReady();
    }

    @Override
    protected void readyToPaused() throws Exception {
        super.readyToPaused();
        position = 0;
        stop = Buffer.NO_TIME;
        if (file != null) file.position(0);
    }

    @Override
    protected void readyToNull() {
        super.readyToNull();
        FileChannel closed = file;
        file = null;
        try {
            if (closed != null) closed.close();
        } catch (IOException e) {
            postWarning("file cannot be closed: location=" + location + " reason=" + e.getMessage(), e);
        }
    }

    @Override
    protected boolean isLive() {
        return false;
    }

    @Override
    protected Event.Segment streamSegment() {
        return new Event.Segment(Event.Segment.Format.BYTES, 0);
    }

    @Override
    protected boolean isSeekable(Event.Segment.Format format) {
        return format == Event.Segment.Format.BYTES;
    }

    @Override
    @SuppressWarnings("NullAway") // open while it streams
    protected void seek(Event.Seek seek) throws IOException {
        position = seek.start();
        stop = seek.stop();
        file.position(position);
    }

    @Override
    protected boolean query(Pad pad, Query query) {
        if (query instanceof Query.Duration duration && duration.format() == Event.Segment.Format.BYTES) {
            duration.answer(size);
            return true;
        }
        if (query instanceof Query.Position at && at.format() == Event.Segment.Format.BYTES) {
            at.answer(position);
            return true;
        }
        return super.query(pad, query);
    }

    @Override
    @SuppressWarnings("NullAway") // open while it streams
    protected boolean produce(long nowNs) throws IOException {
        for (int i = 0; i < MOST_PER_STEP; i++) {
            Buffer buffer = read();
            if (buffer == null) {
                end();
                return false;
            }
            if (!push(buffer)) return task().isBlocked();
        }
        return true;
    }

    /** The next block, or null at the end of the file. */
    @SuppressWarnings("NullAway") // open while it streams
    private @Nullable Buffer read() throws IOException {
        int block = blockBytes(USUAL_BLOCK, LARGEST_BLOCK);
        Buffer buffer = BufferPool.of(task().context(), block).acquire();
        if (stop != Buffer.NO_TIME) block = Math.clamp(stop - position, 0, block);
        ByteBuffer into = buffer.segment().asSlice(0, block).asByteBuffer();
        try {
            while (into.hasRemaining() && file.read(into) >= 0) {
                // as much as there is
            }
        } catch (IOException e) {
            buffer.release();
            throw new IOException("file cannot be read: location=" + location + " reason=" + e.getMessage(), e);
        }
        if (into.position() == 0) {
            buffer.release();
            return null;
        }
        buffer.setRange(0, into.position());
        long next = position + into.position();
        position = next;
        return buffer;
    }
}
