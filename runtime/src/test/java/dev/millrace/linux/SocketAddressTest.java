package dev.millrace.linux;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SocketAddressTest {
    private final MemorySegment memory = Arena.ofAuto().allocate(SocketAddress.CAPACITY, 8);

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "0.0.0.0", "255.1.2.200", "::1", "::", "2001:db8::ff00:42:8329"})
    void readsWhatItWrote(String literal) {
        for (int port : new int[] {0, 1, 255, 256, 49_152, 65_535}) {
            var address = new InetSocketAddress(InetAddress.ofLiteral(literal), port);
            memory.fill((byte) 0x55);
            int length = SocketAddress.write(memory, address);
            assertThat(length).isEqualTo(literal.contains(":") ? 28 : 16);
            assertThat(SocketAddress.read(memory)).isEqualTo(address);
        }
    }

    @Test
    void anIpv4AddressIsMappedForAnIpv6SocketAndComesBackAsIpv4() {
        var address = new InetSocketAddress(InetAddress.ofLiteral("192.0.2.7"), 4000);
        assertThat(SocketAddress.writeMapped(memory, address)).isEqualTo(28);
        assertThat(SocketAddress.read(memory)).isEqualTo(address);
        var six = new InetSocketAddress(InetAddress.ofLiteral("2001:db8::1"), 4000);
        assertThat(SocketAddress.writeMapped(memory, six)).isEqualTo(28);
        assertThat(SocketAddress.read(memory)).isEqualTo(six);
    }
}
