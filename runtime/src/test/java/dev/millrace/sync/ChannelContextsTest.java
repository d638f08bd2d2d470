package dev.millrace.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.future.Future;
import dev.millrace.future.Futures;
import dev.millrace.future.Waker;
import dev.millrace.runtime.BlockOn;
import dev.millrace.runtime.Context;
import dev.millrace.runtime.Environment;
import dev.millrace.runtime.JoinHandle;
import dev.millrace.sim.SteppedEnvironment;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Channels between tasks of contexts: stepped ones, and ones with threads. */
@Tag("simulated")
@Timeout(30)
class ChannelContextsTest {
    private static final Duration WAIT = Duration.ofMillis(20);

    private final SteppedEnvironment environment = new SteppedEnvironment(1);

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 4})
    void aProducerAndTwoConsumersOnThreeContextsEndByThemselves(int capacity) throws IOException {
        try (Context a = environment.open("a", WAIT);
                Context b = environment.open("b", WAIT);
                Context c = environment.open("c", WAIT)) {
            Channel<Integer> channel = Channels.bounded(capacity);
            JoinHandle<List<Integer>> first = b.spawn(new Collect(channel.receiver()));
            JoinHandle<List<Integer>> second =
                    c.spawn(new Collect(channel.receiver().copy()));
            JoinHandle<@Nullable Void> produced = a.spawn(new Produce(channel.sender(), 100));
            environment.step();
            assertThat(produced.isDone()).isTrue();
            List<Integer> all = new ArrayList<>(first.result());
            all.addAll(second.result());
            assertThat(all).containsExactlyInAnyOrderElementsOf(numbers(100));
        }
    }

    @Test
    void anItemIsThereInTheNextTurnOfTheReceiversContext() throws IOException {
        try (Context from = environment.open("from", WAIT);
                Context to = environment.open("to", WAIT)) {
            Channel<Integer> channel = Channels.bounded(4);
            Sender<Integer> sender = channel.sender();
            JoinHandle<@Nullable Integer> next = to.spawn(channel.receiver().next());
            environment.step();
            from.spawn(sender.send(7));
            from.turn(environment.nowNs());
            assertThat(next.isDone()).isFalse();
            to.turn(environment.nowNs());
            assertThat(next.result()).isEqualTo(7);
        }
    }

    @Test
    void aCancelledTaskLosesNoItem() throws IOException {
        try (Context context = environment.open("context", WAIT)) {
            Channel<Integer> channel = Channels.bounded(4);
            Sender<Integer> sender = channel.sender();
            JoinHandle<@Nullable Integer> next =
                    context.spawn(channel.receiver().next());
            environment.step();
            sender.trySend(7);
            next.cancel();
            environment.step();
            assertThatThrownBy(next::result).isInstanceOf(CancellationException.class);
            assertThat(channel.receiver().tryNext()).isEqualTo(7);
        }
    }

    @Test
    void aSelectWithATimeoutLosesNoItem() throws IOException {
        try (Context context = environment.open("context", WAIT)) {
            Channel<Integer> channel = Channels.bounded(4);
            Sender<Integer> sender = channel.sender();
            Future<@Nullable Integer> next = channel.receiver().next();
            JoinHandle<Integer> first = context.spawn(Select.of(next, Futures.sleep(Duration.ofMillis(40))));
            environment.step();
            environment.advance(Duration.ofMillis(60), WAIT);
            assertThat(first.result()).isEqualTo(1);
            sender.trySend(7);
            assertThat(context.spawn(next)).satisfies(again -> {
                environment.step();
                assertThat(again.result()).isEqualTo(7);
            });
        }
    }

    /** Unthrottled contexts and throttled ones, each against the other and an ordinary thread. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void contextsWithThreadsAndAnOrdinaryThreadShareAChannel(int waitMs) throws IOException {
        int each = waitMs == 0 ? 20_000 : 5_000;
        try (Context a = Environment.current().open("a", Duration.ofMillis(waitMs));
                Context b = Environment.current().open("b", Duration.ZERO)) {
            Channel<Integer> channel = Channels.bounded(16);
            Sender<Integer> own = channel.sender();
            JoinHandle<List<Integer>> collected = b.spawn(new Collect(channel.receiver()));
            JoinHandle<@Nullable Void> produced = a.spawn(new Produce(channel.sender(), each));
            try (own) {
                for (int i = 0; i < each; i++) BlockOn.run(own.send(i));
            }
            BlockOn.run(produced);
            List<Integer> expected = new ArrayList<>(numbers(each));
            expected.addAll(numbers(each));
            List<Integer> sorted = new ArrayList<>(BlockOn.run(collected));
            sorted.sort(null);
            expected.sort(null);
            assertThat(sorted).isEqualTo(expected);
        }
    }

    private static List<Integer> numbers(int count) {
        return IntStream.range(0, count).boxed().toList();
    }

    /** Sends the numbers from 0 up, then closes its sender. */
    private static final class Produce implements Future<@Nullable Void> {
        private final Sender<Integer> sender;
        private final int count;
        private int sent;
        private @Nullable Future<@Nullable Void> send;

        Produce(Sender<Integer> sender, int count) {
            this.sender = sender;
            this.count = count;
        }

        @Override
        public boolean poll(Waker waker) {
            while (sent < count) {
                if (send == null) send = sender.send(sent);
                if (!send.poll(waker)) return false;
                send.result();
                send = null;
                sent++;
            }
            sender.close();
            return true;
        }

        @Override
        public @Nullable Void result() {
            return null;
        }
    }

    /** Receives until the end. */
    private static final class Collect implements Future<List<Integer>> {
        private final Receiver<Integer> receiver;
        private final List<Integer> items = new ArrayList<>();
        private @Nullable Future<@Nullable Integer> next;

        Collect(Receiver<Integer> receiver) {
            this.receiver = receiver;
        }

        @Override
        public boolean poll(Waker waker) {
            while (true) {
                if (next == null) next = receiver.next();
                if (!next.poll(waker)) return false;
                Integer item = next.result();
                next = null;
                if (item == null) return true;
                items.add(item);
            }
        }

        @Override
        public List<Integer> result() {
            return items;
        }
    }
}
