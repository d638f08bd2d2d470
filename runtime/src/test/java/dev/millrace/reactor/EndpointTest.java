package dev.millrace.reactor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetSocketAddress;
import org.junit.jupiter.api.Test;

class EndpointTest {
    @Test
    void isEqualWhereTheAddressIsAndPrintsItAsPeopleWriteIt() {
        Endpoint four = Endpoint.of("192.0.2.1", 5004);
        assertThat(four).hasToString("192.0.2.1:5004").isEqualTo(Endpoint.of("192.0.2.1", 5004));
        assertThat(four).isNotEqualTo(Endpoint.of("192.0.2.1", 5005)).hasSameHashCodeAs(Endpoint.of("192.0.2.1", 5004));
        assertThat(Endpoint.of("2001:db8::1", 1).toString()).startsWith("[2001:db8:").endsWith("]:1");
    }

    @Test
    void refusesNamesThatWouldHaveToBeLookedUp() {
        assertThatThrownBy(() -> Endpoint.of("localhost", 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Endpoint.of(InetSocketAddress.createUnresolved("example.org", 1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("host=example.org");
    }
}
