package dev.millrace.rtp;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The static payload types of RFC 3551 (tables 4 and 5), looked up both ways. Static and stateless: any thread may
 * call.
 */
public final class RtpPayloads {
    /** The first and the last payload type that only signalling gives a meaning. */
    public static final int FIRST_DYNAMIC = 96;

    public static final int LAST_DYNAMIC = 127;

    private static final List<RtpPayload> ALL = List.of(
            audio(0, "PCMU", 8_000, 1),
            audio(3, "GSM", 8_000, 1),
            audio(4, "G723", 8_000, 1),
            audio(5, "DVI4", 8_000, 1),
            audio(6, "DVI4", 16_000, 1),
            audio(7, "LPC", 8_000, 1),
            audio(8, "PCMA", 8_000, 1),
            audio(9, "G722", 8_000, 1), // samples at 16000; the clock rate is an old error that stays
            audio(10, "L16", 44_100, 2),
            audio(11, "L16", 44_100, 1),
            audio(12, "QCELP", 8_000, 1),
            audio(13, "CN", 8_000, 1),
            audio(14, "MPA", 90_000, 0),
            audio(15, "G728", 8_000, 1),
            audio(16, "DVI4", 11_025, 1),
            audio(17, "DVI4", 22_050, 1),
            audio(18, "G729", 8_000, 1),
            video(25, "CelB"),
            video(26, "JPEG"),
            video(28, "nv"),
            video(31, "H261"),
            video(32, "MPV"),
            video(33, "MP2T"),
            video(34, "H263"));

    private static final @Nullable RtpPayload[] BY_TYPE = new RtpPayload[128];

    static {
        for (RtpPayload payload : ALL) {
            BY_TYPE[payload.type()] = payload;
        }
    }

    private RtpPayloads() {}

    /** All static payload types, in ascending order. */
    public static List<RtpPayload> all() {
        return ALL;
    }

    /** The format of a static payload type, or null if the type is dynamic, reserved, unassigned or out of range. */
    public static @Nullable RtpPayload byType(int payloadType) {
        return payloadType < 0 || payloadType > 127 ? null : BY_TYPE[payloadType];
    }

    /**
     * The format with this encoding, or null if it has no static payload type.
     *
     * @param encodingName in any case
     * @param clockRate ticks per second
     * @param channels audio channels, 1 unless signalled otherwise; not looked at where the table states none
     */
    public static @Nullable RtpPayload byEncoding(String encodingName, int clockRate, int channels) {
        for (RtpPayload payload : ALL) {
            if (payload.encodingName().equalsIgnoreCase(encodingName)
                    && payload.clockRate() == clockRate
                    && (payload.channels() == channels || payload.channels() == 0)) {
                return payload;
            }
        }
        return null;
    }

    /** Whether only signalling gives this payload type a meaning. */
    public static boolean isDynamic(int payloadType) {
        return payloadType >= FIRST_DYNAMIC && payloadType <= LAST_DYNAMIC;
    }

    private static RtpPayload audio(int type, String encodingName, int clockRate, int channels) {
        return new RtpPayload(type, "audio", encodingName, clockRate, channels);
    }

    private static RtpPayload video(int type, String encodingName) {
        return new RtpPayload(type, "video", encodingName, 90_000, 0);
    }
}
