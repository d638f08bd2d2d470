package dev.millrace.rtp;

import java.util.Objects;

/**
 * A payload format as RFC 3551 assigns it to a static payload type.
 *
 * @param type the payload type, 0 to 127
 * @param media {@code "audio"} or {@code "video"}, as in the media line of an SDP and in GStreamer's caps
 * @param encodingName the name of the encoding in the spelling of the RFC; names compare without regard to case
 * @param clockRate ticks of the RTP timestamp per second, which is not always the sampling rate (G722: 8000)
 * @param channels audio channels, 0 where the table does not say (video and MPA)
 */
public record RtpPayload(int type, String media, String encodingName, int clockRate, int channels) {
    public RtpPayload {
        Objects.requireNonNull(media, "media");
        Objects.requireNonNull(encodingName, "encodingName");
        if (type < 0 || type > 127) {
            throw new IllegalArgumentException("no such payload type: type=" + type + "; wants 0 to 127");
        }
        if (clockRate <= 0) {
            throw new IllegalArgumentException(
                    "clock rate is not positive: clockRate=" + clockRate + "; wants for instance 8000");
        }
    }
}
