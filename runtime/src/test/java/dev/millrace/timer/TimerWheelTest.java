package dev.millrace.timer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TimerWheelTest {
    private static final long MS = 1_000_000;
    private static final long HOUR = 3_600_000 * MS;

    private final List<Probe> fired = new ArrayList<>();

    private final class Probe extends Timer {
        long firedAtNs = -1;
        int times;

        @Override
        protected void fire(long nowNs) {
            firedAtNs = nowNs;
            times++;
            fired.add(this);
        }
    }

    @Test
    void firesAtItsDeadlineToTheNanosecondAndOnce() {
        TimerWheel wheel = new TimerWheel(0);
        Probe probe = new Probe();
        wheel.arm(probe, 5 * MS + 17);
        assertThat(wheel.expire(5 * MS + 16)).isZero();
        assertThat(wheel.expire(5 * MS + 17)).isEqualTo(1);
        assertThat(wheel.expire(HOUR)).isZero();
        assertThat(probe.times).isEqualTo(1);
        assertThat(probe.isArmed()).isFalse();
        assertThat(wheel.size()).isZero();
    }

    @Test
    void aDeadlineInThePastFiresAtTheNextCall() {
        TimerWheel wheel = new TimerWheel(10 * MS);
        wheel.arm(new Probe(), 3);
        assertThat(wheel.nextDeadlineNs()).isLessThanOrEqualTo(10 * MS);
        assertThat(wheel.expire(10 * MS)).isEqualTo(1);
    }

    @Test
    void aDisarmedTimerDoesNotFire() {
        TimerWheel wheel = new TimerWheel(0);
        Probe probe = new Probe();
        wheel.arm(probe, MS);
        assertThat(wheel.disarm(probe)).isTrue();
        assertThat(wheel.disarm(probe)).isFalse();
        assertThat(wheel.expire(HOUR)).isZero();
        assertThat(wheel.nextDeadlineNs()).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void armingAgainMovesIt() {
        TimerWheel wheel = new TimerWheel(0);
        Probe probe = new Probe();
        wheel.arm(probe, MS);
        wheel.arm(probe, 9 * MS);
        assertThat(wheel.size()).isEqualTo(1);
        assertThat(wheel.expire(8 * MS)).isZero();
        assertThat(wheel.expire(9 * MS)).isEqualTo(1);
    }

    @Test
    void aTimerThatArmsItselfForThePastWaitsForTheNextCall() {
        TimerWheel wheel = new TimerWheel(0);
        int[] times = {0};
        Timer again = new Timer() {
            @Override
            protected void fire(long nowNs) {
                times[0]++;
                wheel.arm(this, nowNs);
            }
        };
        wheel.arm(again, 0);
        wheel.expire(0);
        assertThat(times[0]).isEqualTo(1);
        wheel.expire(0);
        assertThat(times[0]).isEqualTo(2);
    }

    @Test
    void aTimerMayDisarmItsNeighbourWhichIsDueToo() {
        TimerWheel wheel = new TimerWheel(0);
        Probe neighbour = new Probe();
        Timer first = new Timer() {
            @Override
            protected void fire(long nowNs) {
                wheel.disarm(neighbour);
            }
        };
        wheel.arm(first, MS);
        wheel.arm(neighbour, MS);
        assertThat(wheel.expire(MS)).isEqualTo(1);
        assertThat(neighbour.times).isZero();
    }

    @Test
    void aTimerThatThrowsLeavesTheOthersForTheNextCall() {
        TimerWheel wheel = new TimerWheel(0);
        Timer bad = new Timer() {
            @Override
            protected void fire(long nowNs) {
                throw new IllegalStateException("planted");
            }
        };
        Probe good = new Probe();
        wheel.arm(bad, MS);
        wheel.arm(good, MS);
        assertThatThrownBy(() -> wheel.expire(MS)).hasMessage("planted");
        assertThat(wheel.expire(MS)).isEqualTo(1);
        assertThat(good.times).isEqualTo(1);
    }

    @Test
    void sleepingUntilTheNextDeadlineNeverOversleeps() {
        TimerWheel wheel = new TimerWheel(0);
        Probe probe = new Probe();
        wheel.arm(probe, 10 * HOUR + 1);
        int wakes = 0;
        for (long nowNs = 0; probe.times == 0; wakes++) {
            long next = wheel.nextDeadlineNs();
            assertThat(next).isLessThanOrEqualTo(10 * HOUR + 1).isGreaterThan(nowNs);
            nowNs = next;
            wheel.expire(nowNs);
        }
        assertThat(probe.firedAtNs).isEqualTo(10 * HOUR + 1);
        assertThat(wakes).isLessThan(10);
    }

    /** Against the plainest model there is: a list of what is armed, looked through at each step. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void equalsAListOfDeadlinesOverRandomSteps(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        long nowNs = random.nextLong(HOUR);
        TimerWheel wheel = new TimerWheel(nowNs);
        List<Probe> armed = new ArrayList<>();
        for (int step = 0; step < 3_000; step++) {
            switch (random.nextInt(4)) {
                case 0, 1 -> {
                    Probe probe = new Probe();
                    wheel.arm(probe, nowNs + random.nextLong(1L << random.nextInt(1, 48)));
                    armed.add(probe);
                }
                case 2 -> {
                    if (!armed.isEmpty()) wheel.disarm(armed.remove(random.nextInt(armed.size())));
                }
                default -> {
                    nowNs += random.nextLong(1L << random.nextInt(1, 45));
                    expireBoth(wheel, armed, nowNs);
                    assertThat(wheel.nextDeadlineNs()).isGreaterThan(nowNs);
                }
            }
            assertThat(wheel.size()).isEqualTo(armed.size());
            long earliest = armed.stream().mapToLong(Timer::deadlineNs).min().orElse(Long.MAX_VALUE);
            assertThat(wheel.nextDeadlineNs()).isLessThanOrEqualTo(Math.max(earliest, nowNs));
        }
    }

    /** A loop that waits until then would else not wait at all, for up to a turn of the wheel. */
    @Test
    void aDisarmedTimerThatIsPassedOverIsNotTheNextDeadline() {
        TimerWheel wheel = new TimerWheel(0);
        Probe probe = new Probe();
        wheel.arm(probe, 10 * MS);
        wheel.disarm(probe);
        wheel.expire(50 * MS);
        wheel.arm(probe, 90 * MS);
        assertThat(wheel.nextDeadlineNs()).isEqualTo(90 * MS);
    }

    private void expireBoth(TimerWheel wheel, List<Probe> armed, long nowNs) {
        fired.clear();
        wheel.expire(nowNs);
        List<Probe> due =
                armed.stream().filter(probe -> probe.deadlineNs() <= nowNs).toList();
        assertThat(fired).containsExactlyInAnyOrderElementsOf(due);
        assertThat(fired).allSatisfy(probe -> assertThat(probe.times).isEqualTo(1));
        // Ticks of 2^20 ns fire in order.
        assertThat(fired.stream().map(probe -> probe.deadlineNs() >> 20).toList())
                .isSorted();
        armed.removeAll(due);
    }
}
