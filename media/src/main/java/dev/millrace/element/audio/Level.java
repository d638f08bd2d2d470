package dev.millrace.element.audio;

import dev.millrace.caps.Caps;
import dev.millrace.caps.Structure;
import dev.millrace.caps.Value;
import dev.millrace.media.AudioLevel;
import dev.millrace.media.Buffer;
import dev.millrace.media.ElementFactory;
import dev.millrace.media.Event;
import dev.millrace.media.FlowReturn;
import dev.millrace.media.Message;
import dev.millrace.media.Property;
import dev.millrace.media.SinkPad;
import dev.millrace.media.State;
import dev.millrace.media.Transform;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Measures how loud audio is, and tells it in messages; GStreamer's level.
 *
 * <p>The message {@code level} has, per channel in dB: {@code rms} and {@code peak} of the interval, and {@code decay}, a peak that
 * falls slowly. Buffers pass untouched. On the thread of the stream.
 */
public final class Level extends Transform {
    public static final ElementFactory<Level> FACTORY = Transform.addQosTo(ElementFactory.of("level", Level::new))
            .klass("Filter/Analyzer/Audio")
            .description("measures how loud audio is, and tells it in messages")
            .sink(RawAudio.ANY)
            .src(RawAudio.ANY)
            .property(
                    Property.ofUlong("interval", 1, 100_000_000)
                            .blurb("from message to message, in ns")
                            .mutableIn(State.PLAYING),
                    (e, v) -> e.intervalNs = v == null ? 100_000_000 : Math.max(1, v),
                    e -> e.intervalNs)
            .property(
                    Property.ofBool("post-messages", true)
                            .blurb("whether it posts messages")
                            .mutableIn(State.PLAYING),
                    (e, v) -> e.postMessages = v == null || v,
                    e -> e.postMessages)
            .property(
                    Property.ofBool("message", true)
                            .blurb("the same as post-messages")
                            .mutableIn(State.PLAYING),
                    (e, v) -> e.postMessages = v == null || v,
                    e -> e.postMessages)
            .property(
                    Property.ofBool("audio-level-meta", false)
                            .blurb("whether buffers say how loud they are, in an AudioLevel")
                            .mutableIn(State.PLAYING),
                    (e, v) -> e.attaches = v != null && v,
                    e -> e.attaches)
            .property(
                    Property.ofUlong("peak-ttl", 300_000_000)
                            .blurb("how long a peak stays before it falls, in ns")
                            .mutableIn(State.PLAYING),
                    (e, v) -> e.peakTtlNs = v == null ? 300_000_000 : v,
                    e -> e.peakTtlNs)
            .property(
                    Property.ofDouble("peak-falloff", 0, Double.MAX_VALUE, 10)
                            .blurb("how fast a peak falls, in dB per second")
                            .mutableIn(State.PLAYING),
                    (e, v) -> e.falloffDb = v == null ? 10 : v,
                    e -> e.falloffDb);

    private volatile long intervalNs = 100_000_000;
    private volatile boolean postMessages = true;
    private volatile boolean attaches;
    private volatile long peakTtlNs = 300_000_000;
    private volatile double falloffDb = 10;

    // The streaming thread.
    private @Nullable RawAudio audio;
    private Event.@Nullable Segment segment;
    private double[] squares = new double[0];
    private double[] peaks = new double[0];
    private double[] decays = new double[0];
    private long[] decayAgeNs = new long[0];
    private long frames;
    private long startNs = Buffer.NO_TIME;

    private Level() {}

    @Override
    protected @Nullable Caps transformCaps(Caps input) {
        RawAudio now = RawAudio.of(input);
        if (now == null) return null;
        audio = now;
        squares = new double[now.channels()];
        peaks = new double[now.channels()];
        decays = new double[now.channels()];
        decayAgeNs = new long[now.channels()];
        frames = 0;
        return input;
    }

    @Override
    protected boolean sinkEvent(SinkPad pad, Event event) {
        if (event instanceof Event.Segment next) segment = next;
        if (event instanceof Event.EndOfStream && frames > 0) tell();
        if (event instanceof Event.FlushStop) {
            Arrays.fill(squares, 0);
            Arrays.fill(peaks, 0);
            frames = 0;
        }
        return super.sinkEvent(pad, event);
    }

    @Override
    protected FlowReturn transform(Buffer buffer) {
        RawAudio now = audio;
        if (now == null) {
            buffer.release();
            return FlowReturn.NOT_NEGOTIATED;
        }
        long perMessage = Math.max(1, (long) (intervalNs * (double) now.rate() / 1e9));
        int count = buffer.length() / now.frameBytes();
        if (attaches && count > 0) buffer.attach(loudness(now, buffer, count));
        for (int frame = 0; frame < count; frame++) {
            if (frames == 0) startNs = timeAt(now, buffer, frame);
            measure(now, buffer, frame);
            if (++frames >= perMessage) tell();
        }
        return push(buffer);
    }

    private static AudioLevel loudness(RawAudio now, Buffer buffer, int count) {
        double sum = 0;
        int samples = count * now.channels();
        for (int i = 0; i < samples; i++) {
            double sample = now.format()
                    .read(
                            buffer.segment(),
                            buffer.offset() + (long) i * now.format().bytes());
            sum += sample * sample;
        }
        return AudioLevel.ofPower(sum / samples);
    }

    private static long timeAt(RawAudio now, Buffer buffer, int frame) {
        return buffer.ptsNs() == Buffer.NO_TIME ? Buffer.NO_TIME : buffer.ptsNs() + now.durationNs(frame);
    }

    private void measure(RawAudio now, Buffer buffer, int frame) {
        long at = buffer.offset() + (long) frame * now.frameBytes();
        for (int channel = 0;
                channel < squares.length;
                channel++, at += now.format().bytes()) {
            double sample = now.format().read(buffer.segment(), at);
            double square = sample * sample;
            squares[channel] += square;
            if (square > peaks[channel]) peaks[channel] = square;
        }
    }

    /** Ends an interval: peaks fall, the message goes out, sums begin anew. */
    private void tell() {
        RawAudio now = audio;
        if (now == null) return;
        long durationNs = now.durationNs(frames);
        for (int channel = 0; channel < peaks.length; channel++) fall(channel, durationNs);
        if (postMessages) post(message(durationNs));
        Arrays.fill(squares, 0);
        Arrays.fill(peaks, 0);
        frames = 0;
    }

    private void fall(int channel, long durationNs) {
        decayAgeNs[channel] += durationNs;
        if (decayAgeNs[channel] > peakTtlNs) decays[channel] *= Math.pow(10, -falloffDb * durationNs / 1e9 / 10);
        if (peaks[channel] >= decays[channel]) {
            decays[channel] = peaks[channel];
            decayAgeNs[channel] = 0;
        }
    }

    private Message message(long durationNs) {
        double[] means = new double[squares.length];
        for (int i = 0; i < means.length; i++) means[i] = squares[i] / frames;
        Event.Segment at = segment;
        long runningNs = at == null ? Buffer.NO_TIME : at.toRunningTimeNs(startNs);
        Structure told = Structure.of("level")
                .with("timestamp", time(startNs))
                .with("running-time", time(runningNs))
                .with("duration", time(durationNs))
                .with("rms", decibels(means))
                .with("peak", decibels(peaks))
                .with("decay", decibels(decays));
        return new Message.ElementMessage(this, told);
    }

    private static String time(long ns) {
        return ns == Buffer.NO_TIME ? "none" : Long.toString(ns);
    }

    private static Value decibels(double[] powers) {
        Value[] all = new Value[powers.length];
        // Silence has no level; the least that a double of audio can mean stands for it.
        for (int i = 0; i < all.length; i++) all[i] = Value.of(Math.max(-700, 10 * Math.log10(powers[i])));
        return Value.array(all);
    }
}
