package dev.millrace.element.audio;

import dev.millrace.caps.Caps;
import dev.millrace.caps.Structure;
import dev.millrace.codec.SampleFormat;
import dev.millrace.codec.Wave;
import dev.millrace.media.Buffer;
import dev.millrace.media.BufferPool;
import dev.millrace.media.ContextSettings;
import dev.millrace.media.ElementFactory;
import dev.millrace.media.Event;
import dev.millrace.media.Property;
import dev.millrace.media.Source;
import dev.millrace.media.SourceSettings;
import dev.millrace.media.State;
import dev.millrace.runtime.Context;
import dev.millrace.timer.Timer;
import java.io.IOException;
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
    public static final ElementFactory<AudioTestSrc> CLASSIC = ticks(SourceSettings.addBlocksize(
                    common(ElementFactory.of("audiotestsrc", () -> new AudioTestSrc(false)), false),
                    0xffff_ffffL,
                    "bytes in a buffer, in whole samples; the largest number leaves it to samplesperbuffer"))
            .property(
                    Property.ofEnum("wave", Wave.Kind.SINE)
                            .blurb("what it sounds like")
                            .mutableIn(State.PLAYING),
                    (e, v) -> e.kind = v == null ? Wave.Kind.SINE : v,
                    e -> e.kind)
            .property(
                    Property.ofLong("timestamp-offset", Long.MIN_VALUE, Long.MAX_VALUE, 0)
                            .blurb("added to the time of each buffer, in ns")
                            .mutableIn(State.PLAYING),
                    (e, v) -> e.timestampOffsetNs = v == null ? 0 : v,
                    e -> e.timestampOffsetNs);

    private static final int MOST_PER_STEP = 4;
    private static final int MOST_BYTES = 1 << 26;
    /** A ramp takes this part of a tick, at each end. */
    private static final int RAMP_PART = 8;

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
    private volatile long markerPeriod;
    private volatile double markerVolume = 1;
    private volatile boolean ramps;
    private boolean live;

    // The context's thread.
    private final Timer due = new Timer() {
        @Override
        protected void fire(long nowNs) {
            task().wake();
        }
    };
    private @Nullable RawAudio audio;
    private @Nullable Wave wave;
    /** Of the next buffer: {@code blocksize} decides when it is set. */
    private int samples;

    private long frames;
    /** Where a seek has it end. */
    private long stopFrame = Long.MAX_VALUE;

    private long firstNs;

    private AudioTestSrc(boolean shared) {
        this.shared = shared;
        this.live = shared;
    }

    private static ElementFactory<AudioTestSrc> common(ElementFactory<AudioTestSrc> factory, boolean shared) {
        ElementFactory<AudioTestSrc> all = factory.klass("Source/Audio")
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
                        e -> e.live);
        return shared ? SourceSettings.addNumBuffers(all) : SourceSettings.addTo(all);
    }

    /** The properties of ticks. */
    private static ElementFactory<AudioTestSrc> ticks(ElementFactory<AudioTestSrc> factory) {
        return factory.property(
                        live(Property.ofUlong("tick-interval", 1, 1_000_000_000L), "from tick to tick, in ns"),
                        (e, v) -> e.tickIntervalNs = v == null ? 1_000_000_000L : Math.max(1, v),
                        e -> e.tickIntervalNs)
                .property(
                        live(Property.ofUint("sine-periods-per-tick", 1, 0xffff_ffffL, 10), "periods of a tick"),
                        (e, v) -> e.periodsPerTick = v == null ? 10 : v,
                        e -> e.periodsPerTick)
                .property(
                        live(
                                Property.ofUint("marker-tick-period", 0, 0xffff_ffffL, 0),
                                "ticks from one that is marked by its volume to the next; 0 marks none"),
                        (e, v) -> e.markerPeriod = v == null ? 0 : v,
                        e -> e.markerPeriod)
                .property(
                        live(Property.ofDouble("marker-tick-volume", 0, 1, 1), "volume of a marked tick"),
                        (e, v) -> e.markerVolume = v == null ? 1 : v,
                        e -> e.markerVolume)
                .property(
                        live(
                                Property.ofBool("apply-tick-ramp", false),
                                "whether ticks swell and fade, without a click"),
                        (e, v) -> e.ramps = v != null && v,
                        e -> e.ramps);
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
    }

    @Override
    protected boolean isLive() {
        return live;
    }

    /** A buffer is complete when its last sample is, and goes out in a slice that begins then or later. */
    @Override
    protected long latencyNs() {
        RawAudio now = audio;
        return (now == null ? 0 : now.durationNs(samples(now)))
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
        samples = samplesPerBuffer;
        frames = 0;
        stopFrame = Long.MAX_VALUE;
        firstNs = Buffer.NO_TIME;
    }

    @Override
    protected boolean produce(long nowNs) {
        RawAudio now = audio;
        if (now == null) return false;
        for (int i = 0; i < MOST_PER_STEP; i++) {
            samples = (int) Math.min(samples(now), stopFrame - frames);
            if (samples <= 0) {
                end();
                return false;
            }
            if (live && isEarly(now, nowNs)) return false;
            if (!push(make(now))) return task().isBlocked();
        }
        return true;
    }

    /** A live one keeps the time of the clock. */
    @Override
    protected boolean isSeekable(Event.Segment.Format format) {
        return !live && format == Event.Segment.Format.TIME;
    }

    @Override
    protected void seek(Event.Seek seek) {
        RawAudio now = audio;
        if (now == null) return;
        frames = now.frames(seek.start());
        stopFrame = seek.stop() == Buffer.NO_TIME ? Long.MAX_VALUE : now.frames(seek.stop());
    }

    /** Whether the next buffer is not complete yet; has the task woken when it is. */
    private boolean isEarly(RawAudio now, long nowNs) {
        if (firstNs == Buffer.NO_TIME) firstNs = pipeline().runningTimeNs(nowNs);
        long dueNs = pipeline().clockTimeNs(firstNs + now.durationNs(frames + samples));
        if (dueNs <= nowNs) return false;
        if (!due.isArmed()) task().context().scheduleAtLeast(due, dueNs);
        return true;
    }

    /** How many samples of each channel the next buffer has. */
    private int samples(RawAudio now) {
        return Math.max(1, blockBytes(samplesPerBuffer * now.frameBytes(), MOST_BYTES) / now.frameBytes());
    }

    private Buffer make(RawAudio now) {
        int bytes = samples * now.frameBytes();
        Buffer buffer =
                BufferPool.of(task().context(), AudioFormats.HEADROOM + bytes).acquire();
        buffer.setRange(AudioFormats.HEADROOM, bytes);
        fill(buffer, now);
        if (kind == Wave.Kind.SILENCE || volume == 0 || mute) buffer.setFlags(Buffer.GAP);
        long startNs = firstNs == Buffer.NO_TIME ? 0 : firstNs;
        buffer.setPtsNs(startNs + now.durationNs(frames) + timestampOffsetNs);
        frames += samples;
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
        boolean ticks = kind == Wave.Kind.TICKS;
        long at = buffer.offset();
        for (int i = 0; i < samples; i++) {
            long inTick = (frames + i) % tickFrames;
            double sample = wave.next(kind, step, inTick < soundFrames)
                    * (ticks ? tickVolume((frames + i) / tickFrames, inTick, soundFrames, loud) : loud);
            for (int channel = 0; channel < now.channels(); channel++) {
                format.write(buffer.segment(), at, sample);
                at += format.bytes();
            }
        }
    }

    private double tickVolume(long tick, long frame, long soundFrames, double usual) {
        double loud = markerPeriod > 0 && tick % markerPeriod == 0 ? markerVolume : usual;
        long edge = ramps ? Math.min(frame, soundFrames - 1 - frame) : Long.MAX_VALUE;
        long rampFrames = Math.max(1, soundFrames / RAMP_PART);
        return edge >= rampFrames ? loud : loud * Math.max(0, edge) / rampFrames;
    }
}
