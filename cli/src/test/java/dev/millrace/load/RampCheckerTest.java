package dev.millrace.load;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.millrace.rtp.RtpPacket;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.Test;

class RampCheckerTest {
    private static final int STREAM = 5;
    private static final int FIRST_SEQUENCE = 65_500;
    private static final int FIRST_TIMESTAMP = -1_000;

    private final MemorySegment packet = Arena.ofAuto().allocate(172);
    private RampChecker checker = new RampChecker(STREAM, Expectation.PCMU_RAMP);

    @Test
    void followsAStreamThroughAllWraps() {
        for (int k = 1000; k < 1000 + 140_000; k++) {
            send(k);
        }

        assertThat(checker.isFlawless()).isTrue();
        assertThat(checker.received()).isEqualTo(140_000);
        assertThat(checker.lastPacket()).isEqualTo((1000 + 140_000 - 1) % 251);
    }

    @Test
    void isNotFlawlessBeforeTheFirstPacket() {
        assertThat(checker.isFlawless()).isFalse();
        assertThat(checker.lastPacket()).isEqualTo(-1);
    }

    @Test
    void countsAGapAsLost() {
        send(0, 1, 5, 6, 600);

        assertCounts(5, 3 + 593, 0, 0, 0);
    }

    @Test
    void countsALatePacketAsReordered() {
        send(0, 1, 4, 3, 2, 5);

        assertCounts(6, 0, 2, 0, 0);
    }

    @Test
    void countsTheSamePacketTwiceAsDuplicate() {
        send(0, 1, 1, 2, 0, 3);

        assertCounts(6, 0, 0, 2, 0);
    }

    @Test
    void acceptsPacketsFromBeforeTheFirst() {
        send(10, 9, 8, 11, 8);

        assertCounts(5, 0, 2, 1, 0);
    }

    @Test
    void remembersSixtyFourPackets() {
        send(0, 64, 1, 1);

        assertCounts(4, 62, 1, 1, 0);
    }

    @Test
    void findsOneWrongSample() {
        send(0, 1);
        fill(2);
        packet.set(JAVA_BYTE, 12 + 77, (byte) 0xff);
        accept(2);
        send(3);

        assertCounts(4, 0, 0, 0, 1);
    }

    @Test
    void findsARepeatedPayloadUnderANewNumber() {
        send(0, 1);
        fill(1);
        accept(2);

        assertCounts(3, 0, 0, 0, 1);
    }

    @Test
    void findsAWrongTimestamp() {
        send(0);
        fill(1);
        checker.accept(0, sequence(1), timestamp(1) + 1, packet, 12, 160);

        assertCounts(2, 0, 0, 0, 1);
    }

    @Test
    void findsAWrongSize() {
        send(0);
        fill(1);
        checker.accept(0, sequence(1), timestamp(1), packet, 12, 159);
        checker.accept(0, sequence(2), timestamp(2), packet, 12, 0);

        assertCounts(3, 0, 0, 0, 2);
    }

    @Test
    void findsAWrongPayloadType() {
        send(0);
        fill(1);
        checker.accept(8, sequence(1), timestamp(1), packet, 12, 160);

        assertCounts(2, 0, 0, 0, 1);
    }

    @Test
    void countsWhatIsNotRtp() {
        send(0);
        checker.acceptDatagram(packet, 11);
        packet.set(JAVA_BYTE, 0, (byte) 0);
        checker.acceptDatagram(packet, 172);
        send(1);

        assertCounts(4, 0, 0, 0, 2);
        assertThat(checker.isFlawless()).isFalse();
    }

    @Test
    void readsTheHeaderOfADatagram() {
        for (int k = 0; k < 3; k++) {
            RtpPacket.writeHeader(packet, 0, false, 0, sequence(k), timestamp(k), 7);
            fill(k);
            checker.acceptDatagram(packet, 172);
        }
        checker.acceptDatagram(packet, 171);

        assertCounts(4, 0, 0, 1, 0);
    }

    @Test
    void findsTheRampBehindAWrongFirstPacket() {
        packet.fill((byte) 0);
        accept(0);
        send(1, 2);

        assertCounts(3, 0, 0, 0, 1);
        assertThat(checker.lastPacket()).isEqualTo(2);
    }

    @Test
    void followsAStreamThatBeginsAnew() {
        send(0, 1);
        for (int k = 0; k < 10; k++) {
            fill(k);
            checker.accept(0, 30_000 + k, 77 + 160 * k, packet, 12, 160);
        }

        assertCounts(12, 0, 0, 0, 1);
    }

    @Test
    void ignoresASingleStrayPacket() {
        send(0, 1);
        fill(2);
        checker.accept(0, 30_000, timestamp(2), packet, 12, 160);
        send(2, 3);

        assertCounts(5, 0, 0, 0, 1);
    }

    @Test
    void checksTheTranscodedRamp() {
        checker = new RampChecker(STREAM, Expectation.PCMA_RAMP);
        for (int k = 0; k < 300; k++) {
            RampPattern.PCMA.fill(RampPattern.phase(STREAM, k), packet, 12);
            checker.accept(8, sequence(k), timestamp(k), packet, 12, 160);
        }

        assertThat(checker.isFlawless()).isTrue();
        assertThat(checker.lastPacket()).isEqualTo(299 % 251);
    }

    @Test
    void checksOnlySequenceNumbersOfAny() {
        checker = new RampChecker(STREAM, Expectation.ANY);
        checker.accept(96, 1, 0, packet, 12, 20);
        checker.accept(97, 2, 0, packet, 12, 30);
        checker.accept(97, 4, 0, packet, 12, 30);

        assertCounts(3, 1, 0, 0, 0);
        assertThat(checker.lastPacket()).isEqualTo(-1);
    }

    @Test
    void allocatesNothingForAPacket() {
        var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        for (int k = 0; k < 200_000; k++) {
            send(k);
        }
        long before = threads.getCurrentThreadAllocatedBytes();
        for (int k = 200_000; k < 300_000; k++) {
            send(k);
        }
        long allocated = threads.getCurrentThreadAllocatedBytes() - before;

        assertThat(allocated / 100_000.0).isLessThan(0.1);
        assertThat(checker.isFlawless()).isTrue();
    }

    private void send(int... numbers) {
        for (int k : numbers) {
            send(k);
        }
    }

    private void send(int k) {
        fill(k);
        accept(k);
    }

    private void fill(int k) {
        RampPattern.PCMU.fill(RampPattern.phase(STREAM, k), packet, 12);
    }

    private void accept(int k) {
        checker.accept(0, sequence(k), timestamp(k), packet, 12, 160);
    }

    private static int sequence(int k) {
        return (FIRST_SEQUENCE + k) & 0xffff;
    }

    private static int timestamp(int k) {
        return FIRST_TIMESTAMP + 160 * k;
    }

    private void assertCounts(long received, long lost, long reordered, long duplicates, long wrong) {
        assertThat(new long[] {
                    checker.received(), checker.lost(), checker.reordered(), checker.duplicates(), checker.wrong()
                })
                .containsExactly(received, lost, reordered, duplicates, wrong);
    }
}
