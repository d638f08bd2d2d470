package dev.millrace.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import org.junit.jupiter.api.Test;

class RampPatternTest {
    private static final int PERIOD = 251;

    @Test
    void continuesFromPacketToPacket() {
        byte[] first = payload(RampPattern.PCMU, RampPattern.phase(3, 0));
        byte[] second = payload(RampPattern.PCMU, RampPattern.phase(3, 1));

        assertThat(first[0]).isEqualTo((byte) 21);
        assertThat(first[159]).isEqualTo((byte) (21 + 159));
        assertThat(second[0]).isEqualTo((byte) (21 + 160));
        assertThat(RampPattern.phase(0, -1)).isEqualTo(PERIOD - 160);
        assertThat(RampPattern.phase(40_000, 1L << 40)).isBetween(0, PERIOD - 1);
    }

    @Test
    void aPhaseNamesThePacket() {
        for (int stream = 0; stream < 300; stream += 37) {
            for (long packet = 0; packet < 2 * PERIOD; packet++) {
                int phase = RampPattern.phase(stream, packet);
                assertThat(RampPattern.packet(stream, phase)).isEqualTo((int) (packet % PERIOD));
            }
        }
    }

    @Test
    void eachPhaseIsFoundFromTheSamplesAlone() {
        for (int phase = 0; phase < PERIOD; phase++) {
            assertThat(RampPattern.PCMU.find(segment(payload(RampPattern.PCMU, phase)), 0))
                    .isEqualTo(phase);
            assertThat(RampPattern.PCMA.find(segment(payload(RampPattern.PCMA, phase)), 0))
                    .isEqualTo(phase);
        }
    }

    @Test
    void findsNothingInOtherSamples() {
        byte[] payload = payload(RampPattern.PCMU, 5);
        payload[100]++;

        assertThat(RampPattern.PCMU.find(segment(payload), 0)).isEqualTo(-1);
        assertThat(RampPattern.PCMU.find(segment(new byte[160]), 0)).isEqualTo(-1);
    }

    @Test
    void readsAndWritesAtAnOffset() {
        var packet = segment(new byte[12 + 160]);
        RampPattern.PCMU.fill(200, packet, 12);

        assertThat(RampPattern.PCMU.matches(200, packet, 12)).isTrue();
        assertThat(RampPattern.PCMU.matches(201, packet, 12)).isFalse();
    }

    /** Whichever way a coder rounds what lies on a decision value, it makes the same A-law of the pattern. */
    @Test
    void anyCoderMakesTheSameAlawOfIt() {
        for (int phase = 0; phase < PERIOD; phase++) {
            int mulaw = payload(RampPattern.PCMU, phase)[0] & 0xff;
            int alaw = payload(RampPattern.PCMA, phase)[0] & 0xff;

            assertThat(alaw)
                    .isEqualTo(alawAwayFromZero(linear(mulaw)))
                    .isEqualTo(alawTowardsZeroIfNegative(linear(mulaw)));
        }
    }

    /** G.711 table 2b, by its formula. */
    private static int linear(int mulaw) {
        int bits = ~mulaw & 0xff;
        int magnitude = ((((bits & 0x0f) << 3) + 0x84) << ((bits & 0x70) >> 4)) - 0x84;
        return (bits & 0x80) != 0 ? -magnitude : magnitude;
    }

    /** Segment and step of the magnitude. */
    private static int alawAwayFromZero(int linear) {
        return alaw(Math.abs(linear) >> 4, linear < 0);
    }

    /** The way of the well-known public domain code: the one's complement of what is negative. */
    private static int alawTowardsZeroIfNegative(int linear) {
        return alaw((linear < 0 ? -(linear >> 3) - 1 : linear >> 3) >> 1, linear < 0);
    }

    private static int alaw(int steps, boolean negative) {
        int segment = 0;
        while (steps >> Math.max(segment - 1, 0) > (segment == 0 ? 15 : 31)) {
            segment++;
        }
        int step = (steps >> Math.max(segment - 1, 0)) & 15;
        return ((negative ? 0 : 0x80) | segment << 4 | step) ^ 0x55;
    }

    private static byte[] payload(RampPattern pattern, int phase) {
        byte[] payload = new byte[160];
        pattern.fill(phase, segment(payload), 0);
        return payload;
    }

    private static MemorySegment segment(byte[] bytes) {
        return MemorySegment.ofArray(bytes);
    }
}
