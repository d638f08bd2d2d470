package dev.millrace.future;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.runtime.Context;
import dev.millrace.sim.SteppedEnvironment;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Intervals: their grid, missed ticks, the two kinds on a throttled context. */
class IntervalTest {
    private static final long MS = 1_000_000;
    private static final Duration WAIT = Duration.ofMillis(20);

    private final List<Long> log = new ArrayList<>();

    private static long ms(Tick tick) {
        return tick.dueNs() / MS;
    }

    @Test
    void ticksLieOnAGridThatBeginsAtTheFirstPoll() {
        Hand<@Nullable Void> hand =
                new Hand<>(Streams.interval(Duration.ofMillis(10)).forEach(tick -> log.add(ms(tick))));
        hand.runAt(3 * MS);
        hand.runUntil(50 * MS);
        assertThat(log).containsExactly(13L, 23L, 33L, 43L);
        assertThat(hand.polls).isEqualTo(5);
    }

    @Test
    void whoAsksLateGetsOneTickAndTheMissedOnesAreCounted() {
        Stream<Tick> ticks = Streams.interval(Duration.ofMillis(10));
        Hand<@Nullable Void> hand = new Hand<>(ticks.forEach(tick -> {
            log.add(ms(tick));
            log.add(tick.missed());
        }));
        hand.run();
        hand.runAt(47 * MS);
        assertThat(log).containsExactly(10L, 3L);
        hand.runAt(50 * MS);
        assertThat(log).containsExactly(10L, 3L, 50L, 0L);
        hand.runAt(70 * MS);
        assertThat(log).containsExactly(10L, 3L, 50L, 0L, 60L, 1L);
        hand.runAt(79 * MS);
        assertThat(log).hasSize(6);
    }

    @Test
    void aReaderThatIsBusyForSeveralPeriodsGetsNoBurst() {
        Hand<@Nullable Void> hand =
                new Hand<>(Streams.intervalAtLeast(Duration.ofMillis(10)).tryForEach(tick -> {
                    log.add(ms(tick));
                    return Futures.sleep(Duration.ofMillis(25));
                }));
        hand.runUntil(100 * MS);
        // A tick at 10 keeps the reader until 35, which gets the one that was due at 20 and skips the one at 30.
        assertThat(log).containsExactly(10L, 20L, 40L, 70L);
    }

    @Test
    void cancelDisarmsTheTimerAndCancellingAWaitDoesNotMoveTheGrid() {
        Stream<Tick> ticks = Streams.interval(Duration.ofMillis(10));
        Hand<Integer> impatient = new Hand<>(Futures.race(
                ticks.next().map(_ -> 1), Futures.sleep(Duration.ofMillis(4)).map(_ -> 2)));
        impatient.run();
        assertThat(impatient.runAt(4 * MS)).isTrue();
        assertThat(impatient.result()).isEqualTo(2);
        assertThat(impatient.armedTimers()).isEqualTo(1);

        Future<@Nullable Tick> next = ticks.next();
        assertThat(next.poll(impatient)).isFalse();
        impatient.runAt(10 * MS);
        assertThat(next.poll(impatient)).isTrue();
        assertThat(next.result()).isNotNull().extracting(IntervalTest::ms).isEqualTo(10L);
        assertThat(ticks.next().poll(impatient)).isFalse();
        assertThat(impatient.armedTimers()).isEqualTo(1);
        ticks.cancel();
        assertThat(impatient.armedTimers()).isZero();
    }

    @Test
    void onAThrottledContextRegularTicksComeInTheNearestSliceAndTheOthersNeverEarly() throws IOException {
        SteppedEnvironment environment = new SteppedEnvironment(1);
        List<Long> regular = new ArrayList<>();
        List<Long> atLeast = new ArrayList<>();
        try (Context context = environment.acquire("test", WAIT)) {
            context.spawn(Streams.interval(Duration.ofMillis(29)).forEach(_ -> regular.add(environment.nowNs() / MS)));
            context.spawn(
                    Streams.intervalAtLeast(Duration.ofMillis(29)).forEach(_ -> atLeast.add(environment.nowNs() / MS)));
            environment.step();
            environment.advance(Duration.ofMillis(200), WAIT);
        }
        // Due at 29, 58, 87, 116, 145, 174, 203.
        assertThat(regular).containsExactly(20L, 60L, 80L, 120L, 140L, 180L, 200L);
        assertThat(atLeast).containsExactly(40L, 60L, 100L, 120L, 160L, 180L);
    }

    @Test
    void thePeriodOfASliceTicksInEachSlice() throws IOException {
        SteppedEnvironment environment = new SteppedEnvironment(1);
        try (Context context = environment.acquire("test", WAIT)) {
            context.spawn(Streams.interval(WAIT).forEach(tick -> log.add(tick.missed())));
            environment.step();
            environment.advance(Duration.ofMillis(200), WAIT);
        }
        assertThat(log).hasSize(10).containsOnly(0L);
    }
}
