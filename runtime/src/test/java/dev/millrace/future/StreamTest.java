package dev.millrace.future;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Streams: items, the end, failures, back-pressure, what is cancelled. */
class StreamTest {
    private final List<String> drops = new ArrayList<>();

    private static Stream<Integer> upTo(int most) {
        return Streams.from(IntStream.rangeClosed(1, most).boxed().toList());
    }

    private static <T> List<T> all(Stream<T> stream) {
        Hand<List<T>> hand = new Hand<>(stream.toList());
        assertThat(hand.run()).isTrue();
        return hand.result();
    }

    /** The next item, which must be there. */
    private static <T> @Nullable T next(Stream<T> stream) {
        Future<@Nullable T> next = stream.next();
        assertThat(next.poll(Waker.none())).isTrue();
        return next.result();
    }

    private static void assertFails(Future<?> future) {
        assertThat(new Hand<>(future).run()).isTrue();
        assertThatThrownBy(future::result)
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("planted");
    }

    private static Integer planted() {
        throw new IllegalStateException("planted");
    }

    @Test
    void itemsComeInOrderAndThenTheEndForGood() {
        Stream<Integer> stream = Streams.of(1, 2);
        assertThat(next(stream)).isEqualTo(1);
        assertThat(next(stream)).isEqualTo(2);
        assertThat(next(stream)).isNull();
        assertThat(next(stream)).isNull();
    }

    @Test
    void readingReadsAsALoop() {
        Stream<Integer> stream = upTo(3).map(item -> item * 10);
        List<Integer> read = new ArrayList<>();
        for (Integer item; (item = next(stream)) != null; ) read.add(item);
        assertThat(read).containsExactly(10, 20, 30);
    }

    @Test
    void theFutureOfTheNextItemIsOneObjectThatMustBeAskedForAgain() {
        Stream<Integer> stream = upTo(3).filter(_ -> true);
        Future<@Nullable Integer> next = stream.next();
        assertThatThrownBy(next::result)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("not ready");
        assertThat(next.poll(Waker.none())).isTrue();
        assertThat(stream.next()).isSameAs(next);
        assertThat(next.poll(Waker.none())).isTrue();
        assertThat(next.result()).isEqualTo(1);
        assertThatThrownBy(next::result).isInstanceOf(FutureFinishedException.class);
        assertThatThrownBy(() -> next.poll(Waker.none()))
                .isInstanceOf(FutureFinishedException.class)
                .hasMessageContaining("future=Filtered.next");
        assertThat(next(stream)).isEqualTo(2);
    }

    @Test
    void cancellingTheWaitForAnItemLosesNothing() {
        Probe<@Nullable Integer> probe = new Probe<>("item", drops);
        Stream<Integer> stream = Streams.<Integer>generate(() -> probe).map(item -> item + 1);
        Future<Integer> race = Futures.race(stream.next().map(_ -> 0), Futures.ready(-1));
        assertThat(race.poll(Waker.none())).isTrue();
        assertThat(race.result()).isEqualTo(-1);
        assertThat(drops).isEmpty();
        probe.complete(1);
        assertThat(next(stream)).isEqualTo(2);
        assertThat(probe.polls).isEqualTo(2);
    }

    @Test
    void mapFilterTakeAndChunksCompose() {
        assertThat(all(upTo(100)
                        .filter(item -> item % 2 == 0)
                        .map(item -> item * item)
                        .take(5)
                        .chunks(2)))
                .containsExactly(List.of(4, 16), List.of(36, 64), List.of(100));
        assertThat(all(Streams.<Integer>of().chunks(2))).isEmpty();
        assertThat(all(upTo(4).chunks(2))).containsExactly(List.of(1, 2), List.of(3, 4));
    }

    @Test
    void foldCountAndForEachReadToTheEnd() {
        Hand<Integer> sum = new Hand<>(upTo(1_000).fold(0, Integer::sum));
        assertThat(sum.run()).isTrue();
        assertThat(sum.result()).isEqualTo(500_500);
        Hand<Long> count = new Hand<>(upTo(1_000).count());
        assertThat(count.run()).isTrue();
        assertThat(count.result()).isEqualTo(1_000);
        List<Integer> seen = new ArrayList<>();
        assertThat(new Hand<>(upTo(3).forEach(seen::add)).run()).isTrue();
        assertThat(seen).containsExactly(1, 2, 3);
    }

    @Test
    void aReaderThatAlwaysFindsItemsGivesWayToOtherTasksNowAndThen() {
        Hand<Long> count = new Hand<>(upTo(1_000).count());
        count.run();
        assertThat(count.polls).isEqualTo(4);
        Hand<List<Integer>> none = new Hand<>(upTo(1_000).filter(_ -> false).toList());
        assertThat(none.run()).isTrue();
        assertThat(none.polls).isEqualTo(4);
    }

    @Test
    void takeAsksForNoMoreThanItGivesAndCancelsTheSourceWithTheLast() {
        Feed feed = new Feed();
        Stream<Integer> stream = feed.take(2);
        feed.add(1, 2, 3);
        assertThat(next(stream)).isEqualTo(1);
        assertThat(feed.cancels).isZero();
        assertThat(next(stream)).isEqualTo(2);
        assertThat(feed.cancels).isEqualTo(1);
        assertThat(next(stream)).isNull();
        stream.cancel();
        assertThat(feed.cancels).isEqualTo(1);
        assertThat(feed.items).containsExactly(3);
    }

    @Test
    void takeOfNothingIsTheEndAtOnce() {
        Feed feed = new Feed();
        assertThat(next(feed.take(0))).isNull();
        assertThat(feed.polls).isZero();
        assertThat(feed.cancels).isEqualTo(1);
    }

    @Test
    void numbersThatMakeNoSenseAreRefusedWithTheirValue() {
        assertThatThrownBy(() -> upTo(1).take(-1)).hasMessageContaining("most=-1");
        assertThatThrownBy(() -> upTo(1).chunks(0)).hasMessageContaining("size=0");
        assertThatThrownBy(() -> upTo(1).buffered(0, Futures::ready)).hasMessageContaining("most=0");
        assertThatThrownBy(() -> upTo(1).bufferUnordered(-2, Futures::ready)).hasMessageContaining("most=-2");
        assertThatThrownBy(() -> Streams.interval(Duration.ZERO))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("period=PT0S");
        assertThatThrownBy(() -> Streams.intervalAtLeast(Duration.ofMillis(-5)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("period=PT-0.005S");
    }

    @Test
    void aFailureEndsTheStreamAndCancelsItsSource() {
        Feed feed = new Feed();
        feed.add(1, 2);
        Stream<Integer> stream = feed.map(item -> item == 1 ? item : planted());
        assertThat(next(stream)).isEqualTo(1);
        Future<@Nullable Integer> failing = stream.next();
        assertThat(failing.poll(Waker.none())).isTrue();
        assertThatThrownBy(failing::result).hasMessage("planted");
        assertThat(feed.cancels).isEqualTo(1);
        assertThat(next(stream)).isNull();
    }

    @Test
    void theExceptionOfAFunctionIsTheFailureOfWhoReads() {
        assertFails(upTo(3).map(_ -> planted()).toList());
        assertFails(upTo(3).filter(_ -> planted() > 0).toList());
        assertFails(upTo(3).buffered(2, _ -> Futures.ready(planted())).toList());
        assertFails(upTo(3).bufferUnordered(2, _ -> Futures.ready(planted())).toList());
        assertFails(upTo(3).forEach(_ -> planted()));
        assertFails(upTo(3).tryForEach(_ -> Futures.ready(planted())));
        assertFails(upTo(3).fold(0, (_, _) -> planted()));
        assertFails(Streams.generate(() -> Futures.ready(planted())).count());
        assertFails(
                Streams.unfold(0, _ -> Futures.ready(new Pair<>(planted(), 0))).count());
        assertFails(Streams.from(() -> List.of(planted()).iterator()).count());
    }

    @Test
    void anItemThatIsNullIsAFailureThatSaysWhy() {
        Future<List<Integer>> list = upTo(1).map(_ -> nothing()).toList();
        assertThat(list.poll(Waker.none())).isTrue();
        assertThatThrownBy(list::result)
                .isInstanceOf(NullPointerException.class)
                .hasMessageContaining("item=null");
    }

    @Test
    void tryForEachAsksForTheNextItemWhenTheBodyOfTheLastIsDone() {
        Feed feed = new Feed();
        Queue<Probe<Integer>> bodies = new ArrayDeque<>();
        Hand<@Nullable Void> hand = new Hand<>(feed.tryForEach(_ -> add(bodies)));
        hand.run();
        feed.add(1, 2);
        hand.run();
        assertThat(bodies).hasSize(1);
        assertThat(feed.items).hasSize(1);
        bodies.remove().complete(0);
        hand.run();
        assertThat(bodies).hasSize(1);
        bodies.remove().complete(0);
        hand.run();
        feed.end();
        assertThat(hand.run()).isTrue();
        assertThat(hand.result()).isNull();
    }

    @Test
    void theFirstFailureOfABodyEndsTryForEachAndCancelsTheStream() {
        Feed feed = new Feed();
        feed.add(1, 2, 3);
        assertFails(feed.tryForEach(
                item -> item == 2 ? Futures.failed(new IllegalStateException("planted")) : Futures.ready(item)));
        assertThat(feed.items).containsExactly(3);
        assertThat(feed.cancels).isEqualTo(1);
    }

    @Test
    void cancellingTryForEachCancelsTheBodyAndTheStream() {
        Feed feed = new Feed(drops);
        feed.add(1);
        Future<@Nullable Void> reading = feed.tryForEach(_ -> new Probe<Integer>("body", drops));
        reading.poll(Waker.none());
        reading.cancel();
        assertThat(drops).containsExactly("body", "feed");
    }

    @Test
    void cancelOfAComposedStreamReachesTheSourceOnce() {
        Feed feed = new Feed();
        Stream<List<Integer>> stream =
                feed.map(item -> item).filter(_ -> true).take(3).chunks(2);
        assertThat(stream.next().poll(Waker.none())).isFalse();
        stream.cancel();
        stream.cancel();
        assertThat(feed.cancels).isEqualTo(1);
        assertThat(next(stream)).isNull();
    }

    @Test
    void aReaderThatIsCancelledCancelsTheStream() {
        Feed feed = new Feed();
        Future<List<Integer>> reading = feed.map(item -> item).toList();
        reading.poll(Waker.none());
        reading.cancel();
        assertThat(feed.cancels).isEqualTo(1);
    }

    @Test
    void bufferedKeepsTheOrderAndTheLimit() {
        List<Probe<String>> bodies = new ArrayList<>();
        Feed feed = new Feed();
        feed.add(1, 2, 3, 4);
        Hand<List<String>> hand = new Hand<>(feed.buffered(2, _ -> add(bodies)).toList());
        hand.run();
        assertThat(bodies).hasSize(2);
        bodies.get(1).complete("two");
        hand.run();
        assertThat(bodies).hasSize(2);
        bodies.get(0).complete("one");
        hand.run();
        assertThat(bodies).hasSize(4);
        bodies.get(3).complete("four");
        feed.end();
        hand.run();
        bodies.get(2).complete("three");
        assertThat(hand.run()).isTrue();
        assertThat(hand.result()).containsExactly("one", "two", "three", "four");
        assertThat(bodies).allSatisfy(body -> assertThat(body.polls).isEqualTo(2));
    }

    @Test
    void bufferUnorderedGivesEachAsItComes() {
        List<Probe<String>> bodies = new ArrayList<>();
        List<String> seen = new ArrayList<>();
        Hand<@Nullable Void> hand =
                new Hand<>(upTo(4).bufferUnordered(3, _ -> add(bodies)).forEach(seen::add));
        hand.run();
        assertThat(bodies).hasSize(3);
        bodies.get(2).complete("three");
        hand.run();
        assertThat(seen).containsExactly("three");
        assertThat(bodies).hasSize(4);
        bodies.get(0).complete("one");
        bodies.get(3).complete("four");
        hand.run();
        bodies.get(1).complete("two");
        assertThat(hand.run()).isTrue();
        assertThat(seen).containsExactly("three", "one", "four", "two");
        assertThat(bodies).allSatisfy(body -> assertThat(body.polls).isEqualTo(2));
    }

    @Test
    void aWindowPollsItsSourceOnlyWhenThatWasWokenAndThereIsRoom() {
        Feed feed = new Feed();
        List<Probe<Integer>> bodies = new ArrayList<>();
        Hand<List<Integer>> hand =
                new Hand<>(feed.bufferUnordered(2, _ -> add(bodies)).toList());
        hand.run();
        feed.add(1);
        hand.run();
        assertThat(feed.polls).isEqualTo(3);
        bodies.get(0).wake();
        hand.run();
        bodies.get(0).wake();
        hand.run();
        assertThat(feed.polls).isEqualTo(3);
        feed.add(2, 3);
        hand.run();
        assertThat(feed.polls).isEqualTo(4);
        assertThat(feed.items).containsExactly(3);
        bodies.get(0).complete(0);
        hand.run();
        assertThat(feed.items).isEmpty();
    }

    @Test
    void aFailureInAWindowCancelsTheOthersAndTheSource() {
        for (boolean ordered : List.of(true, false)) {
            drops.clear();
            Feed feed = new Feed(drops);
            feed.add(1, 2, 3);
            List<Probe<Integer>> bodies = new ArrayList<>();
            Stream<Integer> window = ordered
                    ? feed.buffered(3, item -> named("body " + item, bodies))
                    : feed.bufferUnordered(3, item -> named("body " + item, bodies));
            Hand<List<Integer>> hand = new Hand<>(window.toList());
            hand.run();
            bodies.get(1).fail(new IllegalStateException("planted"));
            assertThat(hand.run()).isEqualTo(!ordered);
            if (ordered) {
                bodies.get(0).complete(0);
                assertThat(hand.run()).isTrue();
            }
            assertThat(drops).isEqualTo(ordered ? List.of("feed", "body 3") : List.of("feed", "body 1", "body 3"));
            assertThatThrownBy(hand::result).hasMessage("planted");
        }
    }

    @Test
    void cancelOfAWindowCancelsTheSourceThenTheFuturesInOrderOfTheirStart() {
        Feed feed = new Feed(drops);
        feed.add(1, 2, 3, 4);
        List<Probe<Integer>> bodies = new ArrayList<>();
        Stream<Integer> window = feed.buffered(3, item -> named("body " + item, bodies));
        Future<@Nullable Integer> next = window.next();
        next.poll(Waker.none());
        bodies.get(0).complete(1);
        assertThat(next.poll(Waker.none())).isTrue();
        assertThat(next.result()).isEqualTo(1);
        assertThat(window.next().poll(Waker.none())).isFalse();
        window.cancel();
        assertThat(drops).containsExactly("feed", "body 2", "body 3", "body 4");
    }

    @Test
    void aSlotThatIsUsedAgainIsNotFooledByWakesOfItsFormerFuture() {
        Feed feed = new Feed();
        List<Probe<Integer>> bodies = new ArrayList<>();
        Hand<List<Integer>> hand =
                new Hand<>(feed.bufferUnordered(1, _ -> add(bodies)).toList());
        hand.run();
        feed.add(1);
        hand.run();
        Waker former = Objects.requireNonNull(bodies.get(0).waker);
        bodies.get(0).complete(1);
        former.wake();
        hand.run();
        former.wake();
        feed.add(2);
        former.wake();
        hand.run();
        former.wake();
        hand.run();
        bodies.get(1).complete(2);
        feed.end();
        assertThat(hand.run()).isTrue();
        assertThat(hand.result()).containsExactly(1, 2);
    }

    @Test
    void mergeTakesTurnsAmongThoseThatHaveItems() {
        assertThat(all(Streams.merge(Streams.of(1, 2, 3), Streams.of(10), Streams.of(20, 21))))
                .containsExactly(1, 10, 20, 2, 21, 3);
        assertThat(all(Streams.<Integer>merge(List.of()))).isEmpty();
        assertThat(all(upTo(1).merge(upTo(1)))).containsExactly(1, 1);
    }

    @Test
    void mergePollsOnlyWhoWasWoken() {
        List<Feed> feeds = new ArrayList<>();
        for (int i = 0; i < 100; i++) feeds.add(new Feed());
        List<Integer> seen = new ArrayList<>();
        Hand<@Nullable Void> hand = new Hand<>(Streams.merge(feeds).forEach(seen::add));
        hand.run();
        for (int i = 0; i < 100; i++) {
            feeds.get(i).add(i);
            hand.run();
        }
        assertThat(seen).hasSize(100).isSorted();
        // At the start, for the item, and once more to see that it was the last.
        assertThat(feeds).allSatisfy(feed -> assertThat(feed.polls).isEqualTo(3));
    }

    @Test
    void aFailureOfOneMergedStreamCancelsTheOthers() {
        Feed feed = new Feed();
        assertFails(feed.merge(upTo(1).map(_ -> planted())).toList());
        assertThat(feed.cancels).isEqualTo(1);
    }

    @Test
    void unfoldCarriesItsStateAndEndsAtNull() {
        Stream<Integer> fibonacci = Streams.unfold(
                new Pair<>(0, 1),
                state -> state.first() > 50
                        ? Futures.<@Nullable Pair<Integer, Pair<Integer, Integer>>>ready(null)
                        : Futures.ready(
                                new Pair<>(state.first(), new Pair<>(state.second(), state.first() + state.second()))));
        assertThat(all(fibonacci)).containsExactly(0, 1, 1, 2, 3, 5, 8, 13, 21, 34);
    }

    @Test
    void cancelOfAGeneratedStreamCancelsTheFutureInFlight() {
        Stream<Integer> generated = Streams.generate(() -> new Probe<@Nullable Integer>("generated", drops));
        Stream<Integer> unfolded =
                Streams.unfold(0, _ -> new Probe<@Nullable Pair<Integer, Integer>>("unfolded", drops));
        for (Stream<Integer> stream : List.of(generated, unfolded)) {
            stream.next().poll(Waker.none());
            stream.cancel();
        }
        assertThat(drops).containsExactly("generated", "unfolded");
    }

    @Test
    void whateverHandsOutAFutureOfTheNextItemIsAStream() {
        Queue<@Nullable Integer> items = new ArrayDeque<>(List.of(1, 2));
        Stream<Integer> stream = () -> Futures.<@Nullable Integer>ready(items.poll());
        assertThat(all(stream.map(item -> item * 2))).containsExactly(2, 4);
    }

    @Test
    void inTheSteadyStateNothingIsAllocatedPerItem() {
        var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        Integer item = 1;
        Future<@Nullable Integer> same = Futures.ready(item);
        Stream<Integer> source = () -> same;
        Stream<Integer> other = () -> same;
        Stream<Integer> stream = source.map(seen -> seen)
                .filter(_ -> true)
                .merge(other)
                .bufferUnordered(4, _ -> same)
                .buffered(4, _ -> same)
                .take(Long.MAX_VALUE);
        for (int i = 0; i < 1_000; i++) next(stream);
        long before = threads.getCurrentThreadAllocatedBytes();
        for (int i = 0; i < 50_000; i++) {
            Future<@Nullable Integer> next = stream.next();
            if (!next.poll(Waker.none()) || !item.equals(next.result()))
                throw new AssertionError("the item is always there");
        }
        assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(50_000);
    }

    private <T> Probe<T> named(String name, List<Probe<T>> to) {
        Probe<T> probe = new Probe<>(name, drops);
        to.add(probe);
        return probe;
    }

    private static <T> Probe<T> add(Collection<Probe<T>> to) {
        Probe<T> probe = new Probe<>();
        to.add(probe);
        return probe;
    }

    @SuppressWarnings("NullAway") // what an unchecked caller may do
    private static Integer nothing() {
        return null;
    }

    /** A stream that is filled by the test. */
    private static final class Feed extends Pull<Integer> {
        final Queue<Integer> items = new ArrayDeque<>();
        private final List<String> drops;
        private @Nullable Waker waker;
        private boolean ended;
        int polls;
        int cancels;

        Feed() {
            this(new ArrayList<>());
        }

        Feed(List<String> drops) {
            this.drops = drops;
        }

        void add(Integer... more) {
            items.addAll(List.of(more));
            if (waker != null) waker.wake();
        }

        void end() {
            ended = true;
            if (waker != null) waker.wake();
        }

        @Override
        Step advance(Waker waker) {
            polls++;
            this.waker = waker;
            Integer item = items.poll();
            if (item != null) return emit(item);
            return ended ? Step.END : Step.PENDING;
        }

        @Override
        void drop() {
            cancels++;
            drops.add("feed");
        }
    }
}
