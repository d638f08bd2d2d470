package dev.millrace.element.audio;

import dev.millrace.caps.Caps;
import dev.millrace.codec.G711;
import dev.millrace.media.Buffer;
import dev.millrace.media.BufferPool;
import dev.millrace.media.ElementFactory;
import dev.millrace.media.FlowReturn;
import dev.millrace.media.Transform;
import java.lang.foreign.MemorySegment;

/**
 * Expands G.711 to 16-bit samples; GStreamer's mulawdec and alawdec.
 *
 * <p>In place where the slot has room for twice the bytes. On the thread of the stream; times and flags stay.
 */
public final class G711Decoder extends Transform {
    public static final ElementFactory<G711Decoder> MULAW =
            factory("mulawdec", AudioFormats.MULAW, G711::mulawToLinear);
    public static final ElementFactory<G711Decoder> ALAW = factory("alawdec", AudioFormats.ALAW, G711::alawToLinear);

    /** One of the expanding methods of {@link G711}. */
    private interface Law {
        void expand(MemorySegment src, long srcOffset, MemorySegment dst, long dstOffset, int samples);
    }

    private final Law law;

    private G711Decoder(Law law) {
        this.law = law;
    }

    private static ElementFactory<G711Decoder> factory(String name, String format, Law law) {
        return ElementFactory.of(name, () -> new G711Decoder(law))
                .klass("Codec/Decoder/Audio")
                .description("expands " + format + " to 16-bit samples")
                .sink(AudioFormats.companded(format))
                .src(AudioFormats.linear());
    }

    @Override
    protected Caps transformCaps(Caps input) {
        return AudioFormats.withRateOf(input.structure(0), AudioFormats.linear16());
    }

    @Override
    protected FlowReturn transform(Buffer in) {
        int samples = in.length();
        Buffer out = in;
        if (!in.isWritable() || in.offset() + 2 * samples > in.capacity()) {
            out = BufferPool.here(AudioFormats.HEADROOM + 2 * samples).acquire();
            out.copyMetadataFrom(in);
            out.setRange(AudioFormats.HEADROOM, 2 * samples);
        }
        law.expand(in.segment(), in.offset(), out.segment(), out.offset(), samples);
        if (out == in) in.setRange(in.offset(), 2 * samples);
        else in.release();
        return push(out);
    }
}
