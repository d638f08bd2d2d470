package dev.millrace.element.rtp;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/** A capture of RTP packets, for those who read such files. */
final class Pcap {
    private Pcap() {}

    /** Each packet as a datagram from and to 127.0.0.1, one a millisecond. */
    static byte[] of(List<byte[]> packets) {
        ByteBuffer file = ByteBuffer.allocate(24 + packets.size() * 512).order(ByteOrder.LITTLE_ENDIAN);
        file.putInt(0xa1b2c3d4)
                .putShort((short) 2)
                .putShort((short) 4)
                .putLong(0)
                .putInt(65_535)
                .putInt(101);
        for (int i = 0; i < packets.size(); i++) {
            byte[] rtp = packets.get(i);
            int length = 28 + rtp.length;
            file.putInt(0).putInt(1000 * i).putInt(length).putInt(length).order(ByteOrder.BIG_ENDIAN);
            file.putInt(0x45000000 | length)
                    .putInt(0)
                    .putInt(0x40110000)
                    .putInt(0x7f000001)
                    .putInt(0x7f000001);
            file.putInt(5004 << 16 | 5004)
                    .putInt((8 + rtp.length) << 16)
                    .put(rtp)
                    .order(ByteOrder.LITTLE_ENDIAN);
        }
        byte[] bytes = new byte[file.position()];
        file.flip().get(bytes);
        return bytes;
    }
}
