package dev.millrace.element.rtp;

import dev.millrace.caps.Caps;
import dev.millrace.caps.Structure;
import dev.millrace.caps.Value;
import dev.millrace.media.Buffer;
import dev.millrace.media.ElementFactory;

/**
 * Takes G.711 out of RTP packets (RFC 3551 section 4.5.14); GStreamer's rtppcmudepay and rtppcmadepay.
 *
 * <p>On the thread of the stream.
 */
public final class PcmDepay extends RtpDepay {
    public static final ElementFactory<PcmDepay> PCMU = factory(PcmFormat.PCMU);
    public static final ElementFactory<PcmDepay> PCMA = factory(PcmFormat.PCMA);

    private final PcmFormat format;

    private PcmDepay(PcmFormat format) {
        this.format = format;
    }

    private static ElementFactory<PcmDepay> factory(PcmFormat format) {
        Structure rtp = Structure.of("application/x-rtp").with("media", "audio");
        return withProperties(ElementFactory.of(format.elementPrefix() + "depay", () -> new PcmDepay(format))
                .klass("Codec/Depayloader/Network/RTP")
                .description("takes " + format.encodingName() + " out of RTP packets")
                .sink(Caps.of(
                        rtp.with("payload", format.payloadType()).with("clock-rate", PcmFormat.CLOCK_RATE),
                        rtp.with("encoding-name", format.encodingName())
                                .with("clock-rate", Value.range(1, Integer.MAX_VALUE))))
                .src(Caps.of(Structure.of(format.mediaType())
                        .with("channels", 1)
                        .with("rate", Value.range(1, Integer.MAX_VALUE)))));
    }

    @Override
    protected Caps payloadCaps(Structure rtp, int clockRate) {
        return Caps.of(Structure.of(format.mediaType()).with("channels", 1).with("rate", clockRate));
    }

    @Override
    protected int defaultClockRate() {
        return PcmFormat.CLOCK_RATE;
    }

    @Override
    protected long ticks(Buffer payload) {
        return payload.length();
    }
}
