package dev.millrace.element.rtp;

import dev.millrace.caps.Caps;
import dev.millrace.caps.Structure;
import dev.millrace.caps.Value;
import dev.millrace.media.ElementFactory;
import dev.millrace.rtp.RtpPayloads;

/**
 * Puts G.711 into RTP packets (RFC 3551 section 4.5.14); GStreamer's rtppcmupay and rtppcmapay.
 *
 * <p>On the thread of the stream.
 */
public final class PcmPay extends RtpSamplePay {
    public static final ElementFactory<PcmPay> PCMU = factory(PcmFormat.PCMU);
    public static final ElementFactory<PcmPay> PCMA = factory(PcmFormat.PCMA);

    private final PcmFormat format;

    private PcmPay(PcmFormat format) {
        super(format.payloadType());
        this.format = format;
    }

    private static ElementFactory<PcmPay> factory(PcmFormat format) {
        Structure rtp =
                Structure.of("application/x-rtp").with("media", "audio").with("encoding-name", format.encodingName());
        Value dynamic = Value.range(RtpPayloads.FIRST_DYNAMIC, RtpPayloads.LAST_DYNAMIC);
        return withSampleProperties(
                ElementFactory.of(format.elementPrefix() + "pay", () -> new PcmPay(format))
                        .klass("Codec/Payloader/Network/RTP")
                        .description("puts " + format.encodingName() + " into RTP packets")
                        .sink(Caps.of(Structure.of(format.mediaType())
                                .with("channels", 1)
                                .with("rate", PcmFormat.CLOCK_RATE)))
                        .src(Caps.of(
                                rtp.with("payload", format.payloadType()).with("clock-rate", PcmFormat.CLOCK_RATE),
                                rtp.with("payload", dynamic).with("clock-rate", Value.range(1, Integer.MAX_VALUE)))),
                format.payloadType());
    }

    @Override
    protected Structure rtpCaps(Structure payload) {
        return Structure.of("application/x-rtp")
                .with("media", "audio")
                .with("clock-rate", payload.intValue("rate").orElse(PcmFormat.CLOCK_RATE))
                .with("encoding-name", format.encodingName());
    }

    @Override
    protected int frameBytes() {
        return 1;
    }
}
