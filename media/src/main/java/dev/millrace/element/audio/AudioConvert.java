package dev.millrace.element.audio;

import dev.millrace.caps.Caps;
import dev.millrace.caps.Structure;
import dev.millrace.codec.SampleFormat;
import dev.millrace.media.Buffer;
import dev.millrace.media.BufferPool;
import dev.millrace.media.ElementFactory;
import dev.millrace.media.FlowReturn;
import dev.millrace.media.Pad;
import dev.millrace.media.Property;
import dev.millrace.media.Transform;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * Changes the format of samples and the number of channels; GStreamer's audioconvert.
 *
 * <p>What downstream takes as it is passes untouched. One channel goes to all, all are averaged into one, and other numbers keep
 * the first channels. Where resolution is lost, the samples are dithered. On the thread of the stream.
 */
public final class AudioConvert extends Transform {
    enum Dithering {
        NONE,
        RPDF,
        TPDF,
        TPDF_HF
    }

    public static final ElementFactory<AudioConvert> FACTORY = Transform.addQosTo(
                    ElementFactory.of("audioconvert", AudioConvert::new))
            .klass("Filter/Converter/Audio")
            .description("changes the format of samples and the number of channels")
            .sink(RawAudio.ANY)
            .src(RawAudio.ANY)
            .property(
                    Property.ofEnum("dithering", Dithering.TPDF).blurb("noise that hides the loss of resolution"),
                    (e, v) -> e.dithering = v == null ? Dithering.TPDF : v,
                    e -> e.dithering)
            .property(
                    Property.ofUint("dithering-threshold", 0, 32, 20)
                            .blurb("bits of the output up to which it dithers"),
                    (e, v) -> e.threshold = v == null ? 20 : v.intValue(),
                    e -> (long) e.threshold);

    private Dithering dithering = Dithering.TPDF;
    private int threshold = 20;

    // The streaming thread.
    private @Nullable RawAudio input;
    private @Nullable RawAudio output;
    private double ditherStep;
    private double lastNoise;
    private SplittableRandom random = new SplittableRandom(0);

    private AudioConvert() {}

    @Override
    protected void readyToPaused() {
        random = new SplittableRandom(environment().random().nextLong());
    }

    /** Everything but the rate may be different on the other side. */
    @Override
    protected Caps possibleFrom(Pad pad, Caps far) {
        Caps free = far.map(AudioConvert::free);
        return far.merge(free).intersect(RawAudio.ANY);
    }

    private static Structure free(Structure structure) {
        return structure.without("format").without("channels").without("channel-mask");
    }

    @Override
    protected @Nullable Caps transformCaps(Caps given) {
        RawAudio from = RawAudio.of(given);
        if (from == null) return null;
        Caps chosen = choose(given, from);
        RawAudio to = chosen == null ? null : RawAudio.of(chosen);
        if (to == null) return null;
        input = from;
        output = to;
        boolean loses =
                !to.format().isFloat() && to.format().bits() < from.format().bits();
        ditherStep = loses && to.format().bits() <= threshold
                ? Math.scalb(1.0, 1 - to.format().bits())
                : 0;
        return chosen;
    }

    /** The same if downstream takes it, else with the nearest number of channels and the first format. */
    private @Nullable Caps choose(Caps given, RawAudio from) {
        if (srcPad().peerAccepts(given)) return given;
        Caps possible = srcPad().peerQueryCaps(given.map(AudioConvert::free).intersect(RawAudio.ANY));
        if (possible.isEmpty() || possible.isAny()) return null;
        Structure first = possible.structure(0).nearest("channels", from.channels());
        Caps same = Caps.of(first.with("format", from.format().name()));
        return Caps.of(first).canIntersect(same)
                ? same.fixate()
                : Caps.of(first).fixate();
    }

    @Override
    protected FlowReturn transform(Buffer in) {
        RawAudio from = input;
        RawAudio to = output;
        if (from == null || to == null) {
            in.release();
            return FlowReturn.NOT_NEGOTIATED;
        }
        if (from.equals(to)) return push(in);
        int frames = in.length() / from.frameBytes();
        Buffer out = BufferPool.here(AudioFormats.HEADROOM + frames * to.frameBytes())
                .acquire();
        out.copyMetadataFrom(in);
        out.setRange(AudioFormats.HEADROOM, frames * to.frameBytes());
        convert(in, from, out, to, frames);
        in.release();
        return push(out);
    }

    private void convert(Buffer in, RawAudio from, Buffer out, RawAudio to, int frames) {
        SampleFormat read = from.format();
        SampleFormat write = to.format();
        long at = out.offset();
        for (int frame = 0; frame < frames; frame++) {
            long frameAt = in.offset() + (long) frame * from.frameBytes();
            for (int channel = 0; channel < to.channels(); channel++) {
                double sample = mix(in, read, frameAt, from.channels(), channel, to.channels());
                write.write(out.segment(), at, ditherStep == 0 ? sample : sample + noise());
                at += write.bytes();
            }
        }
    }

    private static double mix(Buffer in, SampleFormat read, long at, int channels, int channel, int wanted) {
        if (wanted == 1 && channels > 1) {
            double sum = 0;
            for (int i = 0; i < channels; i++) sum += read.read(in.segment(), at + (long) i * read.bytes());
            return sum / channels;
        }
        int source = channels == 1 ? 0 : channel;
        return source >= channels ? 0 : read.read(in.segment(), at + (long) source * read.bytes());
    }

    private double noise() {
        return switch (dithering) {
            case NONE -> 0;
            case RPDF -> ditherStep * (random.nextDouble() - 0.5);
            case TPDF -> {
                double first = random.nextDouble();
                yield ditherStep * (first - random.nextDouble());
            }
            case TPDF_HF -> {
                double now = random.nextDouble();
                double difference = now - lastNoise;
                lastNoise = now;
                yield ditherStep * difference;
            }
        };
    }
}
