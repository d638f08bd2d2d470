package dev.millrace.element.file;

import dev.millrace.caps.Caps;
import dev.millrace.media.Buffer;
import dev.millrace.media.ElementFactory;
import dev.millrace.media.Event;
import dev.millrace.media.FlowReturn;
import dev.millrace.media.Property;
import dev.millrace.media.Sink;
import dev.millrace.media.SinkSettings;
import dev.millrace.media.StreamTask;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Writes a stream to a file; GStreamer's filesink.
 *
 * <p>The file is opened on the way to READY and closed on the way back to it, when all has been written. Buffers are handed
 * to a writer on the blocking pool; the stream goes on meanwhile, and pauses while too much waits to be written. The end of
 * the stream is posted when everything is in the file. A segment of bytes says where in the file the next buffers belong.
 *
 * <p>What is written is gathered, as {@code buffer-mode} and {@code buffer-size} say, and is in the file at the latest at a flush, a
 * segment of bytes, the end and the stop. A write that is denied is tried again for {@code max-transient-error-timeout}, every 10 ms,
 * while the stream waits: file systems on the network do so without meaning it.
 */
public final class FileSink extends Sink {
    public static final ElementFactory<FileSink> FACTORY = SinkSettings.addTo(
                    ElementFactory.of("filesink", FileSink::new), false)
            .klass("Sink/File")
            .description("writes a stream to a file")
            .sink(Caps.any())
            .property(
                    Property.ofString("location", null).blurb("path of the file"),
                    (e, v) -> e.location = v,
                    e -> e.location)
            .property(
                    Property.ofBool("append", false).blurb("whether to keep what is in the file and write after it"),
                    (e, v) -> e.append = v != null && v,
                    e -> e.append)
            .property(
                    Property.ofEnum("buffer-mode", BufferMode.DEFAULT).blurb("how bytes are gathered for a write"),
                    (e, v) -> e.bufferMode = v == null ? BufferMode.DEFAULT : v,
                    e -> e.bufferMode)
            .property(
                    Property.ofUint("buffer-size", 0, 0xffff_ffffL, WriteOptions.USUAL_BUFFER)
                            .blurb("bytes to gather, at most 1 GiB; 0 for the default"),
                    (e, v) -> e.bufferBytes = v == null ? WriteOptions.USUAL_BUFFER : v,
                    e -> e.bufferBytes)
            .property(
                    Property.ofInt("max-transient-error-timeout", 0, Integer.MAX_VALUE, 0)
                            .blurb("ms for which a write that is denied is tried again; 0 for not at all"),
                    (e, v) -> e.retryMs = v == null ? 0 : v,
                    e -> e.retryMs)
            .property(
                    Property.ofBool("o-sync", false).blurb("whether each write waits until it is on the disk"),
                    (e, v) -> e.writeThrough = v != null && v,
                    e -> e.writeThrough);

    private @Nullable String location;
    private boolean append;
    private boolean writeThrough;
    private BufferMode bufferMode = BufferMode.DEFAULT;
    private long bufferBytes = WriteOptions.USUAL_BUFFER;
    private int retryMs;

    private @Nullable FileWriter writer;

    private FileSink() {
        super(SinkSettings.all(false));
    }

    @Override
    protected boolean handsOver() {
        return true;
    }

    @Override
    protected void nullToReady() throws IOException {
        if (writer == null) writer = open();
    }

    @Override
    protected void readyToPaused() throws IOException {
        if (writer == null) writer = open();
    }

    @Override
    protected void pausedToReady() throws Exception {
        super.pausedToReady();
        close();
    }

    @Override
    protected void readyToNull() throws IOException {
        close();
    }

    private FileWriter open() throws IOException {
        if (location == null || location.isEmpty())
            throw new IOException("file has no name: element=" + name() + "; set location to its path");
        Retries retries = Retries.within(Duration.ofMillis(retryMs), environment());
        WriteOptions options = new WriteOptions(append, writeThrough, bufferMode, bufferBytes, retries);
        return FileWriter.open(Path.of(location), options, environment().blocking(), this::writeFailed);
    }

    private void close() throws IOException {
        FileWriter last = writer;
        writer = null;
        if (last != null) last.close();
    }

    /** On the writer's thread. */
    private void writeFailed(IOException e) {
        postError(String.valueOf(e.getMessage()), e);
    }

    @Override
    @SuppressWarnings("NullAway") // buffers come only while the file is open
    protected FlowReturn render(Buffer buffer) {
        if (!writer.write(buffer)) return FlowReturn.ERROR;
        if (writer.isFull()) StreamTask.defer(writer.room());
        return FlowReturn.OK;
    }

    @Override
    @SuppressWarnings("NullAway") // events come only while the file is open
    protected void segmentChanged(Event.Segment segment) {
        if (segment.format() == Event.Segment.Format.BYTES) writer.seek(segment.start());
    }

    @Override
    protected void flushing() {
        FileWriter open = writer;
        if (open != null) open.flush();
    }

    @Override
    @SuppressWarnings("NullAway") // events come only while the file is open
    protected void streamEnded() {
        writer.whenWritten(super::streamEnded);
    }
}
