package dev.millrace.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import org.junit.jupiter.api.Test;

class SendTimesTest {
    private final SendTimes times = new SendTimes(3);

    @Test
    void tellsHowLongAPacketTook() {
        times.sent(1, 0, 1_000);
        times.sent(1, 1, 2_000);

        assertThat(times.latencyNs(1, 0, 5_000)).isEqualTo(4_000);
        assertThat(times.latencyNs(1, 1, 5_000)).isEqualTo(3_000);
    }

    @Test
    void takesTheNewestOfThePacketsItMayBe() {
        for (int k = 0; k <= 1_000; k++) {
            times.sent(2, k, k * 10L);
        }

        assertThat(times.latencyNs(2, 1_000 % 251, 10_500)).isEqualTo(500);
        assertThat(times.latencyNs(2, 1_001 % 251, 10_500)).as("the oldest").isEqualTo(10_500 - 7_500);
    }

    @Test
    void doesNotKnowWhatWasNotSent() {
        assertThat(times.latencyNs(0, 0, 1)).isEqualTo(SendTimes.UNKNOWN);
        times.sent(0, 0, 1);
        assertThat(times.latencyNs(0, 250, 1)).isEqualTo(SendTimes.UNKNOWN);
        assertThat(times.latencyNs(0, -1, 1)).isEqualTo(SendTimes.UNKNOWN);
        assertThat(times.latencyNs(1, 0, 1)).isEqualTo(SendTimes.UNKNOWN);
    }

    /**
     * The sender writes over old times while the receiver reads: what is told belongs to the packet asked for, or is
     * unknown.
     */
    @Test
    void neverTellsTheTimeOfAnotherPacket() throws InterruptedException {
        int packets = 2_000_000;
        var sender = new Thread(() -> {
            for (int k = 0; k < packets; k++) {
                times.sent(0, k, k);
            }
        });
        sender.start();
        long known = 0;
        while (sender.isAlive()) {
            known += checkedTimes(packets);
        }
        sender.join();
        assertThat(known + checkedTimes(packets)).isPositive();
    }

    private long checkedTimes(int packets) {
        long known = 0;
        for (int packet = 0; packet < 251; packet++) {
            long latencyNs = times.latencyNs(0, packet, packets);
            if (latencyNs != SendTimes.UNKNOWN) {
                assertThat((packets - latencyNs) % 251).isEqualTo(packet);
                known++;
            }
        }
        return known;
    }

    @Test
    void metersWhatACheckerAccepts() {
        var meter = new LatencyMeter(times);
        var checker = new RampChecker(1, Expectation.PCMU_RAMP);
        var payload = Arena.ofAuto().allocate(160);
        assertThat(meter.percentileUs(50)).isNull();
        for (int k = 0; k < 100; k++) {
            times.sent(1, k, k * 20_000_000L);
            RampPattern.PCMU.fill(RampPattern.phase(1, k), payload, 0);
            checker.accept(0, 700 + k, 160 * k, payload, 0, 160);
            meter.record(checker, k * 20_000_000L + (k < 98 ? 2_000_000 : 50_000_000));
        }

        assertThat(meter.percentileUs(50)).isBetween(1_999.0, 2_002.0);
        assertThat(meter.percentileUs(99)).isBetween(49_950.0, 50_050.0);
        meter.reset();
        assertThat(meter.percentileUs(99)).isNull();
    }
}
