package dev.millrace.rtp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;

import java.util.Random;
import org.junit.jupiter.api.Test;

/** Times in these tests are milliseconds at 8000 ticks a second, 20 ms and 160 ticks a packet. */
class PlayoutClockTest {
    private static final int TICKS = 160;
    private static final double FRAME_MS = 20;

    private final PlayoutClock clock = new PlayoutClock(8_000);

    @Test
    void shouldPresentTheFirstPacketWhenItArrives() {
        clock.anchor(0xffffff00, ns(500));
        assertThat(pts(0xffffff00, 500)).isEqualTo(500);
    }

    @Test
    void shouldFollowTheMediaTimeThroughTheWrapOfTimestamps() {
        int first = -5 * TICKS;
        clock.anchor(first, ns(1_000));
        for (int i = 0; i < 20; i++) {
            assertThat(pts(first + i * TICKS, 1_000 + i * FRAME_MS)).isEqualTo(1_000 + i * FRAME_MS);
        }
    }

    @Test
    void shouldTakeJitterOut() {
        var random = new Random(7);
        clock.anchor(0, ns(0));
        for (int i = 1; i < 1_000; i++) {
            double arrival = i * FRAME_MS + (i % 10 == 0 ? 0 : random.nextInt(15));
            assertThat(pts(i * TICKS, arrival)).isEqualTo(i * FRAME_MS, offset(0.5));
        }
    }

    @Test
    void shouldStepDownAtOnceButNeverBackInTime() {
        clock.anchor(0, ns(100)); // the first packet was 100 ms late
        assertThat(pts(TICKS, 100)).isEqualTo(100);
        assertThat(pts(2 * TICKS, 100)).isEqualTo(100);
        assertThat(pts(5 * TICKS, 100)).isEqualTo(100);
        assertThat(pts(6 * TICKS, 121)).isEqualTo(120);
    }

    @Test
    void shouldMoveWhatStillWaitsWhenItStepsDown() {
        clock.anchor(0, ns(100));
        long first = clock.enter(0, ns(100));
        long second = clock.enter(TICKS, ns(120));
        clock.enter(2 * TICKS, ns(130)); // 10 ms sooner than the others
        assertThat(clock.ptsNs(first)).isEqualTo(ns(90));
        assertThat(clock.ptsNs(second)).isEqualTo(ns(110));
    }

    @Test
    void shouldNeverPresentAfterArrivalNorBackInTimeWhateverTheJitter() {
        var random = new Random(11);
        clock.anchor(0, 0);
        double arrival = 0;
        double last = 0;
        for (int i = 1; i < 20_000; i++) {
            arrival = Math.max(arrival, i * FRAME_MS * 1.0003 + Math.abs(random.nextGaussian()) * 30);
            double pts = pts(i * TICKS, arrival);
            assertThat(pts).isBetween(last, arrival + 1e-6);
            last = pts;
        }
    }

    @Test
    void shouldFollowASlowSenderClock() {
        shouldFollowASenderClock(1.000_1, 1.0);
        shouldFollowASenderClock(1.000_2, 2.0);
    }

    @Test
    void shouldFollowAFastSenderClock() {
        shouldFollowASenderClock(0.999_8, 0.01);
    }

    private void shouldFollowASenderClock(double rate, double toleranceMs) {
        clock.anchor(0, 0);
        for (int i = 1; i < 50 * 600; i++) {
            double arrival = i * FRAME_MS * rate;
            assertThat(pts(i * TICKS, arrival)).isEqualTo(arrival, offset(toleranceMs));
        }
    }

    @Test
    void shouldStayWithinASliceOfTheTruthWhenArrivalsAreQuantised() {
        clock.anchor(0, 0);
        for (int i = 1; i < 50 * 600; i++) {
            double sent = i * FRAME_MS * 1.000_1;
            double arrival = Math.ceil(sent / 20) * 20;
            assertThat(pts(i * TICKS, arrival)).isBetween(sent - 1, sent + 21);
        }
    }

    @Test
    void shouldMoveUpToALongerRouteWithinSeconds() {
        clock.anchor(0, 0);
        double last = 0;
        for (int i = 1; i < 50 * 20; i++) {
            double arrival = i * FRAME_MS + (i < 50 * 5 ? 0 : 50);
            double pts = pts(i * TICKS, arrival);
            assertThat(pts - last).isBetween(FRAME_MS - 0.001, FRAME_MS + 0.5);
            last = pts;
        }
        assertThat(last).isEqualTo((50 * 20 - 1) * FRAME_MS + 50, offset(2.0));
    }

    @Test
    void shouldNotBeMovedByTheBacklogOfAStall() {
        clock.anchor(0, 0);
        for (int i = 1; i < 50 * 30; i++) {
            double sent = i * FRAME_MS;
            double arrival = sent > 10_000 && sent <= 15_000 ? 15_000 : sent;
            assertThat(pts(i * TICKS, arrival)).isEqualTo(sent, offset(0.1));
        }
        assertThat(clock.jumps()).isZero();
    }

    @Test
    void shouldNotBeMovedByABacklogThatDrainsAtTwiceThePace() {
        clock.anchor(0, 0);
        for (int i = 1; i < 50 * 30; i++) {
            double sent = i * FRAME_MS;
            double arrival = sent > 10_000 ? Math.max(sent, 15_000 + (sent - 10_000) / 2) : sent;
            double pts = pts(i * TICKS, arrival);
            if (sent <= 10_000 || sent >= 20_000) {
                assertThat(pts).isEqualTo(sent, offset(0.1));
            }
        }
        assertThat(clock.jumps()).isZero();
    }

    @Test
    void shouldGivePacketsOfOneFrameOneTime() {
        clock.anchor(0, 0);
        for (int i = 1; i < 500; i++) {
            double first = pts(i * TICKS, i * FRAME_MS + 10);
            assertThat(pts(i * TICKS, i * FRAME_MS + 14)).isEqualTo(first);
            assertThat(pts(i * TICKS, i * FRAME_MS + 19)).isEqualTo(first);
        }
    }

    @Test
    void shouldStartAnewWhenTimestampsJumpForwards() {
        clock.anchor(0, 0);
        assertThat(pts(TICKS, 20)).isEqualTo(20);
        assertThat(pts(0x40000000, 40)).isEqualTo(40);
        assertThat(pts(0x40000000 + TICKS, 60)).isEqualTo(60);
        assertThat(clock.jumps()).isEqualTo(1);
    }

    @Test
    void shouldStartAnewWithinAFifthOfASecondWhenTimestampsJumpBackwards() {
        clock.anchor(0x40000000, 0);
        for (int i = 0; i < 10; i++) {
            assertThat(pts(i * TICKS, 1_000 + i * FRAME_MS)).isLessThan(1_000); // due at once
        }
        for (int i = 10; i < 50; i++) {
            assertThat(pts(i * TICKS, 1_000 + i * FRAME_MS)).isEqualTo(1_000 + i * FRAME_MS);
        }
        assertThat(clock.jumps()).isEqualTo(1);
    }

    @Test
    void shouldSurviveHostileTimestamps() {
        var random = new Random(13);
        clock.anchor(0, 0);
        for (int i = 1; i < 200_000; i++) {
            int timestamp = i % 2 == 0 ? i * 0x7fffffff : random.nextInt();
            assertThat(pts(timestamp, i)).isLessThanOrEqualTo(i);
        }
        for (int i = 0; i < 100; i++) {
            double arrival = 300_000 + i * FRAME_MS;
            double pts = pts(i * TICKS, arrival);
            if (i > 10) {
                assertThat(pts).isEqualTo(arrival, offset(0.001));
            }
        }
    }

    @Test
    void shouldKeepExactTimesForAYear() {
        var video = new PlayoutClock(90_000);
        video.anchor(0, 0);
        long year = 365L * 24 * 3_600;
        for (long second = 3_600; second <= year; second += 3_600) {
            long pts = video.ptsNs(video.enter((int) (second * 90_000), second * 1_000_000_000L));
            assertThat(pts).isEqualTo(second * 1_000_000_000L);
        }
    }

    private double pts(int timestamp, double arrivalMs) {
        return clock.ptsNs(clock.enter(timestamp, ns(arrivalMs))) / 1e6;
    }

    private static long ns(double ms) {
        return Math.round(ms * 1e6);
    }
}
