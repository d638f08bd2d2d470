package dev.millrace.element.audio;

import dev.millrace.caps.Caps;
import dev.millrace.codec.SampleFormat;
import dev.millrace.codec.Tone;
import dev.millrace.codec.ToneGenerator;
import dev.millrace.media.Buffer;
import dev.millrace.media.BufferPool;
import dev.millrace.media.ContextSettings;
import dev.millrace.media.ElementFactory;
import dev.millrace.media.Property;
import dev.millrace.media.Source;
import dev.millrace.media.State;
import dev.millrace.runtime.Context;
import dev.millrace.timer.Timer;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Makes the tones of telephony: one or two frequencies, on and off in a pattern; GStreamer's tonegeneratesrc and ts-tonesrc.
 *
 * <p>8 kHz mono. Levels are in dBm0: full scale of a sine is 3.14. A pattern that is not repeated is followed by silence; one that is
 * changed begins anew. The samples are libspandsp's where that library is installed.
 */
public final class ToneSrc extends Source {
    private static final RawAudio AUDIO = new RawAudio(SampleFormat.S16LE, 8_000, 1);

    /** On a shared context. */
    public static final ElementFactory<ToneSrc> SHARED = ContextSettings.addTo(
            common(ElementFactory.of("ts-tonesrc", () -> new ToneSrc(true)), "samples-per-buffer"),
            e -> e.contextSettings);

    /** On a thread of its own. */
    public static final ElementFactory<ToneSrc> CLASSIC =
            common(ElementFactory.of("tonegeneratesrc", () -> new ToneSrc(false)), "samplesperbuffer");

    private final boolean shared;
    private final ContextSettings contextSettings = new ContextSettings();
    private int samplesPerBuffer = 1024;
    /** Replaced as a whole by whoever changes a part of it: the tone then begins anew. */
    private volatile Tone tone = Tone.NONE;

    // The context's thread.
    private final Timer due = new Timer() {
        @Override
        protected void fire(long nowNs) {
            task().wake();
        }
    };
    private @Nullable Tone playing;
    private @Nullable ToneGenerator generator;
    private long frames;
    private long firstNs = Buffer.NO_TIME;

    private ToneSrc(boolean shared) {
        this.shared = shared;
    }

    private static ElementFactory<ToneSrc> common(ElementFactory<ToneSrc> factory, String samples) {
        return pattern(factory.klass("Source/Audio")
                        .description("makes the tones of telephony")
                        .src(AUDIO.caps())
                        .property(
                                Property.ofInt(samples, 1, Integer.MAX_VALUE, 1024)
                                        .blurb("samples in a buffer"),
                                (e, v) -> e.samplesPerBuffer = v == null ? 1024 : v,
                                e -> e.samplesPerBuffer))
                .property(
                        live(Property.ofInt("freq", 0, 20_000, 0), "frequency in Hz; 0 for none"),
                        (e, v) -> e.tone = e.tone.withHz(v == null ? 0 : v),
                        e -> e.tone.hz())
                .property(
                        live(Property.ofInt("volume", -50, 0, 0), "level in dBm0"),
                        (e, v) -> e.tone = e.tone.withDbm0(v == null ? 0 : v),
                        e -> e.tone.dbm0())
                .property(
                        live(Property.ofInt("freq2", 0, 20_000, 0), "second frequency in Hz; 0 for none"),
                        (e, v) -> e.tone = e.tone.withHz2(v == null ? 0 : v),
                        e -> e.tone.hz2())
                .property(
                        live(Property.ofInt("volume2", -50, 0, 0), "level of the second in dBm0"),
                        (e, v) -> e.tone = e.tone.withDbm02(v == null ? 0 : v),
                        e -> e.tone.dbm02());
    }

    private static ElementFactory<ToneSrc> pattern(ElementFactory<ToneSrc> factory) {
        return factory.property(
                        live(Property.ofInt("on-time", 1, Integer.MAX_VALUE, 1000), "how long it sounds, in ms"),
                        (e, v) -> e.tone = e.tone.withOn(v == null ? 1000 : v),
                        e -> e.tone.onMs())
                .property(
                        live(Property.ofInt("off-time", 0, Integer.MAX_VALUE, 1000), "how long it is silent, in ms"),
                        (e, v) -> e.tone = e.tone.withOff(v == null ? 1000 : v),
                        e -> e.tone.offMs())
                .property(
                        live(Property.ofInt("on-time2", 0, Integer.MAX_VALUE, 0), "how long it sounds again, in ms"),
                        (e, v) -> e.tone = e.tone.withOn2(v == null ? 0 : v),
                        e -> e.tone.on2Ms())
                .property(
                        live(
                                Property.ofInt("off-time2", 0, Integer.MAX_VALUE, 0),
                                "how long it is silent again, in ms"),
                        (e, v) -> e.tone = e.tone.withOff2(v == null ? 0 : v),
                        e -> e.tone.off2Ms())
                .property(
                        live(Property.ofBool("repeat", false), "whether the pattern is repeated"),
                        (e, v) -> e.tone = e.tone.withRepeats(v != null && v),
                        e -> e.tone.repeats());
    }

    private static <T> Property<T> live(Property<T> property, String blurb) {
        return property.blurb(blurb).mutableIn(State.PLAYING);
    }

    @Override
    protected Context acquireContext() throws IOException {
        return shared ? acquireShared(contextSettings) : super.acquireContext();
    }

    @Override
    protected void close() {
        task().context().unschedule(due);
        forgetTone();
    }

    private void forgetTone() {
        if (generator != null) generator.close();
        generator = null;
        playing = null;
    }

    /** The generator of the tone that is wanted; in a simulation our own, so that a seed sounds the same everywhere. */
    private ToneGenerator generator() {
        Tone wanted = tone;
        ToneGenerator now = generator;
        if (now != null && wanted == playing) return now;
        forgetTone();
        now = environment().hasThreads() ? ToneGenerator.of(wanted) : ToneGenerator.own(wanted);
        playing = wanted;
        generator = now;
        return now;
    }

    @Override
    protected Caps streamCaps() {
        return AUDIO.caps();
    }

    @Override
    protected long latencyNs() {
        return AUDIO.durationNs(samplesPerBuffer) + task().context().waitNs();
    }

    @Override
    protected void readyToPaused() throws Exception {
        super.readyToPaused();
        frames = 0;
        firstNs = Buffer.NO_TIME;
        forgetTone();
    }

    @Override
    protected boolean produce(long nowNs) {
        if (firstNs == Buffer.NO_TIME) firstNs = pipeline().runningTimeNs(nowNs);
        long dueNs = pipeline().clockTimeNs(firstNs + AUDIO.durationNs(frames + samplesPerBuffer));
        if (dueNs > nowNs) {
            if (!due.isArmed()) task().context().scheduleAtLeast(due, dueNs);
            return false;
        }
        return push(make()) || task().isBlocked();
    }

    private Buffer make() {
        int bytes = samplesPerBuffer * AUDIO.frameBytes();
        Buffer buffer =
                BufferPool.of(task().context(), AudioFormats.HEADROOM + bytes).acquire();
        buffer.setRange(AudioFormats.HEADROOM, bytes);
        generator().generate(buffer.segment(), buffer.offset(), samplesPerBuffer);
        buffer.setPtsNs(firstNs + AUDIO.durationNs(frames));
        frames += samplesPerBuffer;
        buffer.setDurationNs(firstNs + AUDIO.durationNs(frames) - buffer.ptsNs());
        return buffer;
    }
}
