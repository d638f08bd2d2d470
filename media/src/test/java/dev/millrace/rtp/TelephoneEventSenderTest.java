package dev.millrace.rtp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class TelephoneEventSenderTest {
    private static final long MS = 1_000_000;

    /** A packet as it lies in memory, and when it is due. */
    private record Sent(
            long atMs,
            boolean marker,
            int seq,
            long timestamp,
            int number,
            boolean end,
            int volume,
            int duration,
            long untilNextMs) {}

    private final byte[] bytes = new byte[TelephoneEventSender.PACKET_BYTES];
    private final MemorySegment packet = MemorySegment.ofArray(bytes);
    private int seq;

    private Sent next(TelephoneEventSender sender) {
        sender.advance();
        sender.write(packet, 0, 101, seq++, 1000, 7);
        assertThat(RtpPacket.validate(packet, 0, bytes.length)).isEqualTo(Validity.VALID);
        assertThat(RtpPacket.payloadType(packet, 0)).isEqualTo(101);
        assertThat(RtpPacket.ssrc(packet, 0)).isEqualTo(7);
        return new Sent(
                sender.ptsNs() / MS,
                RtpPacket.marker(packet, 0),
                RtpPacket.sequenceNumber(packet, 0),
                Integer.toUnsignedLong(RtpPacket.timestamp(packet, 0)),
                TelephoneEvent.number(packet, 12),
                TelephoneEvent.isEnd(packet, 12),
                TelephoneEvent.volume(packet, 12),
                TelephoneEvent.duration(packet, 12),
                sender.durationNs() / MS);
    }

    private List<Sent> until(TelephoneEventSender sender, long nowNs) {
        List<Sent> all = new ArrayList<>();
        while (sender.nextDeadlineNs() <= nowNs) all.add(next(sender));
        return all;
    }

    @Test
    void aKeyIsToldAtItsBeginningInStepsOf40MsAndAtItsEnd() {
        var sender = new TelephoneEventSender(8_000, 40 * MS, 1);
        assertThat(sender.nextDeadlineNs()).isEqualTo(Long.MAX_VALUE);
        sender.start(4, 12, 500 * MS);
        assertThat(until(sender, 590 * MS))
                .containsExactly(
                        new Sent(500, true, 0, 5000, 4, false, 12, 320, 40),
                        new Sent(540, false, 1, 5000, 4, false, 12, 640, 40),
                        new Sent(580, false, 2, 5000, 4, false, 12, 960, 40));
        assertThat(sender.stop()).isTrue();
        assertThat(sender.stop()).isFalse();
        assertThat(sender.nextDeadlineNs()).isEqualTo(620 * MS);
        assertThat(until(sender, 10_000 * MS)).containsExactly(new Sent(620, false, 3, 5000, 4, true, 12, 1280, 160));
        assertThat(sender.isActive()).isFalse();
        assertThat(sender.stop()).isFalse();
    }

    @Test
    void betweenTwoKeysItIsSilentForAtLeast100Ms() {
        for (long packetMs : new long[] {10, 20, 40, 50, 100, 250}) {
            var sender = new TelephoneEventSender(8_000, packetMs * MS, 1);
            sender.start(1, 0, 0);
            sender.stop();
            List<Sent> first = until(sender, 5_000 * MS);
            assertThat(first).hasSize(2);
            long heardUntilMs = first.getLast().atMs() + packetMs;
            sender.start(2, 0, 0);
            long againMs = sender.nextDeadlineNs() / MS;
            assertThat(againMs - heardUntilMs).isBetween(100L, 100 + packetMs);
            assertThat(next(sender).timestamp()).isEqualTo(1000 + againMs * 8);
        }
    }

    @Test
    void aStopThatComesBeforeTheFirstPacketEndsTheEventWithTheSecond() {
        var sender = new TelephoneEventSender(8_000, 40 * MS, 1);
        sender.start(9, 3, 0);
        assertThat(sender.stop()).isTrue();
        assertThat(until(sender, 1_000 * MS))
                .containsExactly(
                        new Sent(0, true, 0, 1000, 9, false, 3, 320, 40),
                        new Sent(40, false, 1, 1000, 9, true, 3, 640, 160));
    }

    @Test
    void firstAndLastPacketsAreSentAsOftenAsTheRedundancySays() {
        var sender = new TelephoneEventSender(8_000, 40 * MS, 3);
        sender.start(15, 36, 0);
        List<Sent> all = until(sender, 70 * MS);
        sender.stop();
        all.addAll(until(sender, 1_000 * MS));
        assertThat(all)
                .containsExactly(
                        new Sent(0, true, 0, 1000, 15, false, 36, 320, 0),
                        new Sent(0, false, 1, 1000, 15, false, 36, 320, 0),
                        new Sent(0, false, 2, 1000, 15, false, 36, 320, 40),
                        new Sent(40, false, 3, 1000, 15, false, 36, 640, 40),
                        new Sent(80, false, 4, 1000, 15, true, 36, 960, 0),
                        new Sent(80, false, 5, 1000, 15, true, 36, 960, 0),
                        new Sent(80, false, 6, 1000, 15, true, 36, 960, 160));
    }

    /** RFC 4733 section 2.5.1.3: 65535 ticks are eight seconds. */
    @Test
    void anEventOfMinutesIsToldInSegments() {
        var sender = new TelephoneEventSender(8_000, 40 * MS, 1);
        sender.start(0, 10, 0);
        long lengthMs = 60_000;
        List<Sent> all = until(sender, lengthMs * MS);
        sender.stop();
        all.addAll(until(sender, 2 * lengthMs * MS));
        assertThat(all.stream().filter(Sent::marker)).hasSize(1);
        assertThat(all.stream().filter(Sent::end)).containsExactly(all.getLast());
        long fullSegments = all.stream().filter(one -> one.duration() == 65_535).count();
        assertThat(fullSegments).isEqualTo(lengthMs * 8 / 65_535);
        for (Sent one : all) {
            assertThat((one.timestamp() - 1000) % 65_535).isZero();
            long heardTicks = one.timestamp() - 1000 + one.duration();
            long trueTicks = (one.atMs() + 40) * 8;
            if (one.duration() == 65_535) assertThat(trueTicks - heardTicks).isBetween(0L, 320L);
            else assertThat(heardTicks).isEqualTo(trueTicks);
        }
    }

    @Test
    void whoIsCutBeforeItsFirstPacketIsNotHeardAtAll() {
        var sender = new TelephoneEventSender(8_000, 40 * MS, 2);
        sender.start(1, 1, 0);
        sender.cut();
        assertThat(sender.isActive()).isFalse();
        sender.start(2, 2, 0);
        assertThat(next(sender).number()).isEqualTo(2);
        sender.cut();
        assertThat(until(sender, 1_000 * MS).stream().map(Sent::end)).containsExactly(false, true, true);
    }

    /** Whatever is pressed when: one marker and one end per event, sequence numbers without a gap, time never goes back. */
    @Test
    void randomKeysAreEachToldOnceAndInOrder() {
        SplittableRandom random = new SplittableRandom(1);
        for (int round = 0; round < 200; round++) {
            seq = 0;
            int redundancy = random.nextInt(1, 6);
            var sender = new TelephoneEventSender(
                    random.nextBoolean() ? 8_000 : 48_000, random.nextInt(1, 100) * MS, redundancy);
            List<Sent> all = new ArrayList<>();
            long nowNs = 0;
            int started = 0;
            for (int act = 0; act < 50; act++) {
                nowNs += random.nextInt(300) * MS;
                all.addAll(until(sender, nowNs));
                if (random.nextBoolean()) sender.stop();
                else if (!sender.isActive()) sender.start(started++ & 15, 5, nowNs);
            }
            sender.stop();
            all.addAll(until(sender, Long.MAX_VALUE - 1));
            assertThat(all.stream().filter(Sent::marker).count()).isEqualTo(started);
            assertThat(all.stream().filter(Sent::end).count()).isEqualTo((long) started * redundancy);
            for (int i = 1; i < all.size(); i++) {
                assertThat(all.get(i).seq()).isEqualTo(all.get(i - 1).seq() + 1);
                assertThat(all.get(i).atMs())
                        .isGreaterThanOrEqualTo(all.get(i - 1).atMs());
                boolean other = all.get(i).number() != all.get(i - 1).number();
                assertThat(all.get(i).marker()).isEqualTo(other);
            }
        }
    }

    @Test
    void valuesOutOfRangeAreRefused() {
        assertThatThrownBy(() -> new TelephoneEventSender(0, 40 * MS, 1)).hasMessageContaining("clock-rate=0");
        assertThatThrownBy(() -> new TelephoneEventSender(8_000, 0, 1)).hasMessageContaining("ns=0");
        assertThatThrownBy(() -> new TelephoneEventSender(8_000, 9_000 * MS, 1)).hasMessageContaining("65535 ticks");
        assertThatThrownBy(() -> new TelephoneEventSender(8_000, 40 * MS, 0)).hasMessageContaining("redundancy=0");
        var sender = new TelephoneEventSender(8_000, 40 * MS, 1);
        assertThatThrownBy(sender::advance).hasMessageContaining("no event sounds");
        assertThatThrownBy(() -> sender.start(256, 0, 0)).hasMessageContaining("number=256");
        assertThatThrownBy(() -> sender.start(0, 64, 0)).hasMessageContaining("volume=64");
        sender.start(3, 0, 0);
        assertThatThrownBy(() -> sender.start(4, 0, 0)).hasMessageContaining("number=3");
    }
}
