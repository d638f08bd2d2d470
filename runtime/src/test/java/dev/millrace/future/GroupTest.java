package dev.millrace.future;

import static dev.millrace.future.Futures.race;
import static dev.millrace.future.Futures.sleep;
import static java.time.Duration.ofMillis;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Several futures in one task: join, tryJoin, race; who is polled, who is cancelled, in which order. */
class GroupTest {
    private final List<String> drops = new ArrayList<>();

    private final Probe<Integer> a = new Probe<>("a", drops);
    private final Probe<Integer> b = new Probe<>("b", drops);
    private final Probe<Integer> c = new Probe<>("c", drops);

    @Test
    void joinGivesTheValuesInOrderWhateverTheOrderInTime() {
        Hand<List<Integer>> hand = new Hand<>(Futures.join(List.of(a, b, c)));
        hand.run();
        c.complete(3);
        a.complete(1);
        assertThat(hand.run()).isFalse();
        b.complete(2);
        assertThat(hand.run()).isTrue();
        assertThat(hand.result()).containsExactly(1, 2, 3);
    }

    @Test
    void joinOfTwoAndOfThreeIsTyped() {
        Future<Pair<Integer, String>> pair = Futures.join(Futures.ready(1), Futures.ready("two"));
        assertThat(pair.poll(Waker.none())).isTrue();
        assertThat(pair.result()).isEqualTo(new Pair<>(1, "two"));
        Future<Triple<Integer, String, Long>> triple =
                Futures.tryJoin(Futures.ready(1), Futures.ready("two"), Futures.ready(3L));
        assertThat(triple.poll(Waker.none())).isTrue();
        assertThat(triple.result()).isEqualTo(new Triple<>(1, "two", 3L));
    }

    @Test
    void joinOfNothingIsReadyAtOnceAndNullsAreValues() {
        Future<List<Integer>> nothing = Futures.join(List.of());
        assertThat(nothing.poll(Waker.none())).isTrue();
        assertThat(nothing.result()).isEmpty();
        Future<List<@Nullable Void>> nulls = Futures.join(List.of(Futures.yieldNow(), Futures.yieldNow()));
        Hand<List<@Nullable Void>> hand = new Hand<>(nulls);
        assertThat(hand.run()).isTrue();
        assertThat(hand.result()).hasSize(2).containsOnlyNulls();
    }

    @Test
    void onlyTheChildThatWasWokenIsPolledAgain() {
        List<Probe<Integer>> probes = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) probes.add(new Probe<>());
        Hand<List<Integer>> hand = new Hand<>(Futures.join(probes));
        hand.run();
        for (int i = 0; i < 1_000; i++) {
            probes.get(i).complete(i);
            assertThat(hand.run()).isEqualTo(i == 999);
        }
        assertThat(hand.polls).isEqualTo(1_001);
        assertThat(probes).allSatisfy(probe -> assertThat(probe.polls).isEqualTo(2));
        assertThat(hand.result()).hasSize(1_000).startsWith(0, 1, 2);
    }

    @Test
    void manyWakesBetweenTwoPollsWakeTheTaskOnce() {
        Hand<List<Integer>> hand = new Hand<>(Futures.join(List.of(a, b, c)));
        hand.run();
        a.wake();
        b.wake();
        a.wake();
        c.wake();
        assertThat(hand.wakes).isEqualTo(1);
        hand.run();
        assertThat(List.of(a.polls, b.polls, c.polls)).containsExactly(2, 2, 2);
    }

    @Test
    void wakesOfAChildThatHasEndedDoNothing() {
        Hand<List<Integer>> hand = new Hand<>(Futures.join(List.of(a, b)));
        hand.run();
        a.complete(1);
        hand.run();
        int wakes = hand.wakes;
        a.wake();
        assertThat(hand.wakes).isEqualTo(wakes);
        b.complete(2);
        assertThat(hand.run()).isTrue();
        assertThat(a.polls).isEqualTo(2);
    }

    @Test
    void aGroupThatMovesToAnotherTaskWakesThatOne() {
        Future<List<Integer>> join = Futures.join(List.of(a));
        Hand<List<Integer>> first = new Hand<>(join);
        Hand<List<Integer>> second = new Hand<>(join);
        first.run();
        second.run();
        a.complete(1);
        assertThat(first.wakes).isZero();
        assertThat(second.wakes).isEqualTo(1);
        assertThat(second.run()).isTrue();
    }

    @Test
    void joinWaitsForAllAndThenThrowsTheFirstFailureInOrder() {
        Hand<List<Integer>> hand = new Hand<>(Futures.join(List.of(a, b, c)));
        hand.run();
        c.fail(new IllegalStateException("c"));
        assertThat(hand.run()).isFalse();
        b.fail(new IllegalStateException("b"));
        assertThat(hand.run()).isFalse();
        a.complete(1);
        assertThat(hand.run()).isTrue();
        assertThatThrownBy(hand::result).hasMessage("b");
        assertThat(drops).isEmpty();
    }

    @Test
    void tryJoinEndsAtTheFirstFailureInTimeAndCancelsTheRestAtOnce() {
        Hand<List<Integer>> hand = new Hand<>(Futures.tryJoin(List.of(a, b, c)));
        hand.run();
        b.fail(new IllegalStateException("b"));
        assertThat(hand.run()).isTrue();
        assertThat(drops).containsExactly("a", "c");
        assertThatThrownBy(hand::result).hasMessage("b");
    }

    @Test
    void tryJoinOfThoseThatAllSucceedGivesTheirValues() {
        Hand<List<Integer>> hand = new Hand<>(Futures.tryJoin(List.of(a, b)));
        hand.run();
        b.complete(2);
        a.complete(1);
        assertThat(hand.run()).isTrue();
        assertThat(hand.result()).containsExactly(1, 2);
    }

    @Test
    void aFailureAtTheFirstPollKeepsTheLaterOnesFromStarting() {
        Future<List<Integer>> join =
                Futures.tryJoin(List.of(a, Futures.failed(new IllegalStateException("planted")), c));
        assertThat(join.poll(Waker.none())).isTrue();
        assertThat(c.polls).isZero();
        assertThat(drops).containsExactly("a", "c");
    }

    @Test
    void raceGivesTheFirstValueAndCancelsTheLosers() {
        Hand<Integer> hand = new Hand<>(Futures.race(a, b, c));
        hand.run();
        b.complete(2);
        assertThat(hand.run()).isTrue();
        assertThat(drops).containsExactly("a", "c");
        assertThat(hand.result()).isEqualTo(2);
    }

    @Test
    void raceGivesAFailureToo() {
        Hand<Integer> hand = new Hand<>(Futures.race(List.of(a, b)));
        hand.run();
        a.fail(new IllegalStateException("planted"));
        assertThat(hand.run()).isTrue();
        assertThat(drops).containsExactly("b");
        assertThatThrownBy(hand::result).hasMessage("planted");
    }

    @Test
    void ofSeveralThatAreReadyTheFirstWinsAndTheOthersAreNotPolled() {
        Future<Integer> race = Futures.race(a, Futures.ready(2), c);
        assertThat(race.poll(Waker.none())).isTrue();
        assertThat(race.result()).isEqualTo(2);
        assertThat(c.polls).isZero();
        assertThat(drops).containsExactly("a", "c");
    }

    @Test
    void aRaceOfNothingIsRefused() {
        assertThatThrownBy(() -> Futures.race(List.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("futures=0");
    }

    @Test
    void aPollThatThrowsIsAFailureOfThatChildAlone() {
        Future<Integer> throwing = new Future<>() {
            @Override
            public boolean poll(Waker waker) {
                throw new IllegalStateException("planted");
            }

            @Override
            public Integer result() {
                throw new AssertionError("never ready");
            }
        };
        Hand<List<Integer>> join = new Hand<>(Futures.join(List.of(throwing, a)));
        assertThat(join.run()).isFalse();
        a.complete(1);
        assertThat(join.run()).isTrue();
        assertThatThrownBy(join::result).hasMessage("planted");
    }

    @Test
    void cancelReachesThoseThatHaveNotEndedInOrder() {
        Future<?> group = Futures.join(List.of(a, Probe.of(1), b, c));
        group.poll(Waker.none());
        group.cancel();
        group.cancel();
        assertThat(drops).containsExactly("a", "b", "c");
    }

    @Test
    void lateWakesAfterACancelWakeNobody() {
        Hand<Integer> hand = new Hand<>(Futures.race(a, b));
        hand.run();
        hand.cancel();
        a.wake();
        b.wake();
        assertThat(hand.wakes).isZero();
    }

    @Test
    void aCancelThatThrowsDoesNotSpareTheOthers() {
        Future<Integer> throwing = new Future<>() {
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
        };
        Future<List<Integer>> join = Futures.join(List.of(throwing, b));
        join.poll(Waker.none());
        assertThatThrownBy(join::cancel).hasMessage("planted");
        assertThat(drops).containsExactly("b");
    }

    @Test
    void aChildThatWakesItselfIsPolledByTheNextPollAndOthersAreNot() {
        int[] polls = {0};
        Future<@Nullable Void> busy = Futures.pollFn(waker -> {
            if (++polls[0] == 5) return true;
            waker.wake();
            return false;
        });
        Hand<Pair<@Nullable Void, Integer>> hand = new Hand<>(Futures.<@Nullable Void, Integer>join(busy, a));
        hand.run();
        assertThat(polls[0]).isEqualTo(5);
        assertThat(a.polls).isEqualTo(1);
        assertThat(hand.polls).isEqualTo(5);
    }

    @Test
    void theReplicaIsAskedWhenThePrimaryIsSlowAndTheLoserIsCancelled() {
        Probe<Integer> primary = new Probe<>("primary", drops);
        Probe<Integer> replica = new Probe<>("replica", drops);
        Future<Integer> page = race(primary, sleep(ofMillis(300)).andThen(() -> replica));
        Hand<Integer> hand = new Hand<>(page);
        hand.runAt(0);
        assertThat(replica.polls).isZero();
        hand.runAt(300_000_000);
        assertThat(replica.polls).isEqualTo(1);
        replica.complete(2);
        assertThat(hand.run()).isTrue();
        assertThat(hand.result()).isEqualTo(2);
        assertThat(drops).containsExactly("primary");
        assertThat(primary.polls).isEqualTo(1);
    }

    @Test
    void aFastPrimaryDisarmsTheTimer() {
        Hand<Integer> hand = new Hand<>(race(a, sleep(ofMillis(300)).andThen(() -> b)));
        hand.run();
        a.complete(1);
        assertThat(hand.run()).isTrue();
        assertThat(hand.armedTimers()).isZero();
        assertThat(b.polls).isZero();
    }
}
