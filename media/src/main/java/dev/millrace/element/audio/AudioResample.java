package dev.millrace.element.audio;

import dev.millrace.caps.Caps;
import dev.millrace.caps.Structure;
import dev.millrace.codec.FilterSettings;
import dev.millrace.codec.FilterTable;
import dev.millrace.codec.Resampler;
import dev.millrace.media.Buffer;
import dev.millrace.media.BufferPool;
import dev.millrace.media.ElementFactory;
import dev.millrace.media.Event;
import dev.millrace.media.FlowReturn;
import dev.millrace.media.Pad;
import dev.millrace.media.Property;
import dev.millrace.media.Query;
import dev.millrace.media.SinkPad;
import dev.millrace.media.State;
import dev.millrace.media.Transform;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Changes the rate of audio; GStreamer's audioresample.
 *
 * <p>What downstream takes as it is passes untouched. The end of the stream gives what the filter still holds. All channels share
 * one table of the filter, and its properties may change at any time. On the thread of the stream; nothing is allocated per buffer once buffers have their usual size.
 */
public final class AudioResample extends Transform {
    private static final FilterSettings DEFAULT = FilterSettings.DEFAULT;

    public static final ElementFactory<AudioResample> FACTORY = Transform.addQosTo(
                    ElementFactory.of("audioresample", AudioResample::new))
            .klass("Filter/Converter/Audio")
            .description("changes the rate of audio")
            .sink(RawAudio.ANY)
            .src(RawAudio.ANY)
            .property(
                    Property.ofInt("quality", 0, 10, 4)
                            .blurb("0 is fast, 10 has the longest filter")
                            .mutableIn(State.PLAYING),
                    (e, v) -> e.settings = e.settings.withQuality(v == null ? DEFAULT.quality() : v),
                    e -> e.settings.quality())
            .property(
                    Property.ofEnum("resample-method", DEFAULT.method())
                            .blurb("how what lies between two samples is worked out")
                            .mutableIn(State.PLAYING),
                    (e, v) -> e.settings = e.settings.withMethod(v == null ? DEFAULT.method() : v),
                    e -> e.settings.method())
            .property(
                    Property.ofUint("sinc-filter-auto-threshold", 0, 0xffff_ffffL, DEFAULT.autoThresholdBytes())
                            .blurb("bytes below which sinc-filter-mode=auto makes a full table")
                            .mutableIn(State.PLAYING),
                    (e, v) -> e.settings = e.settings.withAutoThreshold(v == null ? DEFAULT.autoThresholdBytes() : v),
                    e -> e.settings.autoThresholdBytes())
            .property(
                    Property.ofEnum("sinc-filter-interpolation", DEFAULT.interpolation())
                            .blurb("how taps of blackman-nuttall and kaiser are worked out from a small table")
                            .mutableIn(State.PLAYING),
                    (e, v) -> e.settings = e.settings.withInterpolation(v == null ? DEFAULT.interpolation() : v),
                    e -> e.settings.interpolation())
            .property(
                    Property.ofEnum("sinc-filter-mode", DEFAULT.mode())
                            .blurb("whether a table has the taps of blackman-nuttall and kaiser for each place")
                            .mutableIn(State.PLAYING),
                    (e, v) -> e.settings = e.settings.withMode(v == null ? DEFAULT.mode() : v),
                    e -> e.settings.mode());

    /** Set by any thread; the next buffer goes by them. */
    private volatile FilterSettings settings = DEFAULT;

    // The streaming thread.
    private volatile @Nullable RawAudio input;
    private @Nullable RawAudio output;
    private FilterSettings used = DEFAULT;
    private Resampler[] channels = new Resampler[0];
    private double[] samples = new double[0];
    private double[][] results = new double[0][];
    private @Nullable String refusal;
    private long firstNs = Buffer.NO_TIME;
    private long frames;

    private AudioResample() {}

    /** Only the rate may be different on the other side. */
    @Override
    protected Caps possibleFrom(Pad pad, Caps far) {
        return far.merge(far.map(structure -> structure.without("rate"))).intersect(RawAudio.ANY);
    }

    @Override
    protected @Nullable Caps transformCaps(Caps given) {
        RawAudio from = RawAudio.of(given);
        if (from == null) return null;
        Caps chosen = choose(given, from);
        RawAudio to = chosen == null ? null : RawAudio.of(chosen);
        if (to == null) return null;
        if (from.equals(input) && to.equals(output)) return chosen;
        try {
            begin(from, to);
        } catch (IllegalArgumentException e) { // of the rates
            refusal = e.getMessage();
            return null;
        }
        input = from;
        output = to;
        return chosen;
    }

    @Override
    protected String refusal(Caps given) {
        String why = refusal;
        refusal = null;
        return why == null ? super.refusal(given) : why;
    }

    private @Nullable Caps choose(Caps given, RawAudio from) {
        if (srcPad().peerAccepts(given)) return given;
        Caps possible = srcPad().peerQueryCaps(
                        given.map(structure -> structure.without("rate")).intersect(RawAudio.ANY));
        if (possible.isEmpty() || possible.isAny()) return null;
        Structure first = possible.structure(0).nearest("rate", from.rate());
        return Caps.of(first).fixate();
    }

    private void begin(RawAudio from, RawAudio to) {
        used = settings;
        if (from.rate() == to.rate()) {
            channels = new Resampler[0];
        } else {
            FilterTable table = new FilterTable(from.rate(), to.rate(), used);
            channels = new Resampler[from.channels()];
            Arrays.setAll(channels, _ -> new Resampler(table));
        }
        results = new double[channels.length][0];
        restart();
    }

    /** Another filter from here on: what was heard stays heard, so that the sound goes on without a break. */
    private void follow(RawAudio from, RawAudio to) {
        used = settings;
        int before = channels[0].delay();
        FilterTable table = new FilterTable(from.rate(), to.rate(), used);
        for (Resampler channel : channels) channel.use(table);
        if (channels[0].delay() != before) postLatency();
    }

    private void restart() {
        for (Resampler channel : channels) channel.reset();
        firstNs = Buffer.NO_TIME;
        frames = 0;
    }

    @Override
    protected void readyToPaused() {
        input = null;
        output = null;
        channels = new Resampler[0];
    }

    @Override
    protected boolean sinkEvent(SinkPad pad, Event event) {
        if (event instanceof Event.FlushStop || event instanceof Event.Segment) restart();
        if (event instanceof Event.EndOfStream) drain();
        return super.sinkEvent(pad, event);
    }

    @Override
    protected FlowReturn transform(Buffer in) {
        RawAudio from = input;
        RawAudio to = output;
        if (from == null || to == null) {
            in.release();
            return FlowReturn.NOT_NEGOTIATED;
        }
        if (channels.length == 0) return push(in);
        if (used != settings) follow(from, to);
        if (in.has(Buffer.DISCONT)) restart();
        if (firstNs == Buffer.NO_TIME) firstNs = in.ptsNs();
        int given = in.length() / from.frameBytes();
        int written = 0;
        for (int i = 0; i < channels.length; i++) written = resample(in, from, given, i);
        in.release();
        return written == 0 ? FlowReturn.OK : push(make(to, written));
    }

    private int resample(Buffer in, RawAudio from, int given, int channel) {
        if (samples.length < given) samples = new double[given];
        int most = channels[channel].mostOutput(given);
        if (results[channel].length < most) results[channel] = new double[most];
        long at = in.offset() + (long) channel * from.format().bytes();
        for (int i = 0; i < given; i++, at += from.frameBytes())
            samples[i] = from.format().read(in.segment(), at);
        return channels[channel].process(samples, given, results[channel]);
    }

    private Buffer make(RawAudio to, int count) {
        int bytes = count * to.frameBytes();
        Buffer out = BufferPool.here(AudioFormats.HEADROOM + bytes).acquire();
        out.setRange(AudioFormats.HEADROOM, bytes);
        long at = out.offset();
        for (int i = 0; i < count; i++) {
            for (double[] result : results) {
                to.format().write(out.segment(), at, result[i]);
                at += to.format().bytes();
            }
        }
        if (firstNs != Buffer.NO_TIME) {
            out.setPtsNs(firstNs + to.durationNs(frames));
            out.setDurationNs(to.durationNs(frames + count) - to.durationNs(frames));
        }
        frames += count;
        return out;
    }

    /** What the filter still holds. */
    private void drain() {
        RawAudio to = output;
        if (to == null || channels.length == 0 || firstNs == Buffer.NO_TIME) return;
        int written = 0;
        for (int i = 0; i < channels.length; i++) {
            int most = channels[i].mostOutput(channels[i].delay());
            if (results[i].length < most) results[i] = new double[most];
            written = channels[i].drain(results[i]);
        }
        if (written > 0) push(make(to, written));
    }

    /** The filter looks ahead. */
    @Override
    protected void addLatency(Query.Latency latency) {
        RawAudio from = input;
        if (from == null || channels.length == 0) return;
        long delayNs = from.durationNs(channels[0].delay());
        latency.add(delayNs, delayNs);
    }
}
