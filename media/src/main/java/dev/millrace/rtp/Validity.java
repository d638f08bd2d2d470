package dev.millrace.rtp;

/**
 * What the bytes of a datagram are worth as an RTP packet: {@link #VALID}, or the first reason found why not. A caller
 * counts by reason and drops; nothing is thrown or logged for a packet.
 */
public enum Validity {
    /** A well-formed RTP packet; every accessor of {@link RtpPacket} may be used. */
    VALID,
    /** Shorter than the fixed header, or than the list of contributing sources that it announces. */
    TOO_SHORT,
    /** The version is not 2. */
    BAD_VERSION,
    /** The second byte is an RTCP packet type (192 to 223, RFC 5761 section 4). */
    RTCP_PAYLOAD_TYPE,
    /** The header extension reaches beyond the end of the packet. */
    BAD_EXTENSION,
    /** The padding count is zero, or more than what follows the headers. */
    BAD_PADDING
}
