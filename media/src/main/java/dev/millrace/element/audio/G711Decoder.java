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
import dev.millrace.media.Query;
import dev.millrace.media.SinkPad;
import dev.millrace.media.State;
import dev.millrace.media.Transform;
import java.lang.foreign.MemorySegment;

/**
 * Expands G.711 to 16-bit samples; GStreamer's mulawdec and alawdec.
 *
 * <p>In place where the slot has room for twice the bytes. On the thread of the stream. Flags stay. The time of a buffer is that
 * of the input, or goes on from the one before where the input has none, or differs by no more than {@code tolerance}. Buffers
 * of a stream that is not live are put together until they are longer than {@code min-latency}. Samples outside of the segment are cut off.
 */
public final class G711Decoder extends Transform {
    public static final ElementFactory<G711Decoder> MULAW =
            factory("mulawdec", AudioFormats.MULAW, G711::mulawToLinear);
    public static final ElementFactory<G711Decoder> ALAW = factory("alawdec", AudioFormats.ALAW, G711::alawToLinear);

    /** One of the expanding methods of {@link G711}. */
    private interface Law {
        void expand(MemorySegment src, long srcOffset, MemorySegment dst, long dstOffset, int samples);
    }

    /** Whether upstream is live, which is asked when it matters first. */
    private enum Liveness {
        UNKNOWN,
        LIVE,
        NOT_LIVE
    }

    private final Law law;
    private volatile long minLatencyNs;
    private volatile long toleranceNs;

    // The streaming thread.
    private final SampleTimeline timeline = new SampleTimeline();
    private final Fragment fragment = new Fragment();
    private int channels = 1;
    private long segmentStartNs = Buffer.NO_TIME;
    private final SegmentClip clip = new SegmentClip();
    private Liveness upstream = Liveness.UNKNOWN;

    private G711Decoder(Law law) {
        this.law = law;
    }

    private static ElementFactory<G711Decoder> factory(String name, String format, Law law) {
        return ElementFactory.of(name, () -> new G711Decoder(law))
                .klass("Codec/Decoder/Audio")
                .description("expands " + format + " to 16-bit samples")
                .sink(AudioFormats.companded(format))
                .src(AudioFormats.linear())
                .property(
                        Property.ofLong("min-latency", 0, Long.MAX_VALUE, 0)
                                .blurb("nanoseconds that a buffer lasts at least, if the stream is not live")
                                .mutableIn(State.PLAYING),
                        (e, v) -> e.minLatencyNs = v == null ? 0 : v,
                        e -> e.minLatencyNs)
                .property(
                        Property.ofLong("tolerance", 0, Long.MAX_VALUE, 0)
                                .blurb("nanoseconds by which times may be off before they are followed")
                                .mutableIn(State.PLAYING),
                        (e, v) -> e.toleranceNs = v == null ? 0 : v,
                        e -> e.toleranceNs);
    }

    /** The rate and the channels are the same on both sides. */
    @Override
    protected Caps possibleFrom(Pad pad, Caps far) {
        return AudioFormats.sameRate(pad.template().caps(), far);
    }

    @Override
    protected Caps transformCaps(Caps input) {
        Structure format = input.structure(0);
        timeline.setRate(format.intValue("rate").orElse(0));
        channels = Math.max(1, format.intValue("channels").orElse(1));
        return AudioFormats.withRateOf(format, AudioFormats.linear16());
    }

    @Override
    protected boolean setCaps(SinkPad pad, Caps caps) {
        sendFragment();
        return super.setCaps(pad, caps);
    }

    @Override
    protected void readyToPaused() {
        timeline.reset();
        upstream = Liveness.UNKNOWN;
        segmentStartNs = Buffer.NO_TIME;
        clip.follow(null);
    }

    @Override
    protected void pausedToReady() {
        fragment.drop();
    }

    @Override
    protected boolean sinkEvent(SinkPad pad, Event event) {
        switch (event) {
            case Event.FlushStart _ -> fragment.drop();
            case Event.FlushStop _ -> {
                fragment.drop();
                timeline.reset();
            }
            default -> {
                if (event.isSerialized()) sendFragment();
            }
        }
        if (event instanceof Event.StreamStart) timeline.reset();
        if (event instanceof Event.Segment segment) {
            clip.follow(segment);
            segmentStartNs = segment.format() == Event.Segment.Format.TIME ? segment.start() : Buffer.NO_TIME;
        }
        return super.sinkEvent(pad, event);
    }

    @Override
    protected FlowReturn transform(Buffer in) {
        if (timeline.rate() == 0 && sinkPad().currentCaps() == null) return refuseUnknown(in);
        FlowReturn flow = FlowReturn.OK;
        if (in.has(Buffer.DISCONT)) {
            flow = sendFragment();
            if (in.ptsNs() != Buffer.NO_TIME) timeline.reset();
        }
        int samples = in.length();
        Buffer out = expand(in, samples);
        stamp(out, channels == 1 ? samples : samples / channels);
        if (!clipped(out)) return flow;
        return fragment.isEmpty() && (minLatencyNs == 0 || isLive()) ? push(out) : collect(out, flow);
    }

    /** Cuts off what is outside of the segment; false when that was all, and it is released. */
    private boolean clipped(Buffer out) {
        int frameBytes = 2 * channels;
        int frames = out.length() / frameBytes;
        clip.measure(out.ptsNs(), frames, timeline.rate());
        if (clip.kept() == frames) return true;
        if (clip.kept() == 0) {
            out.release();
            return false;
        }
        out.setRange(out.offset() + clip.front() * frameBytes, clip.kept() * frameBytes);
        out.setPtsNs(clip.beginNs(out.ptsNs()));
        out.setDurationNs(clip.kept() * 1_000_000_000L / timeline.rate());
        return true;
    }

    private Buffer expand(Buffer in, int samples) {
        Buffer out = in;
        if (!in.isWritable() || in.offset() + 2 * samples > in.capacity()) {
            out = BufferPool.here(AudioFormats.HEADROOM + 2 * samples).acquire();
            out.copyMetadataFrom(in);
            out.setRange(AudioFormats.HEADROOM, 2 * samples);
        }
        law.expand(in.segment(), in.offset(), out.segment(), out.offset(), samples);
        if (out == in) in.setRange(in.offset(), 2 * samples);
        else in.release();
        return out;
    }

    private void stamp(Buffer out, int samples) {
        long ptsNs = out.ptsNs();
        if (ptsNs != Buffer.NO_TIME) {
            long tolerated = toleranceNs;
            if (tolerated == 0 || !timeline.isKnown() || Math.abs(timeline.driftNs(ptsNs)) > tolerated)
                timeline.rebase(ptsNs);
        } else if (!timeline.isKnown()) {
            timeline.rebase(segmentStartNs);
        }
        timeline.stamp(out, samples);
    }

    /** Puts a buffer into the fragment, and sends what is complete; {@code flow} is what came of an earlier one. */
    private FlowReturn collect(Buffer out, FlowReturn flow) {
        FlowReturn result = flow;
        if (result == FlowReturn.OK && !fragment.continuesWith(out)) result = sendFragment();
        if (result != FlowReturn.OK) {
            out.release();
            return result;
        }
        fragment.add(out);
        return fragment.durationNs() > minLatencyNs ? sendFragment() : FlowReturn.OK;
    }

    /** As in GStreamer, buffers of a live stream are never held back: its latency stays what it is. */
    private boolean isLive() {
        if (upstream == Liveness.UNKNOWN) {
            Query.Latency latency = new Query.Latency();
            boolean live = sinkPad().peerQuery(latency) && latency.isLive();
            upstream = live ? Liveness.LIVE : Liveness.NOT_LIVE;
        }
        return upstream == Liveness.LIVE;
    }

    private FlowReturn sendFragment() {
        Buffer all = fragment.take();
        return all == null ? FlowReturn.OK : push(all);
    }
}
