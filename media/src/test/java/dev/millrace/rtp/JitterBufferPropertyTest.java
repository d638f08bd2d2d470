package dev.millrace.rtp;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Random streams, each from its seed, through random buffers; what must always hold is checked after every call.
 *
 * <p>A stream is three parts: a quiet start, trouble of one kind, and ten quiet seconds in which the buffer has to
 * recover.
 */
class JitterBufferPropertyTest {
    private static final int STREAMS_PER_TROUBLE = 100;
    private static final int QUIET_PACKETS = 500;

    enum Trouble {
        NONE,
        LOSS,
        DUPLICATION,
        REORDER,
        JITTER,
        STALLS,
        OUTAGES,
        SEQUENCE_JUMPS,
        TIMESTAMP_JUMPS,
        RESTARTS,
        STRAYS,
        ALL;

        boolean includes(Trouble other) {
            return this == other || this == ALL;
        }
    }

    private record Packet(int number, int seq, int timestamp, double arrivalMs) {}

    @ParameterizedTest
    @EnumSource
    void shouldKeepItsPromisesWhateverArrives(Trouble trouble) {
        for (int seed = 0; seed < STREAMS_PER_TROUBLE; seed++) {
            try {
                new Run(trouble, seed).play();
            } catch (Throwable e) {
                throw new AssertionError("trouble=" + trouble + " seed=" + seed, e);
            }
        }
    }

    private static final class Run {
        private final Trouble trouble;
        private final Random random;
        private final long latencyNs;
        private final long sliceNs;
        private final JitterBuffer<Packet> buffer;
        private final JitterBufferStats stats;
        private final Set<Packet> inside = new HashSet<>();
        private final int numberOfLastQuietPackets;
        private final List<Packet> packets;

        private Packet previous = new Packet(-1, -1, -1, -1);
        private long previousPtsNs;
        private long lost;
        private long refused;
        private long refusedInTheEnd;

        Run(Trouble trouble, int seed) {
            this.trouble = trouble;
            random = new Random(31L * seed + trouble.name().hashCode());
            latencyNs = random.nextInt(1, 12) * 20_000_000L;
            sliceNs = random.nextBoolean() ? 20_000_000L : 1_000_000L;
            buffer = new JitterBuffer<>(
                    JitterBufferSettings.of(latencyNs, 8_000).withCapacityPackets(16 << random.nextInt(4)));
            stats = buffer.stats();
            packets = send();
            numberOfLastQuietPackets =
                    packets.stream().mapToInt(Packet::number).max().orElseThrow() - 100;
        }

        void play() {
            long nowNs = 0;
            for (Packet packet : packets) {
                long arrivalNs = (long) Math.ceil(packet.arrivalMs * 1e6 / sliceNs) * sliceNs;
                while (nowNs < arrivalNs) {
                    nowNs = Math.min(arrivalNs, nowNs + sliceNs);
                    popAll(nowNs);
                }
                popAll(nowNs); // the rule for callers: before inserting
                insert(packet, nowNs);
            }
            finish(nowNs);
        }

        private void insert(Packet packet, long nowNs) {
            assertThat(buffer.insert(packet.seq, packet.timestamp, nowNs, packet))
                    .satisfies(insertion -> {
                        if (insertion == Insertion.ACCEPTED) {
                            assertThat(inside.add(packet)).isTrue();
                        } else {
                            refused++;
                            refusedInTheEnd += packet.number > numberOfLastQuietPackets ? 1 : 0;
                        }
                    });
            checkConservation();
            assertThat(buffer.nextDeadlineNs())
                    .as("nothing waits longer than the latency")
                    .isLessThanOrEqualTo(inside.isEmpty() ? Long.MAX_VALUE : nowNs + latencyNs);
        }

        private void popAll(long nowNs) {
            for (Packet packet; (packet = buffer.pop(nowNs)) != null; ) {
                checkOrder(packet);
                assertThat(buffer.poppedPtsNs() + latencyNs).as("deadline").isLessThanOrEqualTo(nowNs);
                checkConservation();
            }
            assertThat(buffer.nextDeadlineNs()).isGreaterThan(nowNs);
        }

        private void checkOrder(Packet packet) {
            assertThat(inside.remove(packet)).isTrue();
            assertThat(buffer.poppedSeq()).isEqualTo(packet.seq);
            assertThat(buffer.poppedTimestamp()).isEqualTo(packet.timestamp);
            boolean newStart = buffer.poppedDiscontinuity() && buffer.lostBefore() == 0;
            assertThat(buffer.lostBefore()).isNotNegative();
            if (!newStart) {
                assertThat(SequenceNumbers.distance(previous.seq, packet.seq))
                        .as("step of the sequence")
                        .isEqualTo((short) (buffer.lostBefore() + 1));
                assertThat(buffer.poppedDiscontinuity()).isEqualTo(buffer.lostBefore() > 0);
                if (packet.timestamp - previous.timestamp >= 0) {
                    assertThat(buffer.poppedPtsNs()).isGreaterThanOrEqualTo(previousPtsNs);
                }
            }
            lost += buffer.lostBefore();
            previous = packet;
            previousPtsNs = buffer.poppedPtsNs();
        }

        private void checkConservation() {
            assertThat(stats.delivered()
                            + stats.duplicate()
                            + stats.late()
                            + stats.overflow()
                            + stats.invalid()
                            + stats.discarded()
                            + stats.queued())
                    .isEqualTo(stats.received());
            assertThat(stats.queued()).isEqualTo(inside.size());
            assertThat(stats.duplicate() + stats.late() + stats.overflow() + stats.discarded())
                    .isEqualTo(refused);
            assertThat(stats.lost()).isEqualTo(lost);
        }

        private void finish(long nowNs) {
            assertThat(refusedInTheEnd).as("refused after the trouble").isZero();
            assertThat(stats.queued()).isLessThanOrEqualTo((int) ((latencyNs + sliceNs) / 20_000_000L) + 1);
            popAll(nowNs + latencyNs);
            assertThat(inside).isEmpty();
            assertThat(stats.received()).isEqualTo(packets.size());
            assertThat(previous.number).isEqualTo(packets.getLast().number);
            if (trouble == Trouble.NONE) {
                assertThat(stats.delivered()).isEqualTo(packets.size());
            }
            if (trouble.compareTo(Trouble.OUTAGES) < 0) {
                assertThat(stats.resyncs()).isZero();
                assertThat(stats.overflow()).isZero();
                assertThat(stats.delivered() + stats.lost()).isEqualTo(packets.getLast().number + 1L);
            }
        }

        /** What the network makes of it, in the order of arrival. */
        private List<Packet> send() {
            List<Packet> arrivals = new ArrayList<>();
            int seq = random.nextBoolean() ? 65_000 + random.nextInt(536) : random.nextInt(65_536);
            int timestamp = random.nextBoolean() ? -random.nextInt(200_000) : random.nextInt();
            double sentMs = 0;
            double stalledUntilMs = 0;
            int troubled = random.nextInt(200, 600);
            double skew = 1 + (random.nextDouble() - 0.5) / 1_000;
            for (int n = 0; n < 50 + troubled + QUIET_PACKETS; n++, seq++, timestamp += 160, sentMs += 20 * skew) {
                double arrivalMs = Math.max(stalledUntilMs, sentMs);
                if (n > 50 && n < 50 + troubled) {
                    if (trouble.includes(Trouble.STALLS) && chance(0.01)) {
                        stalledUntilMs = Math.max(stalledUntilMs, sentMs + random.nextInt(8_000));
                    }
                    if (trouble.includes(Trouble.OUTAGES) && chance(0.01)) {
                        int missing = random.nextInt(4_000);
                        seq += missing;
                        timestamp += missing * 160;
                        sentMs += missing * 20.0;
                        arrivalMs = Math.max(stalledUntilMs, sentMs);
                    }
                    if (chance(0.01) && trouble.includes(Trouble.SEQUENCE_JUMPS)) {
                        seq += chance(0.5) ? random.nextInt(-200, 200) : random.nextInt(65_536);
                    }
                    if (chance(0.01) && trouble.includes(Trouble.TIMESTAMP_JUMPS)) {
                        timestamp += chance(0.5) ? random.nextInt(-20_000, 20_000) : random.nextInt();
                    }
                    if (chance(0.01) && trouble.includes(Trouble.RESTARTS)) {
                        seq = random.nextInt(65_536);
                        timestamp = random.nextInt();
                    }
                    if (chance(0.02) && trouble.includes(Trouble.STRAYS)) {
                        arrivals.add(new Packet(n, random.nextInt(65_536), random.nextInt(), arrivalMs));
                    }
                    if (trouble.includes(Trouble.JITTER)) {
                        arrivalMs += Math.abs(random.nextGaussian()) * 40;
                    }
                    if (trouble.includes(Trouble.REORDER) && chance(0.1)) {
                        arrivalMs += 20 * random.nextInt(10);
                    }
                    if (trouble.includes(Trouble.DUPLICATION) && chance(0.1)) {
                        arrivals.add(new Packet(n, seq & 0xffff, timestamp, arrivalMs + random.nextInt(300)));
                    }
                    if (trouble.includes(Trouble.LOSS) && chance(0.1)) {
                        continue;
                    }
                }
                arrivals.add(new Packet(n, seq & 0xffff, timestamp, arrivalMs));
            }
            arrivals.sort(Comparator.comparingDouble(Packet::arrivalMs));
            return arrivals;
        }

        private boolean chance(double probability) {
            return random.nextDouble() < probability;
        }
    }
}
