package dev.millrace.element.rtp;

import dev.millrace.caps.Caps;
import dev.millrace.media.Buffer;
import dev.millrace.media.BufferList;
import dev.millrace.media.BufferPool;
import dev.millrace.media.ElementFactory;
import dev.millrace.media.Event;
import dev.millrace.media.FlowReturn;
import dev.millrace.media.SinkPad;
import dev.millrace.rtp.RtpPacket;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/**
 * Puts audio whose samples all have the same size into RTP packets; as GStreamer's rtpbaseaudiopayload.
 *
 * <p>A buffer that fits a packet becomes one as it is. A longer one is cut at the mtu or at max-ptime; with min-ptime, short
 * ones are gathered, until that much is there, something is missing, or the stream ends. With ptime-multiple, or a ptime that
 * downstream's caps ask for, what is left of a multiple waits for more. On the thread of the stream.
 */
public abstract class RtpSamplePay extends RtpPay {
    // The streaming thread.
    /** Samples that wait for more of them. */
    private @Nullable Buffer gathered;

    private final BufferList list = new BufferList();

    private int leastBytes;
    private int mostBytes;
    /** What a packet has a multiple of, unless the stream ends or is interrupted. */
    private int unitBytes;

    /** As {@link RtpPay#RtpPay}. */
    protected RtpSamplePay(int payloadType) {
        super(payloadType);
    }

    /** The factory with the properties that all payloaders of samples have; {@code payloadType} is the default. */
    protected static <E extends RtpSamplePay> ElementFactory<E> withSampleProperties(
            ElementFactory<E> factory, int payloadType) {
        return PayProperties.addSampleProperties(
                withProperties(factory, payloadType), e -> ((RtpSamplePay) e).properties());
    }

    /** Bytes of payload per tick of RTP time: those of one sample of all channels. */
    protected abstract int frameBytes();

    @Override
    protected boolean setCaps(SinkPad pad, Caps caps) {
        if (flushAll() != FlowReturn.OK) return false;
        boolean taken = super.setCaps(pad, caps);
        if (clockRate() == 0) return false;
        setLengths();
        return taken;
    }

    /** How long packets may be, as GStreamer weighs it: the mtu, then ptime, max-ptime, the multiple, and min-ptime last. */
    private void setLengths() {
        int frame = frameBytes();
        long room = properties().mtu - RtpPacket.HEADER_BYTES;
        long most = maxPtimeNs() >= 0 ? Math.min(room, ticks(maxPtimeNs()) * frame) : room;
        if (ptimeNs() > 0) most = Math.min(most, ticks(ptimeNs()) * frame);
        unitBytes = unitBytes(frame, most);
        most = Math.clamp(most - most % unitBytes, frame, Short.MAX_VALUE - Short.MAX_VALUE % unitBytes);
        mostBytes = (int) most;
        long least = ptimeNs() > 0 ? most : ticks(properties().minPtimeNs) * frame;
        leastBytes = (int) Math.clamp(least, unitBytes, most);
    }

    /** A multiple that no packet has room for is none. */
    private int unitBytes(int frame, long most) {
        long multiple = ticks(properties().ptimeMultipleNs) * frame;
        return multiple > 0 && multiple <= Math.min(most, Short.MAX_VALUE) ? (int) multiple : frame;
    }

    /** The most payload of a packet whose header is as long as that of {@code samples}. */
    private int mostBytes(Buffer samples) {
        int header = headerBytes(samples);
        if (header == RtpPacket.HEADER_BYTES) return mostBytes;
        long room = Math.min(mostBytes, properties().mtu - header);
        return (int) Math.max(room - room % unitBytes, frameBytes());
    }

    @Override
    protected boolean sinkEvent(SinkPad pad, Event event) {
        switch (event) {
            case Event.EndOfStream _ -> flushAll();
            case Event.FlushStop _ -> drop();
            default -> {}
        }
        return super.sinkEvent(pad, event);
    }

    @Override
    protected FlowReturn transform(Buffer samples) {
        if (clockRate() == 0) return refuseUnknown(samples);
        if (samples.has(Buffer.DISCONT)) {
            FlowReturn flow = flushAll();
            if (flow != FlowReturn.OK) {
                samples.release();
                return flow;
            }
        }
        return pushListed(fits(samples) ? pushPacket(samples, samples.length() / frameBytes()) : gather(samples));
    }

    /** Whether it becomes a packet as it is. */
    private boolean fits(Buffer samples) {
        int length = samples.length();
        return gathered == null && length >= leastBytes && length <= mostBytes(samples) && length % unitBytes == 0;
    }

    /** Cuts {@code samples} into packets, after what is gathered already; half a frame at the end is dropped. */
    private FlowReturn gather(Buffer samples) {
        int whole = samples.length() - samples.length() % frameBytes();
        int most = mostBytes(samples);
        FlowReturn flow = FlowReturn.OK;
        int done = 0;
        while (flow == FlowReturn.OK && done < whole) {
            Buffer into = gathered;
            if (into == null) {
                into = begin(samples, done);
                gathered = into;
            }
            int more = Math.min(whole - done, most - into.length());
            MemorySegment.copy(
                    samples.segment(), samples.offset() + done, into.segment(), into.offset() + into.length(), more);
            into.setRange(into.offset(), into.length() + more);
            done += more;
            if (into.length() == most) flow = flush();
        }
        if (flow == FlowReturn.OK) flow = flushUnits(samples);
        samples.release();
        return flow;
    }

    /** Pushes what is gathered, if it is enough, but for what is left of a unit; that is the end of {@code samples}. */
    private FlowReturn flushUnits(Buffer samples) {
        Buffer enough = gathered;
        if (enough == null || enough.length() < leastBytes) return FlowReturn.OK;
        int rest = enough.length() % unitBytes;
        if (rest == 0) return flush();
        int kept = enough.length() - rest;
        int from = samples.length() - samples.length() % frameBytes() - rest;
        Buffer left = from < 0 ? begin(enough, kept) : begin(samples, from);
        MemorySegment.copy(enough.segment(), enough.offset() + kept, left.segment(), left.offset(), rest);
        left.setRange(left.offset(), rest);
        enough.setRange(enough.offset(), kept);
        FlowReturn flow = flush();
        if (flow == FlowReturn.OK) gathered = left;
        else left.release();
        return flow;
    }

    /** An empty buffer for samples from {@code from} bytes into {@code samples} on. */
    private Buffer begin(Buffer samples, int from) {
        int headroom = HEADROOM + RtpPacket.HEADER_BYTES;
        Buffer buffer = BufferPool.here(headroom + mostBytes).acquire();
        buffer.copyMetadataFrom(samples);
        if (from > 0) buffer.clearFlags(Buffer.DISCONT);
        buffer.setRange(headroom, 0);
        if (samples.ptsNs() != Buffer.NO_TIME) buffer.setPtsNs(samples.ptsNs() + durationNs(from / frameBytes()));
        return buffer;
    }

    @Override
    FlowReturn send(Buffer packet) {
        if (!properties().bufferList) return super.send(packet);
        list.add(packet);
        return FlowReturn.OK;
    }

    /** Pushes the list that has come of one buffer, if one has. */
    private FlowReturn pushListed(FlowReturn flow) {
        return list.isEmpty() ? flow : srcPad().pushList(list);
    }

    /** Pushes what is gathered, be it enough or not. */
    private FlowReturn flushAll() {
        return pushListed(flush());
    }

    private FlowReturn flush() {
        Buffer packet = gathered;
        if (packet == null) return FlowReturn.OK;
        gathered = null;
        return pushPacket(packet, packet.length() / frameBytes());
    }

    private void drop() {
        if (gathered != null) gathered.release();
        gathered = null;
        list.releaseAll();
    }

    @Override
    protected void pausedToReady() throws Exception {
        super.pausedToReady();
        drop();
    }
}
