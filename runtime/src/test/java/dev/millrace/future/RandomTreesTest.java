package dev.millrace.future;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.timer.Timer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Random trees of combinators against a plain evaluation of the same tree: same outcome at the same time, every part
 * that was started is either ready or cancelled in the end, and nothing is polled after that.
 *
 * <p>Leaves take no time, or a time that no other leaf takes; so no two things are ready at the same time but those that
 * are at once, of which the order of the list decides.
 */
class RandomTreesTest {
    private static final int TREES = 3_000;

    /** What a tree gives, and after which time: the model. */
    private sealed interface Outcome {
        long afterNs();

        record Value(long afterNs, long value) implements Outcome {}

        record Failure(long afterNs, String message) implements Outcome {}

        default Outcome later(long byNs) {
            return switch (this) {
                case Value(long afterNs, long value) -> new Value(afterNs + byNs, value);
                case Failure(long afterNs, String message) -> new Failure(afterNs + byNs, message);
            };
        }
    }

    /** A future and what it should give. */
    private record Tree(Future<Long> future, Outcome expected) {}

    @Test
    void everyTreeGivesWhatAPlainEvaluationGives() {
        for (long seed = 0; seed < TREES; seed++) {
            Grower grower = new Grower(seed);
            Tree tree = grower.tree(5);
            Hand<Long> hand = new Hand<>(tree.future());
            long endNs = tree.expected().afterNs();
            if (endNs > 0)
                assertThat(hand.runUntil(endNs - 1)).as("early: seed=%d", seed).isFalse();
            assertThat(hand.runUntil(endNs)).as("late: seed=%d", seed).isTrue();
            assertThat(outcome(hand)).as("outcome: seed=%d", seed).isEqualTo(tree.expected());
            assertThat(hand.armedTimers()).as("timers left: seed=%d", seed).isZero();
            grower.assertNothingLeftInFlight(seed);
            // A poll that nobody asked for is one at the start or one after a wake.
            assertThat(hand.polls).as("polls: seed=%d", seed).isLessThanOrEqualTo(1 + hand.wakes);
        }
    }

    @Test
    void aTreeThatIsCancelledOnItsWayLeavesNothingInFlightAndPollsNothing() {
        int cancelled = 0;
        for (long seed = 0; seed < TREES; seed++) {
            Grower grower = new Grower(seed);
            Tree tree = grower.tree(5);
            Hand<Long> hand = new Hand<>(tree.future());
            long endNs = tree.expected().afterNs();
            if (endNs == 0) continue;
            if (hand.runUntil(new SplittableRandom(~seed).nextLong(endNs)))
                throw new AssertionError("ready too early: seed=" + seed);
            hand.cancel();
            cancelled++;
            int polls = grower.polls();
            assertThat(hand.armedTimers()).as("timers left: seed=%d", seed).isZero();
            grower.assertNothingLeftInFlight(seed);
            grower.leaves.forEach(Leaf::wakeLate);
            if (tree.future() instanceof Leaf) continue;
            assertThatThrownBy(() -> tree.future().poll(Waker.none()))
                    .as("seed=%d", seed)
                    .isInstanceOf(FutureFinishedException.class);
            assertThat(grower.polls())
                    .as("polled after the cancel: seed=%d", seed)
                    .isEqualTo(polls);
        }
        assertThat(cancelled).isGreaterThan(TREES / 2);
    }

    @Test
    void streamsOfRandomTreesGiveWhatAPlainEvaluationGives() {
        for (long seed = 0; seed < TREES; seed++) {
            Grower grower = new Grower(seed);
            SplittableRandom random = new SplittableRandom(~seed);
            List<Tree> trees = new ArrayList<>();
            int size = random.nextInt(1, 8);
            for (int i = 0; i < size; i++) trees.add(grower.tree(2));
            int most = random.nextInt(1, 5);
            Stream<Long> window = random.nextBoolean()
                    ? Streams.from(trees).buffered(most, tree -> tree.future().map(value -> value))
                    : Streams.from(trees)
                            .bufferUnordered(most, tree -> tree.future().map(value -> value));
            Hand<List<Long>> hand = new Hand<>(window.toList());
            assertThat(hand.runUntil(Long.MAX_VALUE - 1)).isTrue();
            List<Long> values = new ArrayList<>();
            boolean failing = false;
            for (Tree tree : trees) {
                if (tree.expected() instanceof Outcome.Value value) values.add(value.value());
                else failing = true;
            }
            assertThat(outcomeOf(hand))
                    .as("seed=%d", seed)
                    .isEqualTo(failing ? null : values.stream().sorted().toList());
            grower.assertNothingLeftInFlight(seed);
        }
    }

    private static @Nullable List<Long> outcomeOf(Hand<List<Long>> hand) {
        try {
            return hand.result().stream().sorted().toList();
        } catch (Planted | TimedOutException _) {
            return null;
        }
    }

    private static Outcome outcome(Hand<Long> hand) {
        try {
            return new Outcome.Value(hand.nowNs(), hand.result());
        } catch (Planted failure) {
            return new Outcome.Failure(hand.nowNs(), failure.message());
        } catch (TimedOutException failure) {
            return new Outcome.Failure(
                    hand.nowNs(), "timeout " + failure.limit().toNanos());
        }
    }

    /** Makes trees of one seed; remembers their leaves. */
    private static final class Grower {
        private final SplittableRandom random;
        private final Set<Long> delays = new HashSet<>();
        final List<Leaf> leaves = new ArrayList<>();

        Grower(long seed) {
            random = new SplittableRandom(seed);
        }

        Tree tree(int depth) {
            if (depth == 0) return leaf();
            return switch (random.nextInt(10)) {
                case 0 -> leaf();
                case 1 -> map(tree(depth - 1));
                case 2 -> mapError(tree(depth - 1));
                case 3 -> andThen(tree(depth - 1), tree(depth - 1));
                case 4 -> orElse(tree(depth - 1), tree(depth - 1));
                case 5 -> then(tree(depth - 1), tree(depth - 1), tree(depth - 1));
                case 6 -> join(trees(depth - 1));
                case 7 -> tryJoin(trees(depth - 1));
                case 8 -> race(trees(depth - 1));
                default -> timeout(tree(depth - 1));
            };
        }

        private List<Tree> trees(int depth) {
            List<Tree> trees = new ArrayList<>();
            int size = random.nextInt(1, 5);
            for (int i = 0; i < size; i++) trees.add(tree(depth));
            return trees;
        }

        private Tree leaf() {
            long delayNs = random.nextInt(4) == 0 ? 0 : delayNs();
            Outcome outcome = random.nextInt(3) == 0
                    ? new Outcome.Failure(delayNs, "failure " + leaves.size())
                    : new Outcome.Value(delayNs, leaves.size());
            Leaf leaf = new Leaf(outcome);
            leaves.add(leaf);
            return new Tree(leaf, outcome);
        }

        /** Large and random, so that no two sums of a few of them are equal. */
        private long delayNs() {
            long delayNs = random.nextLong(1, 1L << 40);
            return delays.add(delayNs) ? delayNs : delayNs();
        }

        private Tree map(Tree tree) {
            boolean failing = random.nextInt(4) == 0;
            Future<Long> future = tree.future().map(value -> {
                if (failing) throw new Planted("map of " + value);
                return value + 1;
            });
            return new Tree(
                    future,
                    switch (tree.expected()) {
                        case Outcome.Value(long ns, long value) ->
                            failing ? new Outcome.Failure(ns, "map of " + value) : new Outcome.Value(ns, value + 1);
                        case Outcome.Failure failure -> failure;
                    });
        }

        private static Tree mapError(Tree tree) {
            return new Tree(
                    tree.future().mapError(failure -> new Planted("mapped " + messageOf(failure))),
                    tree.expected() instanceof Outcome.Failure(long ns, String message)
                            ? new Outcome.Failure(ns, "mapped " + message)
                            : tree.expected());
        }

        private static Tree andThen(Tree first, Tree second) {
            return new Tree(
                    first.future().andThen(value -> second.future().map(more -> value * 31 + more)),
                    first.expected() instanceof Outcome.Value(long ns, long value)
                            ? mapValue(second.expected().later(ns), more -> value * 31 + more)
                            : first.expected());
        }

        private static Tree orElse(Tree first, Tree second) {
            return new Tree(
                    first.future().orElse(_ -> second.future()),
                    first.expected() instanceof Outcome.Failure failure
                            ? second.expected().later(failure.afterNs())
                            : first.expected());
        }

        private static Tree then(Tree first, Tree second, Tree third) {
            Tree next = first.expected() instanceof Outcome.Value ? second : third;
            return new Tree(
                    first.future().then(_ -> second.future(), _ -> third.future()),
                    next.expected().later(first.expected().afterNs()));
        }

        private static Tree join(List<Tree> trees) {
            long endNs = 0;
            long sum = 0;
            Outcome.@Nullable Failure first = null;
            for (Tree tree : trees) {
                endNs = Math.max(endNs, tree.expected().afterNs());
                if (tree.expected() instanceof Outcome.Value value) sum = sum * 31 + value.value();
                else if (first == null) first = (Outcome.Failure) tree.expected();
            }
            return new Tree(
                    Futures.join(futures(trees)).map(Grower::sum),
                    first == null ? new Outcome.Value(endNs, sum) : new Outcome.Failure(endNs, first.message()));
        }

        private static Tree tryJoin(List<Tree> trees) {
            Tree joined = join(trees);
            Outcome expected = joined.expected();
            for (Tree tree : trees)
                if (tree.expected() instanceof Outcome.Failure failure
                        && (expected instanceof Outcome.Value || failure.afterNs() < expected.afterNs()))
                    expected = failure;
            // Of those that fail at once the first in order, as of those that fail at different times the first in
            // time.
            for (Tree tree : trees.reversed())
                if (tree.expected() instanceof Outcome.Failure failure && failure.afterNs() == expected.afterNs())
                    expected = failure;
            return new Tree(Futures.tryJoin(futures(trees)).map(Grower::sum), expected);
        }

        private static Tree race(List<Tree> trees) {
            Outcome winner = trees.getFirst().expected();
            for (Tree tree : trees) if (tree.expected().afterNs() < winner.afterNs()) winner = tree.expected();
            return new Tree(Futures.race(futures(trees)), winner);
        }

        private Tree timeout(Tree tree) {
            long limitNs = delayNs();
            return new Tree(
                    tree.future().timeout(Duration.ofNanos(limitNs)),
                    tree.expected().afterNs() <= limitNs
                            ? tree.expected()
                            : new Outcome.Failure(limitNs, "timeout " + limitNs));
        }

        private static List<Future<Long>> futures(List<Tree> trees) {
            return trees.stream().map(Tree::future).toList();
        }

        private static long sum(List<Long> values) {
            long sum = 0;
            for (long value : values) sum = sum * 31 + value;
            return sum;
        }

        private static Outcome mapValue(Outcome outcome, Function<Long, Long> mapping) {
            return outcome instanceof Outcome.Value(long ns, long value)
                    ? new Outcome.Value(ns, mapping.apply(value))
                    : outcome;
        }

        private static String messageOf(RuntimeException failure) {
            return failure instanceof TimedOutException late
                    ? "timeout " + late.limit().toNanos()
                    : ((Planted) failure).message();
        }

        int polls() {
            return leaves.stream().mapToInt(leaf -> leaf.polls).sum();
        }

        void assertNothingLeftInFlight(long seed) {
            assertThat(leaves)
                    .as("seed=%d", seed)
                    .allSatisfy(leaf -> assertThat(leaf.polls == 0 || leaf.taken + leaf.cancels == 1)
                            .as("polls=%d taken=%d cancels=%d", leaf.polls, leaf.taken, leaf.cancels)
                            .isTrue());
        }
    }

    /** Ready after its time, counted from its first poll; refuses to be polled after its end. */
    private static final class Leaf implements Future<Long> {
        private final Outcome outcome;
        private boolean over;
        private @Nullable Alarm alarm;
        private @Nullable Waker waker;
        int polls;
        int taken;
        int cancels;

        Leaf(Outcome outcome) {
            this.outcome = outcome;
            over = outcome.afterNs() == 0;
        }

        @Override
        public boolean poll(Waker waker) {
            if (taken + cancels > 0) throw new AssertionError("polled after its end");
            polls++;
            this.waker = waker;
            if (!over && alarm == null) alarm = new Alarm(Executor.current());
            return over;
        }

        @Override
        public Long result() {
            if (!over || taken++ > 0 || cancels > 0) throw new AssertionError("not ready, or taken before");
            return switch (outcome) {
                case Outcome.Value value -> value.value();
                case Outcome.Failure failure -> throw new Planted(failure.message());
            };
        }

        @Override
        public void cancel() {
            if (taken > 0) throw new AssertionError("cancelled after its result was taken");
            cancels++;
            if (alarm != null) alarm.executor.unschedule(alarm);
        }

        void wakeLate() {
            if (waker != null) waker.wake();
        }

        private final class Alarm extends Timer {
            final Executor executor;

            Alarm(Executor executor) {
                this.executor = executor;
                executor.schedule(this, executor.nowNs() + outcome.afterNs());
            }

            @Override
            protected void fire(long nowNs) {
                over = true;
                if (waker != null) waker.wake();
            }
        }
    }

    private static final class Planted extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private final String message;

        Planted(String message) {
            super(message);
            this.message = message;
        }

        String message() {
            return message;
        }
    }
}
