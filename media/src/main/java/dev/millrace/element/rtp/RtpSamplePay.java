package dev.millrace.element.rtp;

import dev.millrace.caps.Caps;
import dev.millrace.media.Buffer;
import dev.millrace.media.BufferPool;
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
 * ones are gathered, until that much is there, something is missing, or the stream ends. On the thread of the stream.
 */
public abstract class RtpSamplePay extends RtpPay {
    // The streaming thread.
    /** Samples that wait for more of them. */
    private @Nullable Buffer gathered;

    private int leastBytes;
    private int mostBytes;

    /** As {@link RtpPay#RtpPay}. */
    protected RtpSamplePay(int payloadType) {
        super(payloadType);
    }

    /** Bytes of payload per tick of RTP time: those of one sample of all channels. */
    protected abstract int frameBytes();

    @Override
    protected boolean setCaps(SinkPad pad, Caps caps) {
        if (flush() != FlowReturn.OK) return false;
        boolean taken = super.setCaps(pad, caps);
        if (clockRate() == 0) return false;
        int frame = frameBytes();
        long most = properties().mtu - RtpPacket.HEADER_BYTES;
        if (properties().maxPtimeNs >= 0) most = Math.min(most, ticks(properties().maxPtimeNs) * frame);
        most = Math.clamp(most - most % frame, frame, Short.MAX_VALUE - Short.MAX_VALUE % frame);
        mostBytes = (int) most;
        leastBytes = (int) Math.clamp(ticks(properties().minPtimeNs) * frame, frame, most);
        return taken;
    }

    @Override
    protected boolean sinkEvent(SinkPad pad, Event event) {
        switch (event) {
            case Event.EndOfStream _ -> flush();
            case Event.FlushStop _ -> drop();
            default -> {}
        }
        return super.sinkEvent(pad, event);
    }

    @Override
    protected FlowReturn transform(Buffer samples) {
        if (clockRate() == 0) return refuse(samples);
        if (samples.has(Buffer.DISCONT)) {
            FlowReturn flow = flush();
            if (flow != FlowReturn.OK) {
                samples.release();
                return flow;
            }
        }
        int length = samples.length();
        boolean fits = length >= leastBytes && length <= mostBytes && length % frameBytes() == 0;
        return fits && gathered == null ? pushPacket(samples, length / frameBytes()) : gather(samples);
    }

    /** Cuts {@code samples} into packets, after what is gathered already; half a frame at the end is dropped. */
    private FlowReturn gather(Buffer samples) {
        int whole = samples.length() - samples.length() % frameBytes();
        FlowReturn flow = FlowReturn.OK;
        int done = 0;
        while (flow == FlowReturn.OK && done < whole) {
            Buffer into = gathered;
            if (into == null) {
                into = begin(samples, done);
                gathered = into;
            }
            int more = Math.min(whole - done, mostBytes - into.length());
            MemorySegment.copy(
                    samples.segment(), samples.offset() + done, into.segment(), into.offset() + into.length(), more);
            into.setRange(into.offset(), into.length() + more);
            done += more;
            if (into.length() == mostBytes) flow = flush();
        }
        samples.release();
        Buffer rest = gathered;
        return flow == FlowReturn.OK && rest != null && rest.length() >= leastBytes ? flush() : flow;
    }

    /** An empty buffer for samples from {@code from} bytes into {@code samples} on. */
    private Buffer begin(Buffer samples, int from) {
        int headroom = HEADROOM + RtpPacket.HEADER_BYTES;
        Buffer buffer = BufferPool.here(headroom + mostBytes).acquire();
        buffer.setRange(headroom, 0);
        buffer.setDtsNs(samples.dtsNs());
        if (samples.ptsNs() != Buffer.NO_TIME) buffer.setPtsNs(samples.ptsNs() + durationNs(from / frameBytes()));
        if (from == 0 && samples.has(Buffer.DISCONT)) buffer.setFlags(Buffer.DISCONT);
        return buffer;
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
    }

    @Override
    protected void pausedToReady() throws Exception {
        super.pausedToReady();
        drop();
    }
}
