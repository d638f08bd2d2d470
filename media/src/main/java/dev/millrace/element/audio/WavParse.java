package dev.millrace.element.audio;

import dev.millrace.caps.Caps;
import dev.millrace.media.Buffer;
import dev.millrace.media.BufferPool;
import dev.millrace.media.Element;
import dev.millrace.media.ElementFactory;
import dev.millrace.media.Event;
import dev.millrace.media.FlowReturn;
import dev.millrace.media.Pad;
import dev.millrace.media.Property;
import dev.millrace.media.Query;
import dev.millrace.media.SinkPad;
import dev.millrace.media.SrcPad;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Takes the audio out of a WAV file; GStreamer's wavparse.
 *
 * <p>Linear audio of 8 to 32 bits, floats, A-law and &micro;-law. Blocks may be cut anywhere: what comes out is whole frames, with
 * times. Chunks that are not known are skipped. On the thread of the stream.
 */
public final class WavParse extends Element {
    public static final ElementFactory<WavParse> FACTORY = ElementFactory.of("wavparse", WavParse::new)
            .klass("Codec/Demuxer/Audio")
            .description("takes the audio out of a WAV file")
            .sink(Caps.parse("audio/x-wav; audio/x-rf64"))
            .src(Caps.parse("audio/x-raw; audio/x-alaw; audio/x-mulaw"))
            .property(
                    Property.ofBool("ignore-length", false)
                            .blurb("whether everything to the end is audio, whatever the file says"),
                    (e, v) -> e.ignoreLength = v != null && v,
                    e -> e.ignoreLength);

    private static final int MOST_HEADER = 1 << 20;
    private static final long UNKNOWN = 0xffff_ffffL;

    /** What the next bytes are. */
    private enum Part {
        RIFF,
        CHUNK,
        DATA,
        AFTER
    }

    private boolean ignoreLength;

    // The streaming thread.
    private byte[] held = new byte[64];
    private int size;
    private volatile Part part = Part.RIFF;
    private volatile @Nullable WavFormat format;
    private volatile long dataBytes = -1;
    /** Where in the file the audio begins. */
    private volatile long dataStart;
    /** What the application has sought, until the bytes from there come. */
    private volatile Event.@Nullable Seek sought;

    private Event.@Nullable Seek passedOn;
    private long headerBytes;
    private long left;
    private long skip;
    private long taken;
    private boolean failed;

    private WavParse() {}

    @Override
    protected void readyToPaused() {
        begin();
    }

    /** What was read is of a stream that is over: a seek before the next one has nothing to go by. */
    @Override
    protected void pausedToReady() {
        begin();
        sought = null;
        passedOn = null;
    }

    private void begin() {
        size = 0;
        part = Part.RIFF;
        format = null;
        dataBytes = -1;
        left = 0;
        skip = 0;
        headerBytes = 0;
        sought = null;
        taken = 0;
        failed = false;
    }

    @Override
    protected boolean setCaps(SinkPad pad, Caps caps) {
        return true;
    }

    @Override
    protected boolean sinkEvent(SinkPad pad, Event event) {
        switch (event) {
            case Event.Segment from -> {
                continueAt(from);
                return true;
            }
            case Event.FlushStop _ -> size = 0;
            case Event.EndOfStream _ -> {
                if (part == Part.RIFF || part == Part.CHUNK) {
                    if (!failed) fail("file has ended before its audio");
                }
            }
            default -> {}
        }
        return super.sinkEvent(pad, event);
    }

    @Override
    protected FlowReturn chain(SinkPad pad, Buffer buffer) {
        hold(buffer);
        buffer.release();
        if (failed) return FlowReturn.ERROR;
        while (part != Part.DATA && part != Part.AFTER && header()) {
            // one part after the other
        }
        if (failed) return FlowReturn.ERROR;
        if (part == Part.AFTER) size = 0;
        return part == Part.DATA ? pushFrames() : FlowReturn.OK;
    }

    private void hold(Buffer buffer) {
        int bytes = buffer.length();
        if (size + bytes > held.length) held = java.util.Arrays.copyOf(held, Math.max(2 * held.length, size + bytes));
        MemorySegment.copy(buffer.segment(), buffer.offset(), MemorySegment.ofArray(held), size, bytes);
        size += bytes;
    }

    /** Bytes from the beginning have a header first; others are audio of the format that is known. */
    private void continueAt(Event.Segment from) {
        WavFormat now = format;
        Event.Seek seek = sought;
        if (now == null || seek == null || from.format() != Event.Segment.Format.BYTES || from.start() < dataStart) {
            begin();
            return;
        }
        sought = null;
        size = 0;
        failed = false;
        taken = from.start() - dataStart;
        long end = dataBytes < 0 ? Long.MAX_VALUE : dataBytes;
        long stop = seek.stop() == Buffer.NO_TIME ? end : Math.min(end, now.bytes(seek.stop()));
        left = Math.max(0, stop - taken);
        part = left < now.frameBytes() ? Part.AFTER : Part.DATA;
        srcPad().pushEvent(new Event.Segment(
                Event.Segment.Format.TIME, seek.rate(), now.durationNs(taken), seek.stop(), from.base()));
    }

    @Override
    protected boolean srcEvent(SrcPad pad, Event event) {
        if (!(event instanceof Event.Seek seek) || seek.format() != Event.Segment.Format.TIME)
            return super.srcEvent(pad, event);
        WavFormat now = format;
        if (now == null || part == Part.RIFF || part == Part.CHUNK) return false;
        if (seek == passedOn) return true;
        passedOn = seek;
        sought = seek;
        long most = dataBytes < 0 ? Long.MAX_VALUE : dataBytes - dataBytes % now.frameBytes();
        long from = dataStart + Math.min(now.bytes(seek.start()), most);
        return sinkPad()
                .pushUpstream(
                        new Event.Seek(Event.Segment.Format.BYTES, seek.rate(), seek.flush(), from, Buffer.NO_TIME));
    }

    private void drop(int bytes) {
        if (part == Part.RIFF || part == Part.CHUNK) headerBytes += bytes;
        System.arraycopy(held, bytes, held, 0, size - bytes);
        size -= bytes;
    }

    private long uint(int at) {
        return (held[at] & 0xffL)
                | (held[at + 1] & 0xffL) << 8
                | (held[at + 2] & 0xffL) << 16
                | (held[at + 3] & 0xffL) << 24;
    }

    private String name(int at) {
        return new String(held, at, 4, StandardCharsets.ISO_8859_1);
    }

    /** Reads one part of the header if all of it is there; returns whether to look for the next. */
    private boolean header() {
        if (skip > 0) {
            int now = (int) Math.min(skip, size);
            drop(now);
            skip -= now;
            if (skip > 0) return false;
        }
        return part == Part.RIFF ? riff() : chunk();
    }

    private boolean riff() {
        if (size < 12) return false;
        String riff = name(0);
        if (!name(8).equals("WAVE") || !(riff.equals("RIFF") || riff.equals("RF64"))) {
            fail("file is not a WAV file: it begins with \"" + riff.replaceAll("[^ -~]", "?") + "\"");
            return false;
        }
        drop(12);
        part = Part.CHUNK;
        return true;
    }

    private boolean chunk() {
        if (size < 8) return false;
        String id = name(0);
        long bytes = uint(4);
        if (id.equals("data")) {
            beginData(bytes);
            return !failed;
        }
        if (!id.equals("fmt ")) {
            drop(8);
            skip = bytes + (bytes & 1);
            return true;
        }
        if (bytes > MOST_HEADER) {
            fail("header is out of range: bytes=" + bytes);
            return false;
        }
        if (size < 8 + bytes + (bytes & 1)) return false;
        format = WavFormat.parse(java.util.Arrays.copyOfRange(held, 8, 8 + (int) bytes));
        if (format == null) fail("audio of this WAV file is of a format that is not known");
        drop((int) (8 + bytes + (bytes & 1)));
        return format != null;
    }

    private void beginData(long bytes) {
        WavFormat now = format;
        if (now == null) {
            fail("WAV file has no format before its audio");
            return;
        }
        drop(8);
        dataStart = headerBytes;
        boolean open = ignoreLength || bytes == 0 || bytes == UNKNOWN;
        left = open ? Long.MAX_VALUE : bytes;
        dataBytes = open ? -1 : bytes;
        part = Part.DATA;
        srcPad().pushEvent(new Event.CapsChange(now.caps()));
        srcPad().pushEvent(Event.Segment.TIME);
    }

    private FlowReturn pushFrames() {
        WavFormat now = format;
        if (now == null) return FlowReturn.ERROR;
        int bytes = (int) Math.min(left, size);
        bytes -= bytes % now.frameBytes();
        FlowReturn flow = FlowReturn.OK;
        if (bytes > 0) {
            Buffer out = BufferPool.here(AudioFormats.HEADROOM + bytes).acquire();
            out.setRange(AudioFormats.HEADROOM, bytes);
            MemorySegment.copy(MemorySegment.ofArray(held), 0, out.segment(), out.offset(), bytes);
            out.setPtsNs(now.durationNs(taken));
            taken += bytes;
            out.setDurationNs(now.durationNs(taken) - out.ptsNs());
            drop(bytes);
            left -= bytes;
            flow = srcPad().push(out);
        }
        if (left < now.frameBytes()) part = Part.AFTER;
        return flow;
    }

    private void fail(String text) {
        failed = true;
        postError(text + ": element=" + name(), null);
    }

    @Override
    protected boolean query(Pad pad, Query query) {
        WavFormat now = format;
        if (query instanceof Query.Seeking seeking && seeking.format() == Event.Segment.Format.TIME && now != null) {
            Query.Seeking below = new Query.Seeking(Event.Segment.Format.BYTES);
            seeking.answer(sinkPad().peerQuery(below) && below.isSeekable());
            return true;
        }
        if (query instanceof Query.Duration duration
                && duration.format() == Event.Segment.Format.TIME
                && now != null
                && dataBytes >= 0) {
            duration.answer(now.durationNs(dataBytes));
            return true;
        }
        return super.query(pad, query);
    }

    @Override
    protected Caps possibleCaps(Pad pad, Caps filter) {
        WavFormat now = format;
        return pad instanceof SinkPad || now == null ? super.possibleCaps(pad, filter) : now.caps();
    }
}
