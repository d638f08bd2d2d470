package dev.millrace.rtp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class JitterBufferSettingsTest {
    @Test
    void shouldHaveTheDefaultsOfGStreamer() {
        var settings = JitterBufferSettings.of(200_000_000L, 8_000);
        assertThat(settings).isEqualTo(new JitterBufferSettings(200_000_000L, 8_000, 60_000, 2_000, 32));
    }

    @Test
    void shouldHoldOneAndAHalfTimesTheLatency() {
        assertThat(JitterBufferSettings.capacityFor(0, 50)).isEqualTo(16);
        assertThat(JitterBufferSettings.capacityFor(200_000_000L, 50)).isEqualTo(16);
        assertThat(JitterBufferSettings.capacityFor(200_000_000L, 100)).isEqualTo(32);
        assertThat(JitterBufferSettings.capacityFor(200_000_000L, 1_000)).isEqualTo(512);
        assertThatThrownBy(() -> JitterBufferSettings.capacityFor(60_000_000_000L, 1_000))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("latencyNs=60000000000: packetsPerSecond=1000; wants at most 16384");
    }

    @Test
    void shouldSayWhatIsWrong() {
        assertThatThrownBy(() -> JitterBufferSettings.of(-1, 8_000))
                .hasMessage("latency is negative: latencyNs=-1; wants 0 or more");
        assertThatThrownBy(() -> JitterBufferSettings.of(0, 0))
                .hasMessage("clock rate is not positive: clockRate=0; wants for instance 8000");
        assertThatThrownBy(() -> JitterBufferSettings.of(0, 8_000).withCapacityPackets(100))
                .hasMessage("capacity is not a power of two in range: capacityPackets=100; wants 16 to 16384");
        assertThatThrownBy(() -> new JitterBufferSettings(0, 8_000, -1, 0, 16)).hasMessageContaining("=-1; wants");
        assertThatThrownBy(() -> new JitterBufferSettings(0, 8_000, 0, -1, 16)).hasMessageContaining("=-1; wants");
    }
}
