package dev.millrace.element.audio;

import dev.millrace.caps.Caps;
import dev.millrace.caps.Structure;
import dev.millrace.codec.G711;
import dev.millrace.media.Buffer;
import dev.millrace.media.BufferPool;
import dev.millrace.media.ElementFactory;
import dev.millrace.media.FlowReturn;
import dev.millrace.media.Transform;
import java.lang.foreign.MemorySegment;

/**
 * Compresses 16-bit samples to G.711; GStreamer's mulawenc and alawenc.
 *
 * <p>In place where the buffer is writable. On the thread of the stream; times and flags stay. Half a sample at the end of a
 * buffer is dropped, and warned of once.
 */
public final class G711Encoder extends Transform {
    public static final ElementFactory<G711Encoder> MULAW =
            factory("mulawenc", AudioFormats.MULAW, G711::linearToMulaw);
    public static final ElementFactory<G711Encoder> ALAW = factory("alawenc", AudioFormats.ALAW, G711::linearToAlaw);

    /** One of the compressing methods of {@link G711}. */
    private interface Law {
        void compress(MemorySegment src, long srcOffset, MemorySegment dst, long dstOffset, int samples);
    }

    private final String format;
    private final Law law;

    // The streaming thread.
    private boolean warned;

    private G711Encoder(String format, Law law) {
        this.format = format;
        this.law = law;
    }

    private static ElementFactory<G711Encoder> factory(String name, String format, Law law) {
        return ElementFactory.of(name, () -> new G711Encoder(format, law))
                .klass("Codec/Encoder/Audio")
                .description("compresses 16-bit samples to " + format)
                .sink(AudioFormats.linear())
                .src(AudioFormats.companded(format));
    }

    @Override
    protected Caps transformCaps(Caps input) {
        return AudioFormats.withRateOf(input.structure(0), Structure.of(format));
    }

    @Override
    protected FlowReturn transform(Buffer in) {
        int samples = in.length() / 2;
        if (in.length() % 2 != 0) warnOfHalf(in);
        Buffer out = in;
        if (!in.isWritable()) {
            out = BufferPool.here(AudioFormats.HEADROOM + samples).acquire();
            out.copyMetadataFrom(in);
            out.setRange(AudioFormats.HEADROOM, samples);
        }
        law.compress(in.segment(), in.offset(), out.segment(), out.offset(), samples);
        if (out == in) in.setRange(in.offset(), samples);
        else in.release();
        return push(out);
    }

    private void warnOfHalf(Buffer in) {
        if (warned) return;
        warned = true;
        postWarning("half a sample is dropped: bytes=" + in.length() + "; buffers need whole samples of 2 bytes", null);
    }
}
