package dev.millrace.element.audio;

import dev.millrace.caps.Caps;
import dev.millrace.caps.Structure;
import dev.millrace.codec.MixMatrix;
import dev.millrace.codec.Quantizer;
import dev.millrace.codec.Quantizer.Dithering;
import dev.millrace.codec.Quantizer.NoiseShaping;
import dev.millrace.codec.SampleFormat;
import dev.millrace.media.Buffer;
import dev.millrace.media.BufferPool;
import dev.millrace.media.ElementFactory;
import dev.millrace.media.FlowReturn;
import dev.millrace.media.Pad;
import dev.millrace.media.Property;
import dev.millrace.media.SinkPad;
import dev.millrace.media.State;
import dev.millrace.media.Transform;
import java.lang.foreign.MemorySegment;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * Changes the format of samples and the number of channels; GStreamer's audioconvert.
 *
 * <p>What downstream takes as it is passes untouched. With a {@code mix-matrix}, its columns are the channels that go in and its
 * rows those that come out; without, one channel goes to all, all are averaged into one, and other numbers keep the first
 * channels. Where resolution is lost, the samples are dithered and their noise is shaped. On the thread of the stream.
 */
public final class AudioConvert extends Transform {
    public static final ElementFactory<AudioConvert> FACTORY = Transform.addQosTo(
                    ElementFactory.of("audioconvert", AudioConvert::new))
            .klass("Filter/Converter/Audio")
            .description("changes the format of samples and the number of channels")
            .sink(RawAudio.ANY)
            .src(RawAudio.ANY)
            .property(
                    Property.ofEnum("dithering", Dithering.TPDF)
                            .blurb("noise that hides the loss of resolution")
                            .mutableIn(State.PLAYING),
                    (e, v) -> {
                        e.dithering = v == null ? Dithering.TPDF : v;
                        e.requantizes = true;
                    },
                    e -> e.dithering)
            .property(
                    Property.ofUint("dithering-threshold", 0, 32, 20)
                            .blurb("bits of the output up to which it dithers and shapes noise")
                            .mutableIn(State.PLAYING),
                    (e, v) -> {
                        e.threshold = v == null ? 20 : v.intValue();
                        e.requantizes = true;
                    },
                    e -> (long) e.threshold)
            .property(
                    Property.ofValue("mix-matrix", MixMatrix.class, "array", MixMatrix.NONE, MixMatrix::parse)
                            .blurb("gain of each input channel (column) in each output channel (row)")
                            .mutableIn(State.PLAYING),
                    (e, v) -> e.changeMatrix(v == null ? MixMatrix.NONE : v),
                    e -> e.matrix)
            .property(
                    Property.ofEnum("noise-shaping", NoiseShaping.NONE)
                            .blurb("where noise goes when resolution is lost; below 32 kHz error-feedback at most")
                            .mutableIn(State.PLAYING),
                    (e, v) -> {
                        e.shaping = v == null ? NoiseShaping.NONE : v;
                        e.requantizes = true;
                    },
                    e -> e.shaping);

    // Set by any thread; the next buffer goes by them.
    private volatile Dithering dithering = Dithering.TPDF;
    private volatile NoiseShaping shaping = NoiseShaping.NONE;
    private volatile int threshold = 20;
    private volatile boolean requantizes;
    private volatile MixMatrix matrix = MixMatrix.NONE;

    // The streaming thread.
    private @Nullable RawAudio input;
    private @Nullable RawAudio output;
    private MixMatrix used = MixMatrix.NONE;
    private double[] samples = new double[0];
    private double[] mixed = new double[0];
    private @Nullable Quantizer quantizer;
    private SplittableRandom random = new SplittableRandom(0);

    private AudioConvert() {}

    /** From any thread: upstream may have to send another number of channels, which it asks for anew. */
    private void changeMatrix(MixMatrix now) {
        matrix = now;
        sinkPad().reconfigure();
    }

    @Override
    protected void readyToPaused() {
        random = new SplittableRandom(environment().random().nextLong());
    }

    /** Everything but the rate may be different on the other side; a matrix says how many channels each side has. */
    @Override
    protected Caps possibleFrom(Pad pad, Caps far) {
        MixMatrix now = matrix;
        Caps free = far.map(AudioConvert::free);
        if (now.isEmpty()) return far.merge(free).intersect(RawAudio.ANY);
        return withChannels(free, pad instanceof SinkPad ? now.inputs() : now.outputs());
    }

    private static Structure free(Structure structure) {
        return structure.without("format").without("channels").without("channel-mask");
    }

    private static Caps withChannels(Caps caps, int channels) {
        return caps.map(structure -> structure.without("channel-mask").with("channels", channels))
                .intersect(RawAudio.ANY);
    }

    @Override
    protected @Nullable Caps transformCaps(Caps given) {
        MixMatrix now = matrix;
        RawAudio from = RawAudio.of(given);
        if (from == null || !fits(now, from)) return null;
        Caps chosen = choose(given, from, now);
        RawAudio to = chosen == null ? null : RawAudio.of(chosen);
        if (to == null) return null;
        input = from;
        output = to;
        used = now;
        samples = new double[from.channels()];
        mixed = new double[to.channels()];
        quantizer = quantizer(from.format(), to);
        return chosen;
    }

    private static boolean fits(MixMatrix matrix, RawAudio from) {
        return matrix.isEmpty() || matrix.inputs() == from.channels();
    }

    @Override
    protected String refusal(Caps given) {
        MixMatrix now = matrix;
        RawAudio from = RawAudio.of(given);
        if (from == null || now.isEmpty()) return super.refusal(given);
        if (!fits(now, from))
            return "mix-matrix does not fit: columns=" + now.inputs() + " caps=" + given
                    + "; it needs a column for each of the " + from.channels() + " channels that come in";
        return "mix-matrix does not fit: rows=" + now.outputs()
                + "; it needs a row for each channel that goes out, as in " + srcPad().peerQueryCaps(RawAudio.ANY);
    }

    private @Nullable Quantizer quantizer(SampleFormat from, RawAudio to) {
        boolean loses = !to.format().isFloat() && to.format().bits() < from.bits();
        NoiseShaping shaped = shaping.at(to.rate());
        if (!loses || to.format().bits() > threshold) return null;
        if (dithering == Dithering.NONE && shaped == NoiseShaping.NONE) return null;
        return new Quantizer(to.format().bits(), to.channels(), dithering, shaped, random);
    }

    /** The same if downstream takes it, else with the nearest number of channels and the first format. */
    private @Nullable Caps choose(Caps given, RawAudio from, MixMatrix by) {
        Caps wanted = by.isEmpty() ? given : withChannels(given, by.outputs());
        if (srcPad().peerAccepts(wanted)) return wanted;
        Caps free = given.map(AudioConvert::free);
        Caps possible =
                srcPad().peerQueryCaps(by.isEmpty() ? free.intersect(RawAudio.ANY) : withChannels(free, by.outputs()));
        if (possible.isEmpty() || possible.isAny()) return null;
        Structure first = possible.structure(0).nearest("channels", from.channels());
        Caps same = Caps.of(first.with("format", from.format().name()));
        return Caps.of(first).canIntersect(same)
                ? same.fixate()
                : Caps.of(first).fixate();
    }

    /**
     * Follows a matrix that was set in between, once the channels that come in fit it; until upstream has agreed to others,
     * buffers go by the one before.
     */
    private boolean followMatrix(RawAudio from) {
        Caps given = sinkPad().currentCaps();
        return given == null || !fits(matrix, from) || setCaps(sinkPad(), given);
    }

    @Override
    protected FlowReturn transform(Buffer in) {
        RawAudio from = input;
        boolean ready = from != null && (used == matrix || followMatrix(from));
        RawAudio to = output;
        if (from == null || to == null || !ready) {
            in.release();
            return FlowReturn.NOT_NEGOTIATED;
        }
        if (from.equals(to) && (used.isEmpty() || used.isIdentity())) return push(in);
        if (requantizes) {
            requantizes = false;
            quantizer = quantizer(from.format(), to);
        }
        int frames = in.length() / from.frameBytes();
        Buffer out = BufferPool.here(AudioFormats.HEADROOM + frames * to.frameBytes())
                .acquire();
        out.copyMetadataFrom(in);
        out.setRange(AudioFormats.HEADROOM, frames * to.frameBytes());
        convert(in, from.format(), out, to.format(), frames);
        in.release();
        return push(out);
    }

    private void convert(Buffer in, SampleFormat read, Buffer out, SampleFormat write, int frames) {
        Quantizer rounding = quantizer;
        int channels = mixed.length;
        boolean mixes = !used.isEmpty() || samples.length != channels;
        long from = in.offset();
        long to = out.offset();
        for (int frame = 0; frame < frames; frame++) {
            if (mixes) from = mixFrame(in.segment(), from, read);
            for (int channel = 0; channel < channels; channel++, to += write.bytes()) {
                double sample;
                if (mixes) {
                    sample = mixed[channel];
                } else {
                    sample = read.read(in.segment(), from);
                    from += read.bytes();
                }
                write.write(out.segment(), to, rounding == null ? sample : rounding.quantize(channel, sample));
            }
        }
    }

    /** Reads a sample of each channel, and mixes them; returns where the next ones lie. */
    private long mixFrame(MemorySegment in, long from, SampleFormat read) {
        long at = from;
        for (int channel = 0; channel < samples.length; channel++, at += read.bytes())
            samples[channel] = read.read(in, at);
        mix();
        return at;
    }

    private void mix() {
        if (!used.isEmpty()) {
            used.mix(samples, mixed);
        } else if (mixed.length == 1) {
            double sum = 0;
            for (double sample : samples) sum += sample;
            mixed[0] = sum / samples.length;
        } else {
            for (int channel = 0; channel < mixed.length; channel++) {
                int source = samples.length == 1 ? 0 : channel;
                mixed[channel] = source < samples.length ? samples[source] : 0;
            }
        }
    }
}
