package dev.millrace.element.rtp;

/**
 * One of the two laws of G.711, as RTP and as caps name it.
 *
 * @param encodingName as in SDP
 * @param payloadType the static one of RFC 3551
 * @param mediaType of the samples without RTP
 */
record PcmFormat(String encodingName, int payloadType, String mediaType) {
    static final PcmFormat PCMU = new PcmFormat("PCMU", 0, "audio/x-mulaw");
    static final PcmFormat PCMA = new PcmFormat("PCMA", 8, "audio/x-alaw");

    /** Ticks and samples per second, unless signalling says otherwise. */
    static final int CLOCK_RATE = 8_000;

    /** How the names of its elements begin. */
    String elementPrefix() {
        return this == PCMU ? "rtppcmu" : "rtppcma";
    }
}
