package dev.millrace.element.audio;

import dev.millrace.caps.Caps;
import dev.millrace.codec.SampleFormat;
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
import java.time.Duration;

/**
 * Makes the tones of telephony: one or two frequencies, on and off in a pattern; GStreamer's tonegeneratesrc and ts-tonesrc.
 *
 * <p>8 kHz mono. Levels are in dBm0: full scale of a sine is 3.14. A pattern that is not repeated is followed by silence.
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

    private static final double FULL_SCALE_DBM0 = 3.14;
    private static final int SAMPLES_PER_MS = 8;

    private final boolean shared;
    private final ContextSettings contextSettings = new ContextSettings();
    private int samplesPerBuffer = 1024;
    private volatile int frequency;
    private volatile int volumeDb;
    private volatile int frequency2;
    private volatile int volume2Db;
    private volatile int onMs = 1000;
    private volatile int offMs = 1000;
    private volatile int on2Ms;
    private volatile int off2Ms;
    private volatile boolean repeat;

    // The context's thread.
    private final Timer due = new Timer() {
        @Override
        protected void fire(long nowNs) {
            task().wake();
        }
    };
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
                        (e, v) -> e.frequency = v == null ? 0 : v,
                        e -> e.frequency)
                .property(
                        live(Property.ofInt("volume", -50, 0, 0), "level in dBm0"),
                        (e, v) -> e.volumeDb = v == null ? 0 : v,
                        e -> e.volumeDb)
                .property(
                        live(Property.ofInt("freq2", 0, 20_000, 0), "second frequency in Hz; 0 for none"),
                        (e, v) -> e.frequency2 = v == null ? 0 : v,
                        e -> e.frequency2)
                .property(
                        live(Property.ofInt("volume2", -50, 0, 0), "level of the second in dBm0"),
                        (e, v) -> e.volume2Db = v == null ? 0 : v,
                        e -> e.volume2Db);
    }

    private static ElementFactory<ToneSrc> pattern(ElementFactory<ToneSrc> factory) {
        return factory.property(
                        live(Property.ofInt("on-time", 1, Integer.MAX_VALUE, 1000), "how long it sounds, in ms"),
                        (e, v) -> e.onMs = v == null ? 1000 : v,
                        e -> e.onMs)
                .property(
                        live(Property.ofInt("off-time", 0, Integer.MAX_VALUE, 1000), "how long it is silent, in ms"),
                        (e, v) -> e.offMs = v == null ? 1000 : v,
                        e -> e.offMs)
                .property(
                        live(Property.ofInt("on-time2", 0, Integer.MAX_VALUE, 0), "how long it sounds again, in ms"),
                        (e, v) -> e.on2Ms = v == null ? 0 : v,
                        e -> e.on2Ms)
                .property(
                        live(
                                Property.ofInt("off-time2", 0, Integer.MAX_VALUE, 0),
                                "how long it is silent again, in ms"),
                        (e, v) -> e.off2Ms = v == null ? 0 : v,
                        e -> e.off2Ms)
                .property(
                        live(Property.ofBool("repeat", false), "whether the pattern is repeated"),
                        (e, v) -> e.repeat = v != null && v,
                        e -> e.repeat);
    }

    private static <T> Property<T> live(Property<T> property, String blurb) {
        return property.blurb(blurb).mutableIn(State.PLAYING);
    }

    @Override
    protected Context acquireContext() throws IOException {
        return shared ? acquireShared(contextSettings) : environment().open(name(), Duration.ZERO);
    }

    @Override
    protected void open() {}

    @Override
    protected void close() {
        task().context().unschedule(due);
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
        double loud = frequency == 0 ? 0 : amplitude(volumeDb);
        double loud2 = frequency2 == 0 ? 0 : amplitude(volume2Db);
        double step = 2 * Math.PI * frequency / AUDIO.rate();
        double step2 = 2 * Math.PI * frequency2 / AUDIO.rate();
        for (int i = 0; i < samplesPerBuffer; i++) {
            long frame = frames + i;
            double sample = sounds(frame) ? loud * Math.sin(step * frame) + loud2 * Math.sin(step2 * frame) : 0;
            AUDIO.format().write(buffer.segment(), buffer.offset() + 2L * i, sample);
        }
        buffer.setPtsNs(firstNs + AUDIO.durationNs(frames));
        frames += samplesPerBuffer;
        buffer.setDurationNs(firstNs + AUDIO.durationNs(frames) - buffer.ptsNs());
        return buffer;
    }

    private static double amplitude(int dbm0) {
        return Math.pow(10, (dbm0 - FULL_SCALE_DBM0) / 20);
    }

    /** Whether the pattern sounds at a frame. */
    private boolean sounds(long frame) {
        long ms = frame / SAMPLES_PER_MS;
        long period = (long) onMs + offMs + on2Ms + off2Ms;
        if (!repeat && ms >= period) return false;
        long at = ms % period;
        if (at < onMs) return true;
        at -= (long) onMs + offMs;
        return at >= 0 && at < on2Ms;
    }
}
