package dev.millrace.future;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** One future made of another: values, failures, what is polled, what is cancelled. */
class CombinatorsTest {
    private static final long MS = 1_000_000;

    private final List<String> log = new ArrayList<>();

    private static <T extends @Nullable Object> T value(Future<T> future) {
        assertThat(future.poll(Waker.none())).isTrue();
        return future.result();
    }

    private static IllegalStateException planted() {
        return new IllegalStateException("planted");
    }

    @Test
    void nothingHappensBeforeTheFirstPoll() {
        Probe<Integer> probe = Probe.of(1);
        Future<Integer> chain = Futures.lazy(() -> log.add("lazy"))
                .map(_ -> log.add("map"))
                .andThen(() -> probe)
                .inspect(value -> log.add("saw " + value));
        assertThat(log).isEmpty();
        assertThat(value(chain)).isEqualTo(1);
        assertThat(log).containsExactly("lazy", "map", "saw 1");
        assertThat(probe.polls).isEqualTo(1);
    }

    @Test
    void functionsRunOnceAtThePollAndNotWhenTheResultIsTaken() {
        Future<Boolean> mapped = Futures.ready(1).map(_ -> log.add("map"));
        assertThat(mapped.poll(Waker.none())).isTrue();
        assertThat(mapped.poll(Waker.none())).isTrue();
        assertThat(log).containsExactly("map");
        assertThat(mapped.result()).isTrue();
        assertThat(log).containsExactly("map");
    }

    @Test
    void aFailurePassesByTheFunctionsThatWantAValue() {
        Future<String> chain = Futures.<Integer>failed(planted())
                .map(_ -> fail("map"))
                .inspect(_ -> fail("inspect"))
                .andThen(_ -> Futures.ready(fail("andThen")))
                .andThen(() -> Futures.ready(fail("andThen, supplied")));
        assertThat(chain.poll(Waker.none())).isTrue();
        assertThatThrownBy(chain::result).hasMessage("planted");
    }

    @Test
    void aValuePassesByTheFunctionsThatWantAFailure() {
        Future<Integer> chain =
                Futures.ready(1).mapError(_ -> new CalledForAValue("mapError")).orElse(_ -> Futures.ready(2));
        assertThat(value(chain)).isEqualTo(1);
    }

    @Test
    void aFailureIsMappedOrReplaced() {
        Future<Integer> mapped = Futures.<Integer>failed(planted())
                .mapError(failure -> new IllegalArgumentException("was " + failure.getMessage()));
        assertThat(mapped.poll(Waker.none())).isTrue();
        assertThatThrownBy(mapped::result)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("was planted");
        assertThat(value(Futures.<String>failed(planted()).orElse(failure -> Futures.ready(failure.getMessage()))))
                .isEqualTo("planted");
    }

    @Test
    void thenGoesOnAfterEitherOutcomeButNotAfterItsOwnFailure() {
        Future<Integer> afterValue = Futures.ready(1).then(value -> Futures.ready(value + 1), _ -> Futures.ready(-1));
        assertThat(value(afterValue)).isEqualTo(2);
        Future<Integer> afterFailure =
                Futures.<Integer>failed(planted()).then(_ -> Futures.ready(0), _ -> Futures.ready(-1));
        assertThat(value(afterFailure)).isEqualTo(-1);
        Future<Integer> own = Futures.ready(1)
                .then(
                        _ -> {
                            throw planted();
                        },
                        _ -> Futures.ready(-1));
        assertThat(own.poll(Waker.none())).isTrue();
        assertThatThrownBy(own::result).hasMessage("planted");
    }

    @Test
    void theExceptionOfAFunctionIsTheFailure() {
        List<Future<?>> failing = List.of(
                Futures.lazy(CombinatorsTest::fail),
                Futures.defer(() -> {
                    throw planted();
                }),
                Futures.pollFn(_ -> {
                    throw planted();
                }),
                Futures.ready(1).map(_ -> fail()),
                Futures.ready(1).inspect(_ -> fail()),
                Futures.ready(1).andThen(_ -> Futures.ready(fail())),
                Futures.failed(new IllegalArgumentException("first")).mapError(_ -> {
                    throw planted();
                }),
                Futures.failed(new IllegalArgumentException("first")).orElse(_ -> Futures.ready(fail())));
        for (Future<?> future : failing) {
            assertThat(future.poll(Waker.none())).isTrue();
            assertThatThrownBy(future::result).hasMessage("planted");
        }
    }

    @Test
    void aBodyThatGivesNoFutureIsAFailureThatSaysSo() {
        Future<Integer> future = Futures.ready(1).andThen(_ -> nothing());
        assertThat(future.poll(Waker.none())).isTrue();
        assertThatThrownBy(future::result)
                .isInstanceOf(NullPointerException.class)
                .hasMessageContaining("future=null");
    }

    @Test
    void errorsPassByTheFunctionsThatTakeFailures() {
        Future<Integer> future = Futures.<Integer>lazy(() -> {
                    throw new PlantedError();
                })
                .mapError(_ -> planted())
                .orElse(_ -> Futures.ready(1))
                .then(_ -> Futures.ready(2), _ -> Futures.ready(3));
        assertThat(future.poll(Waker.none())).isTrue();
        assertThatThrownBy(future::result).isInstanceOf(PlantedError.class);
    }

    @Test
    void checkedFailuresArriveWrapped() {
        Completer<Integer> completer = new Completer<>();
        completer.fail(new IOException("planted"));
        Future<String> future = completer
                .map(_ -> "value")
                .orElse(failure -> Futures.ready(failure.getClass().getSimpleName()));
        assertThat(value(future)).isEqualTo(CompletionException.class.getSimpleName());
    }

    @Test
    void thePartInFlightIsPolledAloneAndWithTheWakerOfTheTask() {
        Probe<Integer> first = new Probe<>();
        Probe<Integer> second = new Probe<>();
        Hand<Integer> hand = new Hand<>(first.andThen(value -> second.map(more -> value + more)));
        assertThat(hand.run()).isFalse();
        assertThat(hand.run()).isFalse();
        assertThat(first.polls).isEqualTo(1);
        first.complete(1);
        assertThat(hand.run()).isFalse();
        second.wake();
        assertThat(hand.run()).isFalse();
        second.complete(2);
        assertThat(hand.run()).isTrue();
        assertThat(hand.result()).isEqualTo(3);
        assertThat(first.polls).isEqualTo(2);
        assertThat(second.polls).isEqualTo(3);
        assertThat(hand.wakes).isEqualTo(3);
    }

    @Test
    void cancelReachesThePartInFlightOnceAndNoOther() {
        Probe<Integer> first = new Probe<>("first", log);
        Probe<Integer> second = new Probe<>("second", log);
        Future<Integer> early = first.andThen(_ -> second).orElse(_ -> second).map(value -> value);
        early.poll(Waker.none());
        early.cancel();
        early.cancel();
        assertThat(log).containsExactly("first");
        assertThat(second.polls).isZero();

        Future<Integer> late = Probe.of(1).andThen(() -> second).mapError(failure -> failure);
        late.poll(Waker.none());
        late.cancel();
        assertThat(log).containsExactly("first", "second");
    }

    @Test
    void cancelBeforeTheFirstPollReachesTheSource() {
        new Probe<Integer>("source", log)
                .map(value -> value)
                .andThen(_ -> Futures.ready(1))
                .cancel();
        assertThat(log).containsExactly("source");
    }

    @Test
    void cancelDoesNothingOnceReady() {
        Future<Integer> future = Probe.of(1).map(value -> value);
        future.poll(Waker.none());
        future.cancel();
        assertThat(future.result()).isEqualTo(1);
    }

    @Test
    void aFutureGivesItsResultOnceAndSaysSoAfterwards() {
        Future<Integer> future = Futures.ready(1).map(value -> value);
        assertThatThrownBy(future::result)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("not ready");
        value(future);
        assertThatThrownBy(future::result)
                .isInstanceOf(FutureFinishedException.class)
                .hasMessageContaining("future=Mapped state=taken")
                .hasMessageContaining("make a new future");
        assertThatThrownBy(() -> future.poll(Waker.none())).isInstanceOf(FutureFinishedException.class);
    }

    @Test
    void aFailureIsTakenOnceToo() {
        Future<Integer> future = Futures.<Integer>failed(planted()).map(value -> value);
        future.poll(Waker.none());
        assertThatThrownBy(future::result).hasMessage("planted");
        assertThatThrownBy(future::result).isInstanceOf(FutureFinishedException.class);
    }

    @Test
    void aCancelledFutureSaysSo() {
        Future<Integer> future = new Probe<Integer>().map(value -> value);
        future.cancel();
        assertThatThrownBy(() -> future.poll(Waker.none()))
                .isInstanceOf(FutureFinishedException.class)
                .hasMessageContaining("state=cancelled");
        assertThatThrownBy(future::result).isInstanceOf(FutureFinishedException.class);
    }

    @Test
    void futuresThatKeepTheirValueMayBeUsedAgain() {
        Completer<Integer> completer = new Completer<>();
        completer.complete(1);
        for (Future<Integer> future : List.of(Futures.ready(1), completer)) {
            assertThat(value(future)).isEqualTo(1);
            Future<Integer> more = future.map(value -> value + 1);
            assertThat(value(more)).isEqualTo(2);
        }
        Future<Integer> failed = Futures.failed(planted());
        for (int i = 0; i < 2; i++) {
            assertThat(failed.poll(Waker.none())).isTrue();
            assertThatThrownBy(failed::result).hasMessage("planted");
        }
    }

    @Test
    void usingASourceOnItsOwnIsAFailureOfTheComposedFuture() {
        Future<Integer> source = Futures.lazy(() -> 1);
        Future<Integer> composed = source.map(value -> value);
        value(source);
        assertThat(composed.poll(Waker.none())).isTrue();
        assertThatThrownBy(composed::result).isInstanceOf(FutureFinishedException.class);
    }

    @Test
    void aPollFunctionIsNotAskedAgainOnceItSaidYes() {
        int[] asked = {0};
        Future<@Nullable Void> future = Futures.pollFn(_ -> ++asked[0] == 2);
        assertThat(future.poll(Waker.none())).isFalse();
        assertThat(future.poll(Waker.none())).isTrue();
        assertThat(future.poll(Waker.none())).isTrue();
        assertThat(future.result()).isNull();
        assertThat(asked[0]).isEqualTo(2);
    }

    @Test
    void flattenGivesTheInnerValue() {
        Future<Future<Integer>> outer = Futures.lazy(() -> Futures.ready(1));
        Future<Integer> flat = Futures.flatten(outer);
        assertThat(value(flat)).isEqualTo(1);
        Future<Integer> deferred = Futures.defer(() -> Futures.ready(2));
        assertThat(value(deferred)).isEqualTo(2);
    }

    @Test
    void yieldingWakesItselfAndIsReadyAtTheSecondPoll() {
        Hand<@Nullable Void> hand = new Hand<>(Futures.yieldNow());
        assertThat(hand.run()).isTrue();
        assertThat(hand.polls).isEqualTo(2);
        assertThat(hand.wakes).isEqualTo(1);
    }

    @Test
    void sleepCountsFromTheFirstPollAndPollsOnlyWhenDue() {
        Hand<@Nullable Void> hand = new Hand<>(Futures.sleep(Duration.ofMillis(10)));
        hand.runAt(5 * MS);
        assertThat(hand.runAt(14 * MS)).isFalse();
        assertThat(hand.polls).isEqualTo(1);
        assertThat(hand.runAt(15 * MS)).isTrue();
        assertThat(hand.polls).isEqualTo(2);
    }

    @Test
    void aCancelledSleepDisarmsItsTimer() {
        Hand<@Nullable Void> hand = new Hand<>(Futures.sleepAtLeast(Duration.ofMillis(10)));
        hand.run();
        assertThat(hand.armedTimers()).isEqualTo(1);
        hand.cancel();
        assertThat(hand.armedTimers()).isZero();
    }

    @Test
    void sleepOfNoTimeIsReadyAtOnceAndOneOfAllTimeIsNeverSo() {
        assertThat(new Hand<>(Futures.sleep(Duration.ZERO)).run()).isTrue();
        assertThat(new Hand<>(Futures.sleep(Duration.ofSeconds(Long.MIN_VALUE))).run())
                .isTrue();
        Hand<@Nullable Void> forever = new Hand<>(Futures.sleep(Duration.ofSeconds(Long.MAX_VALUE)));
        forever.runAt(5);
        assertThat(forever.runAt(Duration.ofHours(1).toNanos())).isFalse();
    }

    @Test
    void aTimeoutCancelsWhatIsLateAndSaysTheLimit() {
        Probe<Integer> probe = new Probe<>("late", log);
        Hand<Integer> hand = new Hand<>(probe.timeout(Duration.ofMillis(10)));
        assertThat(hand.runAt(9 * MS)).isFalse();
        assertThat(hand.runAt(19 * MS)).isTrue();
        assertThat(log).containsExactly("late");
        assertThatThrownBy(hand::result)
                .isInstanceOfSatisfying(
                        TimedOutException.class,
                        failure -> assertThat(failure.limit()).isEqualTo(Duration.ofMillis(10)))
                .hasMessageContaining("limit=PT0.01S");
        assertThat(probe.polls).isEqualTo(2);
    }

    @Test
    void anOutcomeInTimeDisarmsTheTimeout() {
        Probe<Integer> probe = new Probe<>();
        Hand<Integer> hand = new Hand<>(probe.timeout(Duration.ofMillis(10)));
        hand.run();
        probe.complete(1);
        assertThat(hand.run()).isTrue();
        assertThat(hand.armedTimers()).isZero();
        assertThat(hand.result()).isEqualTo(1);
    }

    @Test
    void anOutcomeThatComesWithTheDeadlineIsGiven() {
        Hand<Integer> hand =
                new Hand<>(Futures.sleep(Duration.ofMillis(10)).map(_ -> 1).timeout(Duration.ofMillis(10)));
        hand.runUntil(10 * MS);
        assertThat(hand.result()).isEqualTo(1);
    }

    @Test
    void aTimeoutOfNoTimePollsOnce() {
        Hand<Integer> ready = new Hand<>(Futures.ready(1).timeout(Duration.ZERO));
        assertThat(ready.run()).isTrue();
        assertThat(ready.result()).isEqualTo(1);
        Hand<Integer> late = new Hand<>(new Probe<Integer>("late", log).timeout(Duration.ofMillis(-1)));
        assertThat(late.run()).isTrue();
        assertThatThrownBy(late::result).isInstanceOf(TimedOutException.class);
        assertThat(log).containsExactly("late");
    }

    @Test
    void cancellingATimeoutCancelsBoth() {
        Hand<Integer> hand = new Hand<>(new Probe<Integer>("source", log).timeout(Duration.ofMillis(10)));
        hand.run();
        hand.cancel();
        assertThat(log).containsExactly("source");
        assertThat(hand.armedTimers()).isZero();
    }

    private static Integer fail() {
        throw planted();
    }

    private static String fail(String where) {
        throw new AssertionError("called after a failure: " + where);
    }

    @SuppressWarnings("NullAway") // what an unchecked caller may do
    private static <T> Future<T> nothing() {
        return null;
    }

    private static final class CalledForAValue extends RuntimeException {
        private static final long serialVersionUID = 1L;

        CalledForAValue(String where) {
            super("called for a value: " + where);
        }
    }

    private static final class PlantedError extends Error {
        private static final long serialVersionUID = 1L;
    }
}
