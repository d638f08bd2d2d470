package dev.millrace.load;

import static java.net.StandardSocketOptions.SO_RCVBUF;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class UdpDropsTest {
    private static final String HEAD =
            "   sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode ref"
                    + " pointer drops\n";

    @TempDir
    private Path net;

    @Test
    void sumsTheDropsOfThePortsAskedFor() throws IOException {
        Files.writeString(
                net.resolve("udp"),
                HEAD
                        + line("0100007F:1388", 3)
                        + line("00000000:1389", 4)
                        + line("00000000:138A", 100)
                        + line("00000000:1387", 100));
        Files.writeString(net.resolve("udp6"), HEAD + line("00000000000000000000000001000000:1388", 20));

        assertThat(UdpDrops.of(net, 5000, 2)).isEqualTo(27);
        assertThat(UdpDrops.of(net, 6000, 2)).isZero();
    }

    @Test
    void knowsNothingWhereTheSystemDoesNotTell() {
        assertThat(UdpDrops.of(net.resolve("none"), 5000, 2)).isNull();
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void seesAFullReceiveBuffer() throws IOException {
        var loopback = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        try (var receiver = DatagramChannel.open().setOption(SO_RCVBUF, 4096).bind(loopback);
                var sender = DatagramChannel.open()) {
            var address = (InetSocketAddress) receiver.getLocalAddress();
            Long before = UdpDrops.of(address.getPort(), 1);
            for (int i = 0; i < 100; i++) {
                sender.send(ByteBuffer.allocate(1000), address);
            }

            assertThat(before).isZero();
            assertThat(UdpDrops.of(address.getPort(), 1)).isBetween(50L, 100L);
        }
    }

    private static String line(String address, int drops) {
        return "  123: " + address
                + " 00000000:0000 07 00000000:00000000 00:00000000 00000000     0        0 4567 2 0000000000000000 "
                + drops + "\n";
    }
}
