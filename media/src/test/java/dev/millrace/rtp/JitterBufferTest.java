package dev.millrace.rtp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Scenarios of one stream: 20 ms packets at 8000 ticks a second, latency 100 ms, room for 16 packets. Packets are named
 * by number; number n has sequence number {@code seqOf(n)}, timestamp 160 n and was sent at 20 n milliseconds.
 */
class JitterBufferTest {
    private static final JitterBufferSettings SETTINGS =
            JitterBufferSettings.of(100_000_000L, 8_000).withCapacityPackets(16);

    private final JitterBuffer<Integer> buffer = new JitterBuffer<>(SETTINGS);
    private int firstSeq = 1_000;

    @Test
    void shouldHoldAPacketUntilItsDeadlineThoughNothingIsMissing() {
        assertThat(buffer.nextDeadlineNs()).isEqualTo(Long.MAX_VALUE);
        assertThat(arrive(0, 0)).isEqualTo(Insertion.ACCEPTED);
        assertThat(buffer.nextDeadlineNs()).isEqualTo(ms(100));
        assertThat(buffer.pop(ms(100) - 1)).isNull();
        assertThat(popAll(100)).containsExactly(0);
        assertThat(buffer.poppedPtsNs()).isZero();
        assertThat(buffer.poppedSeq()).isEqualTo(1_000);
        assertThat(buffer.poppedDiscontinuity()).isTrue();
        assertThat(buffer.nextDeadlineNs()).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void shouldReleaseEachPacketAtItsOwnTime() {
        for (int i = 0; i < 5; i++) {
            arrive(i, 20L * i);
        }
        for (int i = 0; i < 5; i++) {
            assertThat(buffer.nextDeadlineNs()).isEqualTo(ms(100 + 20L * i));
            assertThat(popAll(100 + 20L * i)).containsExactly(i);
            assertThat(buffer.poppedPtsNs()).isEqualTo(ms(20L * i));
            assertThat(buffer.poppedTimestamp()).isEqualTo(160 * i);
            assertThat(buffer.poppedDiscontinuity()).isEqualTo(i == 0);
        }
    }

    @Test
    void shouldPutPacketsInOrder() {
        arrive(0, 0);
        arrive(3, 60);
        arrive(1, 61);
        arrive(2, 62);
        assertThat(popAll(1_000)).containsExactly(0, 1, 2, 3);
        assertThat(buffer.stats().lost()).isZero();
    }

    @Test
    void shouldAcceptWhatTheFirstPacketOvertook() {
        arrive(2, 40);
        assertThat(arrive(0, 41)).isEqualTo(Insertion.ACCEPTED);
        assertThat(arrive(1, 42)).isEqualTo(Insertion.ACCEPTED);
        assertThat(popAll(1_000)).containsExactly(0, 1, 2);
        assertThat(buffer.stats().lost()).isZero();
    }

    @Test
    void shouldDeclareALossOnlyWhenTheNextPacketIsDue() {
        arrive(0, 0);
        arrive(3, 60);
        assertThat(popAll(159)).containsExactly(0);
        assertThat(buffer.stats().lost()).isZero();
        assertThat(popAll(160)).containsExactly(3);
        assertThat(buffer.lostBefore()).isEqualTo(2);
        assertThat(buffer.poppedDiscontinuity()).isTrue();
        assertThat(buffer.stats().lost()).isEqualTo(2);

        arrive(4, 80);
        assertThat(popAll(180)).containsExactly(4);
        assertThat(buffer.lostBefore()).isZero();
        assertThat(buffer.poppedDiscontinuity()).isFalse();
    }

    @Test
    void shouldRefuseWhatWasDeclaredLostAndNeverGoBack() {
        arrive(0, 0);
        arrive(3, 60);
        popAll(160);
        assertThat(arrive(1, 161)).isEqualTo(Insertion.LATE);
        assertThat(arrive(2, 161)).isEqualTo(Insertion.LATE);
        assertThat(buffer.nextDeadlineNs()).isEqualTo(Long.MAX_VALUE);
        assertThat(arrive(4, 162)).isEqualTo(Insertion.ACCEPTED);
        assertThat(popAll(1_000)).containsExactly(4);
        assertThat(buffer.stats().late()).isEqualTo(2);
        assertThat(buffer.stats().lost()).isEqualTo(2);
    }

    @Test
    void shouldAcceptAStragglerUntilALaterPacketWasReleased() {
        arrive(0, 0);
        arrive(2, 40);
        popAll(100);
        assertThat(arrive(1, 139)).isEqualTo(Insertion.ACCEPTED); // its own deadline, 120, has passed
        assertThat(popAll(139)).containsExactly(1);
        assertThat(popAll(140)).containsExactly(2);
    }

    @Test
    void shouldTellDuplicatesFromLatePackets() {
        arrive(0, 0);
        assertThat(arrive(0, 1)).isEqualTo(Insertion.DUPLICATE);
        arrive(2, 40);
        popAll(1_000);
        assertThat(arrive(0, 1_000)).isEqualTo(Insertion.DUPLICATE);
        assertThat(arrive(1, 1_000)).isEqualTo(Insertion.LATE);
        assertThat(arrive(2, 1_000)).isEqualTo(Insertion.DUPLICATE);
        assertThat(buffer.stats().duplicate()).isEqualTo(3);
    }

    @Test
    void shouldCountThroughTheWrapOfSequenceNumbersManyTimes() {
        firstSeq = 65_530;
        for (int i = 0; i < 200_000; i++) {
            assertThat(arrive(i, 20L * i)).isEqualTo(Insertion.ACCEPTED);
            popAll(20L * i);
        }
        popAll(20L * 200_100);
        assertThat(buffer.stats().delivered()).isEqualTo(200_000);
        assertThat(buffer.stats().lost()).isZero();
        assertThat(buffer.stats().resyncs()).isZero();
    }

    @Test
    void shouldRefuseWhatDoesNotFitAndGoOnWhenThereIsRoom() {
        for (int i = 0; i < 16; i++) {
            assertThat(arrive(i, 0)).isEqualTo(Insertion.ACCEPTED);
        }
        assertThat(arrive(16, 0)).isEqualTo(Insertion.OVERFLOW);
        assertThat(arrive(17, 0)).isEqualTo(Insertion.OVERFLOW);
        assertThat(popAll(100)).hasSize(16);
        assertThat(arrive(18, 100)).isEqualTo(Insertion.ACCEPTED);
        assertThat(popAll(1_000)).containsExactly(18);
        assertThat(buffer.lostBefore()).isEqualTo(2);
        assertThat(buffer.stats().overflow()).isEqualTo(2);
    }

    @Test
    void shouldReleaseEverythingOverdueAfterAStallAndGoOnInTime() {
        play(0, 50);
        // Five seconds stood still; 250 packets waited in the socket and come at once, through a ring of 16.
        List<Integer> out = new ArrayList<>();
        for (int i = 50; i < 300; i++) {
            out.addAll(popAll(6_000));
            assertThat(arrive(i, 6_000)).isEqualTo(Insertion.ACCEPTED);
        }
        out.addAll(popAll(6_000));
        assertThat(out).hasSizeGreaterThan(240).isSorted();
        for (int i = 300; i < 350; i++) {
            assertThat(arrive(i, 20L * i)).isEqualTo(Insertion.ACCEPTED);
            popAll(20L * i);
            assertThat(buffer.nextDeadlineNs()).isLessThanOrEqualTo(ms(20L * i + 100));
        }
        assertThat(buffer.stats().queued()).isBetween(4, 6); // 100 ms of packets, as before
        assertThat(buffer.stats().lost()).isZero();
        assertThat(buffer.stats().late()).isZero();
    }

    @Test
    void shouldLoseNothingWhenABacklogLooksLikeANewPaceAtFirst() {
        play(0, 50);
        // Five seconds stood still; the first 16 slices read one packet each, the next one reads all that wait.
        List<Integer> out = new ArrayList<>();
        for (int i = 50; i < 317; i++) {
            long nowMs = 6_000 + 20L * Math.min(i - 50, 16);
            out.addAll(popAll(nowMs));
            assertThat(arrive(i, nowMs)).isEqualTo(Insertion.ACCEPTED);
        }
        assertThat(buffer.stats().timestampJumps()).isEqualTo(1);
        assertThat(buffer.stats().queued()).isLessThanOrEqualTo(6);
        assertThat(out).hasSizeGreaterThan(260).isSorted();
        assertThat(buffer.stats().lost()).isZero();
    }

    @Test
    void shouldStartInTimeThoughTheFirstPacketsHadWaited() {
        for (int i = 0; i < 250; i++) {
            popAll(5_000);
            assertThat(arrive(i, 5_000)).isEqualTo(Insertion.ACCEPTED);
        }
        assertThat(buffer.stats().queued()).isLessThanOrEqualTo(6);
        assertThat(popAll(5_000 + 80)).hasSize(5);
    }

    @Test
    void shouldCountALongOutageAsLoss() {
        play(0, 50);
        play(1_050, 1_100); // 20 seconds, far more than the ring
        assertThat(buffer.stats().lost()).isEqualTo(1_000);
        assertThat(buffer.stats().resyncs()).isZero();
        assertThat(buffer.stats().discarded()).isZero();
    }

    @Test
    void shouldStartAnewAfterAnOutageBeyondTheDropoutTime() {
        play(0, 50);
        play(5_000, 5_050); // 100 seconds
        assertThat(buffer.stats().resyncs()).isEqualTo(1);
        assertThat(buffer.stats().discarded()).isEqualTo(1); // the packet on probation
        assertThat(buffer.stats().lost()).isZero();
        assertThat(buffer.stats().delivered() + buffer.stats().queued()).isEqualTo(99);
    }

    @Test
    void shouldIgnoreAStrayPacketFarFromTheSequence() {
        play(0, 50);
        assertThat(buffer.insert(40_000, 123_456, ms(1_000), -1)).isEqualTo(Insertion.PROBATION);
        assertThat(arrive(50, 1_000)).isEqualTo(Insertion.ACCEPTED);
        assertThat(buffer.insert(40_001, 123_616, ms(1_010), -1)).isEqualTo(Insertion.PROBATION);
        assertThat(arrive(51, 1_020)).isEqualTo(Insertion.ACCEPTED);
        assertThat(popAll(2_000)).endsWith(49, 50, 51);
        assertThat(buffer.stats().discarded()).isEqualTo(2);
        assertThat(buffer.stats().resyncs()).isZero();
    }

    @Test
    void shouldFollowASenderThatStartsAnewAndLoseNothingThatIsQueued() {
        for (int i = 0; i < 5; i++) {
            arrive(i, 20L * i);
        }
        assertThat(buffer.insert(50_000, 99, ms(100), 100)).isEqualTo(Insertion.PROBATION);
        assertThat(buffer.insert(50_001, 99 + 160, ms(120), 101)).isEqualTo(Insertion.ACCEPTED);
        assertThat(buffer.insert(50_003, 99 + 480, ms(160), 103)).isEqualTo(Insertion.ACCEPTED);
        assertThat(buffer.insert(50_002, 99 + 320, ms(161), 102)).isEqualTo(Insertion.ACCEPTED);
        assertThat(buffer.insert(50_000, 99, ms(161), 100)).isEqualTo(Insertion.LATE);
        assertThat(arrive(4, 161)).isEqualTo(Insertion.PROBATION); // of the old sequence
        assertThat(popAll(180)).containsExactly(0, 1, 2, 3, 4);
        assertThat(popAll(220)).containsExactly(101);
        assertThat(buffer.poppedPtsNs()).isEqualTo(ms(120));
        assertThat(buffer.poppedDiscontinuity()).isTrue();
        assertThat(buffer.lostBefore()).isZero();
        assertThat(popAll(1_000)).containsExactly(102, 103);
        assertThat(buffer.stats().resyncs()).isEqualTo(1);
    }

    @Test
    void shouldNotCallPacketsOfASenderThatStartsALittleBackLate() {
        play(0, 500);
        // 50 sequence numbers back would be stragglers, if their timestamps were not of another world.
        for (int i = 450; i < 550; i++) {
            buffer.insert(seqOf(i), 160 * i + 0x20000000, ms(10_000 + 20L * (i - 450)), i);
        }
        assertThat(buffer.stats().late()).isZero();
        assertThat(buffer.stats().discarded()).isEqualTo(1);
        assertThat(buffer.stats().resyncs()).isEqualTo(1);
    }

    @Test
    void shouldTreatAGapWiderThanTheRingAsANewStartWhilePacketsAreQueued() {
        play(0, 50);
        assertThat(buffer.stats().queued()).isPositive();
        assertThat(buffer.insert(seqOf(150), 160 * 50, ms(1_000), 150)).isEqualTo(Insertion.PROBATION);
        assertThat(buffer.insert(seqOf(151), 160 * 51, ms(1_020), 151)).isEqualTo(Insertion.ACCEPTED);
        assertThat(popAll(1_200)).last().isEqualTo(151);
        assertThat(buffer.stats().lost()).isZero();
    }

    @Test
    void shouldStayWithTheSequenceWhenOnlyTimestampsJump() {
        play(0, 50);
        for (int i = 50; i < 150; i++) {
            popAll(20L * i);
            assertThat(buffer.insert(seqOf(i), 160 * i - 1_000_000, ms(20L * i), i))
                    .isEqualTo(Insertion.ACCEPTED);
        }
        popAll(3_100);
        assertThat(buffer.poppedSeq()).isEqualTo(seqOf(149));
        assertThat(buffer.poppedPtsNs()).isEqualTo(ms(20 * 149));
        assertThat(buffer.stats().timestampJumps()).isEqualTo(1);
        assertThat(buffer.stats().lost()).isZero();
        assertThat(buffer.stats().resyncs()).isZero();
    }

    @Test
    void shouldDrainInOrderBeforeTheDeadlines() {
        arrive(0, 0);
        arrive(3, 1);
        arrive(1, 2);
        List<Integer> out = new ArrayList<>();
        List<Integer> lost = new ArrayList<>();
        buffer.drain(packet -> {
            out.add(packet);
            lost.add(buffer.lostBefore());
        });
        assertThat(out).containsExactly(0, 1, 3);
        assertThat(lost).containsExactly(0, 0, 1);
        assertThat(buffer.stats().delivered()).isEqualTo(3);
        assertThat(buffer.stats().queued()).isZero();
        assertThat(arrive(4, 3)).isEqualTo(Insertion.ACCEPTED);
    }

    @Test
    void shouldForgetTheSequenceWhenFlushed() {
        arrive(0, 0);
        arrive(2, 40);
        List<Integer> dropped = new ArrayList<>();
        buffer.flush(dropped::add);
        assertThat(dropped).containsExactly(0, 2);
        assertThat(buffer.stats().discarded()).isEqualTo(2);
        assertThat(buffer.nextDeadlineNs()).isEqualTo(Long.MAX_VALUE);

        assertThat(buffer.insert(60_000, 5, ms(100), 7)).isEqualTo(Insertion.ACCEPTED);
        assertThat(popAll(200)).containsExactly(7);
        assertThat(buffer.poppedDiscontinuity()).isTrue();
        assertThat(buffer.lostBefore()).isZero();
        assertThat(buffer.stats().resyncs()).isZero();
    }

    @Test
    void shouldApplyANewLatencyToWhatIsQueued() {
        arrive(0, 0);
        buffer.latencyNs(ms(40));
        assertThat(buffer.nextDeadlineNs()).isEqualTo(ms(40));
        assertThat(popAll(39)).isEmpty();
        assertThat(popAll(40)).containsExactly(0);
        assertThatThrownBy(() -> buffer.latencyNs(-1)).hasMessage("latency is negative: latencyNs=-1; wants 0 or more");
    }

    @Test
    void shouldReleaseAtOnceWithoutLatency() {
        buffer.latencyNs(0);
        arrive(0, 0);
        assertThat(popAll(0)).containsExactly(0);
        arrive(1, 27); // jitter shows in the arrival, not in the time of presentation
        assertThat(popAll(27)).containsExactly(1);
        assertThat(buffer.poppedPtsNs()).isEqualTo(ms(20));
    }

    @Test
    void shouldCountInvalidPacketsByReason() {
        buffer.countInvalid(Validity.TOO_SHORT);
        buffer.countInvalid(Validity.TOO_SHORT);
        buffer.countInvalid(Validity.BAD_PADDING);
        assertThat(buffer.stats().received()).isEqualTo(3);
        assertThat(buffer.stats().invalid()).isEqualTo(3);
        assertThat(buffer.stats().invalid(Validity.TOO_SHORT)).isEqualTo(2);
        assertThat(buffer.stats().invalid(Validity.BAD_VERSION)).isZero();
    }

    @Test
    void shouldAllocateNothingPerPacket() {
        var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        Integer packet = 1;
        play(0, 100);
        long before = threads.getCurrentThreadAllocatedBytes();
        for (int i = 100; i < 50_000; i++) {
            long nowNs = ms(20L * i);
            while (buffer.pop(nowNs) != null) {
                // the packet is nobody's
            }
            buffer.insert(seqOf(i), 160 * i, nowNs, packet);
        }
        assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(50_000);
        assertThat(buffer.stats().received()).isEqualTo(50_000);
    }

    /** Packets from first to last - 1 arrive when they were sent, and leave when they are due. */
    private void play(int first, int last) {
        for (int i = first; i < last; i++) {
            popAll(20L * i);
            arrive(i, 20L * i);
        }
    }

    private Insertion arrive(int number, long arrivalMs) {
        return buffer.insert(seqOf(number), 160 * number, ms(arrivalMs), number);
    }

    private List<Integer> popAll(long nowMs) {
        List<Integer> out = new ArrayList<>();
        for (Integer packet; (packet = buffer.pop(ms(nowMs))) != null; ) {
            out.add(packet);
        }
        return out;
    }

    private int seqOf(int number) {
        return (firstSeq + number) & 0xffff;
    }

    private static long ms(long milliseconds) {
        return milliseconds * 1_000_000;
    }
}
