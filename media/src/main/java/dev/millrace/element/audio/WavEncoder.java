package dev.millrace.element.audio;

import dev.millrace.caps.Caps;
import dev.millrace.caps.Structure;
import dev.millrace.media.Buffer;
import dev.millrace.media.ElementFactory;
import dev.millrace.media.Event;
import dev.millrace.media.FlowReturn;
import dev.millrace.media.SinkPad;
import dev.millrace.media.Transform;
import org.jspecify.annotations.Nullable;

/**
 * Puts a WAV header before audio; GStreamer's wavenc, byte for byte.
 *
 * <p>The first header says the greatest length, so that a file that was cut off can be played. At the end of the stream it
 * goes back to the first byte with a segment of bytes and writes the header again, with the right length. On the thread of
 * the stream.
 */
public final class WavEncoder extends Transform {
    public static final ElementFactory<WavEncoder> FACTORY = ElementFactory.of("wavenc", WavEncoder::new)
            .klass("Codec/Muxer/Audio")
            .description("puts a WAV header before audio")
            .sink(Caps.parse("audio/x-raw, rate=[ 1, 2147483647 ], channels=[ 1, 65535 ],"
                    + " format={ S32LE, S24LE, S16LE, U8, F32LE, F64LE }, layout=interleaved;"
                    + " audio/x-alaw, rate=[ 8000, 192000 ], channels=[ 1, 2 ];"
                    + " audio/x-mulaw, rate=[ 8000, 192000 ], channels=[ 1, 2 ]"))
            .src(Caps.parse("audio/x-wav"));

    private static final Event.Segment BEGINNING = new Event.Segment(Event.Segment.Format.BYTES, 0);

    // The streaming thread.
    private @Nullable WavHeader header;
    private boolean headerSent;
    private long dataBytes;

    private WavEncoder() {}

    @Override
    protected void readyToPaused() {
        header = null;
        headerSent = false;
        dataBytes = 0;
    }

    @Override
    protected boolean setCaps(SinkPad pad, Caps caps) {
        WavHeader next = WavHeader.of(caps.structure(0));
        if (next == null) {
            postError("format is not complete: caps=" + caps + "; wavenc needs format, rate and channels", null);
            return false;
        }
        if (headerSent && !next.equals(header)) {
            postError("format cannot change within a file: caps=" + caps + " before=" + header, null);
            return false;
        }
        header = next;
        return srcPad().pushEvent(new Event.CapsChange(Caps.of(Structure.of("audio/x-wav"))));
    }

    @Override
    protected boolean sinkEvent(SinkPad pad, Event event) {
        return switch (event) {
            case Event.Segment _ -> srcPad().pushEvent(BEGINNING);
            case Event.EndOfStream _ -> {
                finish();
                yield super.sinkEvent(pad, event);
            }
            default -> super.sinkEvent(pad, event);
        };
    }

    @Override
    protected FlowReturn transform(Buffer buffer) {
        WavHeader known = header;
        if (known == null) return refuseUnknown(buffer);
        if (!headerSent) {
            headerSent = true;
            FlowReturn flow = push(known.toBuffer(WavHeader.LENGTH_UNKNOWN));
            if (flow != FlowReturn.OK) {
                buffer.release();
                return flow;
            }
        }
        dataBytes += buffer.length();
        return push(buffer);
    }

    private void finish() {
        if (header == null) return;
        if (headerSent) srcPad().pushEvent(BEGINNING);
        headerSent = true;
        FlowReturn _ = push(header.toBuffer(dataBytes));
    }
}
