package dev.millrace.element.audio;

import dev.millrace.caps.Caps;
import dev.millrace.caps.Structure;
import dev.millrace.codec.SampleFormat;
import dev.millrace.codec.Wave;
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
import org.jspecify.annotations.Nullable;

/**
 * Makes a test signal; GStreamer's ts-audiotestsrc and audiotestsrc.
 *
 * <p>The format is what downstream wants, else 44.1 kHz mono. A live one pushes each buffer when its last sample is due, never
 * early. Nothing is allocated per buffer.
 */
public final class AudioTestSrc extends Source {
    /** On a shared context. */
    public static final ElementFactory<AudioTestSrc> SHARED = ContextSettings.addTo(
            common(ElementFactory.of("ts-audiotestsrc", () -> new AudioTestSrc(true)), true)
                    .property(
                            Property.ofBool("mute", false)
                                    .blurb("whether it is silent")
                                    .mutableIn(State.PLAYING),
                            (e, v) -> e.mute = v != null && v,
                            e -> e.mute),
            e -> e.contextSettings);

    /** On a thread of its own. */
    public static final ElementFactory<AudioTestSrc> CLASSIC = common(
                    ElementFactory.of("audiotestsrc", () -> new AudioTestSrc(false)), false)
            .property(
                    Property.ofEnum("wave", Wave.Kind.SINE)
                            .blurb("what it sounds like")
                            .mutableIn(State.PLAYING),
                    (e, v) -> e.kind = v == null ? Wave.Kind.SINE : v,
                    e -> e.kind)
            .property(
                    Property.ofUlong("tick-interval", 1, 1_000_000_000L)
                            .blurb("from tick to tick, in ns")
                            .mutableIn(State.PLAYING),
                    (e, v) -> e.tickIntervalNs = v == null ? 1_000_000_000L : Math.max(1, v),
                    e -> e.tickIntervalNs)
            .property(
                    Property.ofUint("sine-periods-per-tick", 1, 0xffff_ffffL, 10)
                            .blurb("periods of a tick")
                            .mutableIn(State.PLAYING),
                    (e, v) -> e.periodsPerTick = v == null ? 10 : v,
                    e -> e.periodsPerTick)
            .property(
                    Property.ofLong("timestamp-offset", Long.MIN_VALUE, Long.MAX_VALUE, 0)
                            .blurb("added to the time of each buffer, in ns")
                            .mutableIn(State.PLAYING),
                    (e, v) -> e.timestampOffsetNs = v == null ? 0 : v,
                    e -> e.timestampOffsetNs);

    private static final int MOST_PER_STEP = 4;

    private final boolean shared;
    private final ContextSettings contextSettings = new ContextSettings();
    private int samplesPerBuffer = 1024;
    private volatile double frequency = 440;
    private volatile double volume = 0.8;
    private volatile boolean mute;
    private volatile Wave.Kind kind = Wave.Kind.SINE;
    private volatile long tickIntervalNs = 1_000_000_000L;
    private volatile long periodsPerTick = 10;
    private volatile long timestampOffsetNs;
    private boolean live;
    private int numBuffers = -1;

    // The context's thread.
    private final Timer due = new Timer() {
        @Override
        protected void fire(long nowNs) {
            task().wake();
        }
    };
    private @Nullable RawAudio audio;
    private @Nullable Wave wave;
    private long buffers;
    private long frames;
    private long firstNs;

    private AudioTestSrc(boolean shared) {
        this.shared = shared;
        this.live = shared;
    }

    private static ElementFactory<AudioTestSrc> common(ElementFactory<AudioTestSrc> factory, boolean shared) {
        return factory.klass("Source/Audio")
                .description("makes a test signal")
                .src(RawAudio.ANY)
                .property(
                        Property.ofInt(shared ? "samples-per-buffer" : "samplesperbuffer", 1, Integer.MAX_VALUE, 1024)
                                .blurb("samples of each channel in a buffer"),
                        (e, v) -> e.samplesPerBuffer = v == null ? 1024 : v,
                        e -> e.samplesPerBuffer)
                .property(
                        Property.ofDouble("freq", 0, 1 << 30, 440)
                                .blurb("frequency in Hz")
                                .mutableIn(State.PLAYING),
                        (e, v) -> e.frequency = v == null ? 440 : v,
                        e -> e.frequency)
                .property(
                        Property.ofDouble("volume", 0, shared ? 10 : 1, 0.8)
                                .blurb("1 is full scale")
                                .mutableIn(State.PLAYING),
                        (e, v) -> e.volume = v == null ? 0.8 : v,
                        e -> e.volume)
                .property(
                        Property.ofBool("is-live", shared).blurb("whether it keeps the time of the clock"),
                        (e, v) -> e.live = v == null ? shared : v,
                        e -> e.live)
                .property(
                        Property.ofInt("num-buffers", -1, Integer.MAX_VALUE, -1)
                                .blurb("buffers to push before the end; -1 for no end"),
                        (e, v) -> e.numBuffers = v == null ? -1 : v,
                        e -> e.numBuffers);
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
    protected boolean isLive() {
        return live;
    }

    /** A buffer is complete when its last sample is, and goes out in a slice that begins then or later. */
    @Override
    protected long latencyNs() {
        RawAudio now = audio;
        return (now == null ? 0 : now.durationNs(samplesPerBuffer))
                + task().context().waitNs();
    }

    @Override
    protected Caps streamCaps() {
        RawAudio now = audio;
        return now == null ? RawAudio.ANY : now.caps();
    }

    @Override
    protected Structure prefer(Structure possible) {
        return possible.nearest("rate", 44_100).nearest("channels", 1);
    }

    @Override
    protected void capsChosen(Caps caps) {
        audio = RawAudio.of(caps);
        if (live) postLatency();
    }

    @Override
    protected void readyToPaused() throws Exception {
        super.readyToPaused();
        audio = null;
        wave = new Wave(environment().random());
        buffers = 0;
        frames = 0;
        firstNs = Buffer.NO_TIME;
    }

    @Override
    protected boolean produce(long nowNs) {
        RawAudio now = audio;
        if (now == null) return false;
        for (int i = 0; i < MOST_PER_STEP; i++) {
            if (buffers == numBuffers) {
                end();
                return false;
            }
            if (live && isEarly(now, nowNs)) return false;
            if (!push(make(now))) return task().isBlocked();
        }
        return true;
    }

    /** Whether the next buffer is not complete yet; has the task woken when it is. */
    private boolean isEarly(RawAudio now, long nowNs) {
        if (firstNs == Buffer.NO_TIME) firstNs = pipeline().runningTimeNs(nowNs);
        long dueNs = pipeline().clockTimeNs(firstNs + now.durationNs(frames + samplesPerBuffer));
        if (dueNs <= nowNs) return false;
        if (!due.isArmed()) task().context().scheduleAtLeast(due, dueNs);
        return true;
    }

    private Buffer make(RawAudio now) {
        int bytes = samplesPerBuffer * now.frameBytes();
        Buffer buffer =
                BufferPool.of(task().context(), AudioFormats.HEADROOM + bytes).acquire();
        buffer.setRange(AudioFormats.HEADROOM, bytes);
        fill(buffer, now);
        long startNs = firstNs == Buffer.NO_TIME ? 0 : firstNs;
        buffer.setPtsNs(startNs + now.durationNs(frames) + timestampOffsetNs);
        frames += samplesPerBuffer;
        buffers++;
        buffer.setDurationNs(startNs + now.durationNs(frames) + timestampOffsetNs - buffer.ptsNs());
        return buffer;
    }

    @SuppressWarnings("NullAway") // made before the stream begins
    private void fill(Buffer buffer, RawAudio now) {
        SampleFormat format = now.format();
        double step = frequency / now.rate();
        double loud = mute ? 0 : volume;
        long tickFrames = Math.max(1, (long) (tickIntervalNs * (double) now.rate() / 1e9));
        long soundFrames = step > 0 ? (long) (periodsPerTick / step) : 0;
        long at = buffer.offset();
        for (int i = 0; i < samplesPerBuffer; i++) {
            double sample = loud * wave.next(kind, step, (frames + i) % tickFrames < soundFrames);
            for (int channel = 0; channel < now.channels(); channel++) {
                format.write(buffer.segment(), at, sample);
                at += format.bytes();
            }
        }
    }
}
