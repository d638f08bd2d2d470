package dev.millrace.testkit;

import dev.millrace.rtp.RtpPacket;
import java.lang.foreign.MemorySegment;

/**
 * Makes RTP packets as a sender of audio would, one after the other.
 *
 * <p>Byte number {@code i} of the payload of packet {@code seq} is {@code seq + i}, so that a test knows what belongs where.
 */
public final class RtpPackets {
    private final int payloadType;
    private final int payloadBytes;
    private int ssrc = 0x1234_5678;
    private int seq;
    private int timestamp;
    private boolean marker = true;

    private RtpPackets(int payloadType, int payloadBytes) {
        this.payloadType = payloadType;
        this.payloadBytes = payloadBytes;
    }

    /** PCMU: packets of 20 ms, which are 160 bytes of payload. */
    public static RtpPackets pcmu() {
        return new RtpPackets(0, 160);
    }

    /** PCMA: packets of 20 ms, which are 160 bytes of payload. */
    public static RtpPackets pcma() {
        return new RtpPackets(8, 160);
    }

    /** Any payload of one byte per tick. */
    public static RtpPackets of(int payloadType, int payloadBytes) {
        return new RtpPackets(payloadType, payloadBytes);
    }

    /** Has the next packet begin there; returns this. */
    public RtpPackets from(int seq, int timestamp) {
        this.seq = seq;
        this.timestamp = timestamp;
        return this;
    }

    /** Sends as another source from now on; returns this. */
    public RtpPackets ssrc(int ssrc) {
        this.ssrc = ssrc;
        return this;
    }

    /** Loses so many packets; returns this. */
    public RtpPackets skip(int packets) {
        seq = (seq + packets) & 0xffff;
        timestamp += packets * payloadBytes;
        return this;
    }

    /** The next packet. */
    public byte[] next() {
        byte[] packet = new byte[RtpPacket.HEADER_BYTES + payloadBytes];
        byte[] payload = payload(seq);
        System.arraycopy(payload, 0, packet, RtpPacket.HEADER_BYTES, payloadBytes);
        writeHeader(packet);
        marker = false;
        skip(1);
        return packet;
    }

    /** The payload of packet number {@code seq}. */
    public byte[] payload(int seq) {
        byte[] payload = new byte[payloadBytes];
        for (int i = 0; i < payloadBytes; i++) payload[i] = (byte) (seq + i);
        return payload;
    }

    /** RTP headers are written into native memory or byte arrays alike. */
    private void writeHeader(byte[] packet) {
        RtpPacket.writeHeader(MemorySegment.ofArray(packet), 0, marker, payloadType, seq, timestamp, ssrc);
    }
}
