package dev.millrace.future;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.timer.Timer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Frames: every live future is polled once in each, woken or not. */
class FrameExecutorTest {
    private static final long MS = 1_000_000;

    private final FrameExecutor frames = new FrameExecutor(0);
    private final List<String> log = new ArrayList<>();

    @Test
    void aUnitWalksToItsTargetOneStepPerFrame() {
        Walk unit = new Walk(0, 5);
        Future<Integer> arrived = frames.spawn(unit);
        for (int frame = 1; frame < 5; frame++) {
            assertThat(frames.frame(frame * MS)).isEqualTo(1);
            assertThat(unit.position).isEqualTo(frame);
        }
        assertThat(arrived.poll(Waker.none())).isFalse();
        assertThat(frames.frame(5 * MS)).isZero();
        assertThat(arrived.poll(Waker.none())).isTrue();
        assertThat(arrived.result()).isEqualTo(5);
        frames.frame(6 * MS);
        assertThat(unit.polls).isEqualTo(5);
    }

    @Test
    void thousandsOfUnitsWalkIndependently() {
        List<Future<Integer>> arrivals = new ArrayList<>();
        List<Walk> units = new ArrayList<>();
        for (int i = 0; i < 5_000; i++) {
            Walk unit = new Walk(0, 1 + i % 100);
            units.add(unit);
            arrivals.add(frames.spawn(unit));
        }
        for (int frame = 1; frame <= 100; frame++)
            assertThat(frames.frame(frame * MS)).isEqualTo(50 * (100 - frame));
        for (int i = 0; i < 5_000; i++) {
            assertThat(units.get(i).polls).isEqualTo(1 + i % 100);
            assertThat(arrivals.get(i).poll(Waker.none())).isTrue();
            assertThat(arrivals.get(i).result()).isEqualTo(1 + i % 100);
        }
    }

    @Test
    void whatWalksOneWayMayThenWalkAnother() {
        frames.spawn(new Walk(0, 2).andThen(at -> new Walk(at, 0)).inspect(at -> log.add("back at " + at)));
        int needed = 0;
        while (frames.live() > 0) frames.frame(++needed * MS);
        // The frame in which the first walk ends takes the first step of the second.
        assertThat(needed).isEqualTo(3);
        assertThat(log).containsExactly("back at 0");
    }

    @Test
    void aFailureTouchesNoOther() {
        Future<Integer> failing = frames.spawn(Futures.failed(new IllegalStateException("planted")));
        Future<Integer> throwing = frames.spawn(new Future<>() {
            @Override
            public boolean poll(Waker waker) {
                throw new IllegalStateException("planted too");
            }

            @Override
            public Integer result() {
                throw new AssertionError("never ready");
            }
        });
        Future<Integer> walking = frames.spawn(new Walk(0, 2));
        assertThat(frames.frame(1)).isEqualTo(1);
        assertThat(failing.poll(Waker.none())).isTrue();
        assertThatThrownBy(failing::result).hasMessage("planted");
        assertThat(throwing.poll(Waker.none())).isTrue();
        assertThatThrownBy(throwing::result).hasMessage("planted too");
        frames.frame(2);
        assertThat(walking.poll(Waker.none())).isTrue();
        assertThat(frames.faults()).isZero();
    }

    @Test
    void timersFollowTheTimeOfTheFrames() {
        Future<@Nullable Void> sleep = frames.spawn(Futures.sleep(Duration.ofMillis(20)));
        frames.frame(10 * MS);
        frames.frame(29 * MS);
        assertThat(sleep.poll(Waker.none())).isFalse();
        frames.frame(30 * MS);
        assertThat(sleep.poll(Waker.none())).isTrue();
    }

    @Test
    void whatIsSpawnedInAFrameIsPolledFromTheNextOn() {
        Walk child = new Walk(0, 1);
        frames.spawn(Futures.lazy(() -> frames.spawn(child)));
        assertThat(frames.frame(1)).isEqualTo(1);
        assertThat(child.polls).isZero();
        assertThat(frames.frame(2)).isZero();
        assertThat(child.polls).isEqualTo(1);
    }

    @Test
    void runnablesRunBeforeTheFuturesAndAFailingOneIsCounted() {
        frames.spawn(Futures.lazy(() -> log.add("future")));
        frames.execute(() -> {
            log.add("first");
            frames.execute(() -> log.add("next frame"));
            throw new IllegalStateException("planted");
        });
        frames.execute(() -> log.add("second " + frames.isCurrent()));
        frames.frame(1);
        assertThat(log).containsExactly("first", "second true", "future");
        frames.frame(2);
        assertThat(log).endsWith("next frame");
        assertThat(frames.faults()).isEqualTo(1);
        assertThat(frames.isCurrent()).isFalse();
    }

    @Test
    void aTimerThatThrowsDoesNotKeepOthersFromFiring() {
        for (int i = 0; i < 3; i++) {
            frames.schedule(
                    new Timer() {
                        @Override
                        protected void fire(long nowNs) {
                            log.add("fired");
                            throw new IllegalStateException("planted");
                        }
                    },
                    MS);
        }
        frames.frame(MS);
        assertThat(log).hasSize(3);
        assertThat(frames.faults()).isEqualTo(3);
    }

    @Test
    void cancellingTheOutcomeDropsTheFutureInTheNextFrame() {
        Probe<Integer> probe = new Probe<>("unit", log);
        Future<Integer> outcome = frames.spawn(probe);
        frames.frame(1);
        outcome.cancel();
        assertThat(log).isEmpty();
        assertThat(frames.frame(2)).isZero();
        assertThat(log).containsExactly("unit");
        assertThat(probe.polls).isEqualTo(1);
        assertThat(outcome.poll(Waker.none())).isTrue();
        assertThatThrownBy(outcome::result).isInstanceOf(CancellationException.class);
    }

    @Test
    void aDropThatThrowsIsCountedAndTouchesNoOther() {
        frames.spawn(new Future<Integer>() {
                    @Override
                    public boolean poll(Waker waker) {
                        return false;
                    }

                    @Override
                    public Integer result() {
                        throw new AssertionError("never ready");
                    }

                    @Override
                    public void cancel() {
                        throw new IllegalStateException("planted");
                    }
                })
                .cancel();
        Walk unit = new Walk(0, 2);
        frames.spawn(unit);
        assertThat(frames.frame(1)).isEqualTo(1);
        assertThat(frames.faults()).isEqualTo(1);
        assertThat(unit.position).isEqualTo(1);
    }

    @Test
    void closeCancelsTheLiveOnesInOrder() {
        Future<Integer> first = frames.spawn(new Probe<>("first", log));
        frames.spawn(new Probe<Integer>("second", log));
        frames.frame(1);
        frames.close();
        assertThat(log).containsExactly("first", "second");
        assertThat(frames.live()).isZero();
        assertThat(first.poll(Waker.none())).isTrue();
    }

    @Test
    void timeNeverGoesBack() {
        frames.frame(5);
        frames.frame(3);
        assertThat(frames.nowNs()).isEqualTo(5);
    }

    /** Takes one step per poll, and stores no waker: nobody but a frame looks at it. */
    private static final class Walk implements Future<Integer> {
        private final int target;
        int position;
        int polls;

        Walk(int from, int target) {
            position = from;
            this.target = target;
        }

        @Override
        public boolean poll(Waker waker) {
            polls++;
            position += Integer.signum(target - position);
            return position == target;
        }

        @Override
        public Integer result() {
            return position;
        }
    }
}
