package dev.millrace.element.audio;

import dev.millrace.caps.Caps;
import dev.millrace.caps.Structure;
import dev.millrace.codec.G711;
import dev.millrace.media.Buffer;
import dev.millrace.media.BufferPool;
import dev.millrace.media.ElementFactory;
import dev.millrace.media.Event;
import dev.millrace.media.FlowReturn;
import dev.millrace.media.Pad;
import dev.millrace.media.Property;
import dev.millrace.media.SinkPad;
import dev.millrace.media.State;
import dev.millrace.media.Transform;
import java.lang.foreign.MemorySegment;

/**
 * Compresses 16-bit samples to G.711; GStreamer's mulawenc and alawenc.
 *
 * <p>In place where the buffer is writable. On the thread of the stream. Flags stay. Half a sample at the end of a buffer is
 * dropped, and warned of once. Samples outside of the segment are cut off.
 *
 * <p>Each buffer begins where the one before has ended, unless its time is off by more than half a sample: then that is
 * followed. With {@code perfect-timestamp}, it is followed from {@code tolerance} on. A time that is off by more than {@code
 * tolerance} is a discontinuity; with {@code perfect-timestamp} and {@code hard-resync}, samples that come too late for their
 * place are cut off.
 */
public final class G711Encoder extends Transform {
    public static final ElementFactory<G711Encoder> MULAW =
            factory("mulawenc", AudioFormats.MULAW, G711::linearToMulaw);
    public static final ElementFactory<G711Encoder> ALAW = factory("alawenc", AudioFormats.ALAW, G711::linearToAlaw);

    private static final int SAMPLE_BYTES = 2;
    private static final long DEFAULT_TOLERANCE_NS = 40_000_000;

    /** One of the compressing methods of {@link G711}. */
    private interface Law {
        void compress(MemorySegment src, long srcOffset, MemorySegment dst, long dstOffset, int samples);
    }

    private final String format;
    private final Law law;
    private volatile boolean perfect;
    private volatile boolean hardResync;
    private volatile long toleranceNs = DEFAULT_TOLERANCE_NS;

    // The streaming thread.
    private final SampleTimeline timeline = new SampleTimeline();
    private final SegmentClip clip = new SegmentClip();
    private int channels = 1;
    /** The next buffer that goes out does not follow the one before. */
    private boolean discont;

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
                .src(AudioFormats.companded(format))
                .property(
                        Property.ofBool("hard-resync", false)
                                .blurb("whether samples that come too late are cut off; with perfect-timestamp")
                                .mutableIn(State.PLAYING),
                        (e, v) -> e.hardResync = v != null && v,
                        e -> e.hardResync)
                .property(
                        Property.ofBool("perfect-timestamp", false)
                                .blurb("whether times are counted rather than taken from upstream")
                                .mutableIn(State.PLAYING),
                        (e, v) -> e.perfect = v != null && v,
                        e -> e.perfect)
                .property(
                        Property.ofLong("tolerance", 0, Long.MAX_VALUE, DEFAULT_TOLERANCE_NS)
                                .blurb("nanoseconds by which times may be off before it is a discontinuity")
                                .mutableIn(State.PLAYING),
                        (e, v) -> e.toleranceNs = v == null ? DEFAULT_TOLERANCE_NS : v,
                        e -> e.toleranceNs);
    }

    /** The rate and the channels are the same on both sides. */
    @Override
    protected Caps possibleFrom(Pad pad, Caps far) {
        return AudioFormats.sameRate(pad.template().caps(), far);
    }

    @Override
    protected Caps transformCaps(Caps input) {
        Structure raw = input.structure(0);
        timeline.setRate(raw.intValue("rate").orElse(0));
        channels = Math.max(1, raw.intValue("channels").orElse(1));
        return AudioFormats.withRateOf(raw, Structure.of(format));
    }

    @Override
    protected void readyToPaused() {
        timeline.reset();
        clip.follow(null);
        discont = false;
    }

    @Override
    protected boolean sinkEvent(SinkPad pad, Event event) {
        if (event instanceof Event.FlushStop || event instanceof Event.Segment || event instanceof Event.StreamStart) {
            timeline.reset();
            discont = false;
        }
        if (event instanceof Event.Segment segment) clip.follow(segment);
        return super.sinkEvent(pad, event);
    }

    @Override
    protected FlowReturn transform(Buffer in) {
        if (timeline.rate() == 0 && sinkPad().currentCaps() == null) return refuseUnknown(in);
        int samples = in.length() / SAMPLE_BYTES;
        if (in.length() % SAMPLE_BYTES != 0) warnOfHalf(in);
        int frames = channels == 1 ? samples : samples / channels;
        clip.measure(in.ptsNs(), frames, timeline.rate());
        discont |= in.has(Buffer.DISCONT);
        int late =
                frames > 0 && clip.kept() == 0 ? 0 : samplesTooLate(clip.beginNs(in.ptsNs()), in.has(Buffer.DISCONT));
        int kept = clip.kept() - late;
        if (kept < frames && kept <= 0) {
            in.release();
            return FlowReturn.OK;
        }
        Buffer out = compress(in, (clip.front() + late) * channels, kept == frames ? samples : kept * channels);
        timeline.stamp(out, kept);
        if (discont) {
            out.setFlags(Buffer.DISCONT);
            discont = false;
        }
        return push(out);
    }

    /** Follows the time of a buffer as far as the properties say; returns how many of its samples to cut off. */
    private int samplesTooLate(long ptsNs, boolean marked) {
        if (ptsNs == Buffer.NO_TIME) return 0;
        if (!timeline.isKnown()) {
            timeline.rebase(ptsNs);
            return 0;
        }
        long driftNs = timeline.driftNs(ptsNs);
        boolean apart = Math.abs(driftNs) > toleranceNs;
        if (!perfect) {
            discont |= apart;
            if (Math.abs(driftNs) > timeline.sampleNs() / 2) timeline.rebase(ptsNs);
            return 0;
        }
        if (!apart && !marked) return 0;
        discont = true;
        if (hardResync && driftNs < 0) return (int) Math.min(Integer.MAX_VALUE / 2, timeline.samples(-driftNs));
        timeline.rebase(ptsNs);
        return 0;
    }

    private Buffer compress(Buffer in, int skipped, int samples) {
        Buffer out = in;
        if (!in.isWritable()) {
            out = BufferPool.here(AudioFormats.HEADROOM + samples).acquire();
            out.copyMetadataFrom(in);
            out.setRange(AudioFormats.HEADROOM, samples);
        }
        long from = in.offset() + (long) SAMPLE_BYTES * skipped;
        law.compress(in.segment(), from, out.segment(), out.offset(), samples);
        if (out == in) in.setRange(in.offset(), samples);
        else in.release();
        return out;
    }

    private void warnOfHalf(Buffer in) {
        if (warned) return;
        warned = true;
        postWarning("half a sample is dropped: bytes=" + in.length() + "; buffers need whole samples of 2 bytes", null);
    }
}
