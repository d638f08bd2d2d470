package dev.millrace.sync;

import static dev.millrace.sync.CountingWaker.now;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.millrace.future.Future;
import dev.millrace.future.Waker;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Channels with room, polled by hand. */
class ChannelTest {
    private static final int UNBOUNDED = -1;

    private static Channel<Integer> channel(int capacity) {
        return capacity == UNBOUNDED ? Channels.unbounded() : Channels.bounded(capacity);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 7, 8, UNBOUNDED})
    void itemsComeInOrderAndThenTheEnd(int capacity) {
        Channel<Integer> channel = channel(capacity);
        Sender<Integer> sender = channel.sender();
        for (int lap = 0; lap < 20; lap++) {
            int sent = 0;
            while (sent < 10 && sender.trySend(100 * lap + sent) == SendResult.SENT) sent++;
            assertThat(sent).isEqualTo(capacity == UNBOUNDED ? 10 : Math.min(capacity, 10));
            for (int i = 0; i < sent; i++)
                assertThat(now(channel.receiver().next())).isEqualTo(100 * lap + i);
            assertThat(channel.receiver().tryNext()).isNull();
        }
        now(sender.send(7));
        sender.close();
        assertThat(channel.receiver().isEnded()).isFalse();
        assertThat(now(channel.receiver().next())).isEqualTo(7);
        assertThat(now(channel.receiver().next())).isNull();
        assertThat(now(channel.receiver().next())).isNull();
        assertThat(channel.receiver().isEnded()).isTrue();
    }

    @Test
    void aReceiverIsAStream() {
        Channel<Integer> channel = Channels.bounded(4);
        try (Sender<Integer> sender = channel.sender()) {
            for (int i = 1; i <= 3; i++) sender.trySend(i);
        }
        Future<List<Integer>> doubled = channel.receiver().map(i -> 2 * i).toList();
        assertThat(doubled.poll(Waker.none())).isTrue();
        assertThat(doubled.result()).containsExactly(2, 4, 6);
    }

    @Test
    void sendingWaitsWhileFullAndIsWokenOnceByARoom() {
        Channel<String> channel = Channels.bounded(1);
        Sender<String> sender = channel.sender();
        CountingWaker waker = new CountingWaker();
        now(sender.send("a"));
        assertThat(sender.trySend("b")).isEqualTo(SendResult.FULL);
        Future<@Nullable Void> second = sender.send("b");
        assertThat(waker.poll(second)).isFalse();
        assertThat(waker.poll(second)).isFalse();
        assertThat(waker.wakes()).isZero();
        assertThat(channel.receiver().tryNext()).isEqualTo("a");
        assertThat(waker.wakes()).isEqualTo(1);
        assertThat(channel.receiver().tryNext())
                .as("a send happens in its own poll")
                .isNull();
        assertThat(waker.poll(second)).isTrue();
        assertThat(channel.receiver().tryNext()).isEqualTo("b");
        assertThat(waker.wakes()).isEqualTo(1);
    }

    @Test
    void receivingWaitsWhileEmptyAndOnlyTheLatestWakerIsWoken() {
        Channel<String> channel = Channels.bounded(4);
        Sender<String> sender = channel.sender();
        CountingWaker old = new CountingWaker();
        CountingWaker latest = new CountingWaker();
        Future<@Nullable String> next = channel.receiver().next();
        assertThat(old.poll(next)).isFalse();
        assertThat(latest.poll(next)).isFalse();
        now(sender.send("a"));
        now(sender.send("b"));
        assertThat(old.wakes()).isZero();
        assertThat(latest.wakes()).isEqualTo(1);
        assertThat(now(next)).isEqualTo("a");
        assertThat(now(channel.receiver().next())).isEqualTo("b");
    }

    // ---- fairness

    @Test
    void waitingSendersAreServedInTheOrderInWhichTheyCame() {
        Channel<Integer> channel = Channels.bounded(2);
        Sender<Integer> sender = channel.sender();
        now(sender.send(-2));
        now(sender.send(-1));
        List<Future<@Nullable Void>> waiting = new ArrayList<>();
        List<CountingWaker> wakers = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            waiting.add(sender.copy().send(i));
            wakers.add(new CountingWaker());
            assertThat(wakers.get(i).poll(waiting.get(i))).isFalse();
        }
        for (int i = 0; i < 5; i++) {
            assertThat(channel.receiver().tryNext()).isEqualTo(i - 2);
            assertThat(wakers.stream().map(CountingWaker::wakes))
                    .startsWith(ones(i + 1))
                    .endsWith(zeros(4 - i));
            assertThat(wakers.get(i).poll(waiting.get(i))).isTrue();
        }
        assertThat(channel.receiver().tryNext()).isEqualTo(3);
    }

    @Test
    void asManyAreWokenAsThereIsRoomWithoutWaitingForEachOther() {
        Channel<Integer> channel = Channels.bounded(3);
        Sender<Integer> sender = channel.sender();
        for (int i = 0; i < 3; i++) now(sender.send(i));
        List<CountingWaker> wakers = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            wakers.add(new CountingWaker());
            wakers.get(i).poll(sender.copy().send(10 + i));
        }
        for (int i = 0; i < 3; i++) channel.receiver().tryNext();
        assertThat(wakers.stream().map(CountingWaker::wakes)).containsExactly(1, 1, 1, 0);
    }

    @Test
    void whoComesLaterCannotTakeTheRoomOfOneWhoWaits() {
        Channel<Integer> channel = Channels.bounded(1);
        Sender<Integer> first = channel.sender();
        Sender<Integer> late = channel.sender();
        CountingWaker waker = new CountingWaker();
        CountingWaker lateWaker = new CountingWaker();
        now(first.send(0));
        Future<@Nullable Void> waiting = first.send(1);
        waker.poll(waiting);
        assertThat(channel.receiver().tryNext()).isZero();
        assertThat(late.trySend(2)).isEqualTo(SendResult.FULL);
        Future<@Nullable Void> lateSend = late.send(2);
        assertThat(lateWaker.poll(lateSend)).isFalse();
        assertThat(waker.poll(waiting)).isTrue();
        assertThat(channel.receiver().tryNext()).isEqualTo(1);
        assertThat(lateWaker.wakes()).isEqualTo(1);
        assertThat(lateWaker.poll(lateSend)).isTrue();
    }

    @Test
    void roomThatNobodyWaitsForMayBeTakenWhileOthersAreOnTheirWay() {
        Channel<Integer> channel = Channels.bounded(2);
        Sender<Integer> sender = channel.sender();
        now(sender.send(0));
        now(sender.send(1));
        CountingWaker waker = new CountingWaker();
        Future<@Nullable Void> waiting = channel.sender().send(2);
        waker.poll(waiting);
        channel.receiver().tryNext();
        channel.receiver().tryNext();
        assertThat(sender.trySend(3)).as("one of two places").isEqualTo(SendResult.SENT);
        assertThat(sender.trySend(4)).as("kept for the one who was woken").isEqualTo(SendResult.FULL);
        assertThat(waker.poll(waiting)).isTrue();
    }

    // ---- cancel

    @Test
    void aSendCancelledWhileItWaitsWasNotSent() {
        Channel<String> channel = Channels.bounded(1);
        Sender<String> sender = channel.sender();
        now(sender.send("a"));
        Future<@Nullable Void> send = sender.send("b");
        send.poll(Waker.none());
        send.cancel();
        assertThat(sender.wasSent()).isFalse();
        assertThatThrownBy(send::result).isInstanceOf(CancellationException.class);
        assertThat(channel.receiver().tryNext()).isEqualTo("a");
        assertThat(channel.receiver().tryNext()).isNull();
        now(sender.send("c"));
        assertThat(sender.wasSent()).isTrue();
        assertThat(channel.receiver().tryNext()).isEqualTo("c");
    }

    @Test
    void aSendThatWasNeverPolledDoesNothing() {
        Channel<String> channel = Channels.bounded(1);
        Sender<String> sender = channel.sender();
        sender.send("a").cancel();
        assertThat(channel.receiver().tryNext()).isNull();
        assertThat(sender.wasSent()).isFalse();
    }

    @Test
    void aSendCancelledAfterItsWakeHandsTheRoomOn() {
        Channel<Integer> channel = Channels.bounded(1);
        Sender<Integer> first = channel.sender();
        CountingWaker waker = new CountingWaker();
        now(first.send(0));
        Future<@Nullable Void> waiting = first.send(1);
        waiting.poll(Waker.none());
        Future<@Nullable Void> behind = channel.sender().send(2);
        waker.poll(behind);
        channel.receiver().tryNext();
        assertThat(waker.wakes()).isZero();
        waiting.cancel();
        assertThat(first.wasSent()).isFalse();
        assertThat(waker.wakes()).isEqualTo(1);
        assertThat(waker.poll(behind)).isTrue();
        assertThat(channel.receiver().tryNext()).isEqualTo(2);
    }

    @Test
    void aNextCancelledAfterItsWakeHandsTheItemOn() {
        Channel<Integer> channel = Channels.bounded(4);
        Sender<Integer> sender = channel.sender();
        CountingWaker waker = new CountingWaker();
        Future<@Nullable Integer> first = channel.receiver().next();
        Future<@Nullable Integer> second = channel.receiver().copy().next();
        first.poll(Waker.none());
        waker.poll(second);
        now(sender.send(1));
        assertThat(waker.wakes()).isZero();
        first.cancel();
        assertThat(waker.wakes()).isEqualTo(1);
        assertThat(waker.poll(second)).isTrue();
        assertThat(second.result()).isEqualTo(1);
    }

    @Test
    void aNextCancelledBeforeItsResultWasFetchedLosesNothing() {
        Channel<Integer> channel = Channels.bounded(4);
        Sender<Integer> sender = channel.sender();
        for (int i = 0; i < 3; i++) now(sender.send(i));
        Future<@Nullable Integer> next = channel.receiver().next();
        assertThat(next.poll(Waker.none())).isTrue();
        next.cancel();
        for (int i = 0; i < 3; i++) assertThat(now(channel.receiver().next())).isEqualTo(i);
    }

    @Test
    void anItemThatAClosedReceiverDidNotFetchGoesToAnother() {
        Channel<Integer> channel = Channels.bounded(4);
        Sender<Integer> sender = channel.sender();
        Receiver<Integer> leaving = channel.receiver().copy();
        CountingWaker waker = new CountingWaker();
        now(sender.send(1));
        assertThat(leaving.next().poll(Waker.none())).isTrue();
        Future<@Nullable Integer> staying = channel.receiver().next();
        assertThat(waker.poll(staying)).isFalse();
        leaving.close();
        assertThat(waker.wakes()).isEqualTo(1);
        assertThat(now(staying)).isEqualTo(1);
    }

    // ---- closing

    @Test
    void theLastSenderToCloseWakesAllReceivers() {
        Channel<Integer> channel = Channels.bounded(1);
        Sender<Integer> first = channel.sender();
        Sender<Integer> second = first.copy();
        CountingWaker waker = new CountingWaker();
        Future<@Nullable Integer> a = channel.receiver().next();
        Future<@Nullable Integer> b = channel.receiver().copy().next();
        waker.poll(a);
        waker.poll(b);
        first.close();
        first.close();
        assertThat(waker.wakes()).isZero();
        second.close();
        assertThat(waker.wakes()).isEqualTo(2);
        assertThat(now(a)).isNull();
        assertThat(now(b)).isNull();
        assertThatThrownBy(channel::sender).isInstanceOf(ClosedException.class);
        assertThatThrownBy(() -> first.send(1)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void aChannelWithoutSendersYetHasNotEnded() {
        Channel<Integer> channel = Channels.bounded(1);
        Future<@Nullable Integer> next = channel.receiver().next();
        assertThat(next.poll(Waker.none())).isFalse();
        try (Sender<Integer> sender = channel.sender()) {
            now(sender.send(1));
        }
        assertThat(now(next)).isEqualTo(1);
        assertThat(now(channel.receiver().next())).isNull();
    }

    @Test
    void theLastReceiverToCloseFailsSendersAndReturnsTheirItems() {
        Channel<String> channel = Channels.bounded(1);
        Sender<String> sender = channel.sender();
        Receiver<String> copy = channel.receiver().copy();
        CountingWaker waker = new CountingWaker();
        now(sender.send("a"));
        Future<@Nullable Void> waiting = sender.send("b");
        waker.poll(waiting);
        channel.receiver().close();
        assertThat(waker.wakes()).isZero();
        assertThat(sender.isClosed()).isFalse();
        copy.close();
        assertThat(waker.wakes()).isEqualTo(1);
        assertThat(waker.poll(waiting)).isTrue();
        ClosedException failure = catchThrowableOfType(ClosedException.class, waiting::result);
        assertThat(failure.item()).isEqualTo("b");
        assertThat(sender.wasSent()).isFalse();
        assertThat(sender.isClosed()).isTrue();
        assertThat(sender.trySend("c")).isEqualTo(SendResult.CLOSED);
        assertThatThrownBy(() -> now(sender.send("d"))).isInstanceOf(ClosedException.class);
        assertThatThrownBy(() -> channel.receiver().next()).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void closingASenderTakesBackItsWaitingSend() {
        Channel<Integer> channel = Channels.bounded(1);
        Sender<Integer> sender = channel.sender();
        now(sender.send(1));
        sender.send(2).poll(Waker.none());
        sender.close();
        assertThat(sender.wasSent()).isFalse();
        assertThat(now(channel.receiver().next())).isEqualTo(1);
        assertThat(now(channel.receiver().next())).isNull();
    }

    // ---- misuse

    @Test
    void aHandleHasOneOperationAtATime() {
        Channel<Integer> channel = Channels.bounded(1);
        Sender<Integer> sender = channel.sender();
        Future<@Nullable Void> send = sender.send(1);
        assertThatThrownBy(() -> sender.send(2)).isInstanceOf(OperationPendingException.class);
        now(send);
        Future<@Nullable Integer> next = channel.receiver().next();
        assertThatThrownBy(() -> channel.receiver().next()).isInstanceOf(OperationPendingException.class);
        assertThatThrownBy(next::result).isInstanceOf(IllegalStateException.class);
        next.poll(Waker.none());
        assertThatThrownBy(() -> channel.receiver().next())
                .as("it would lose the item")
                .isInstanceOf(OperationPendingException.class);
        assertThat(next.result()).isEqualTo(1);
        assertThatThrownBy(next::result).isInstanceOf(IllegalStateException.class);
        assertThat(sender.send(3)).isSameAs(send);
    }

    @Test
    void capacitiesOutOfRangeAreRefusedWithTheValue() {
        assertThatThrownBy(() -> Channels.bounded(-1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("capacity=-1");
    }

    @Test
    void aWakerThatThrowsHurtsNobodyElse() {
        Channel<Integer> channel = Channels.bounded(1);
        Sender<Integer> sender = channel.sender();
        CountingWaker waker = new CountingWaker();
        channel.receiver().next().poll(() -> {
            throw new IllegalStateException("planted");
        });
        waker.poll(channel.receiver().copy().next());
        sender.close();
        assertThat(waker.wakes()).isEqualTo(1);
    }

    private static Integer[] ones(int count) {
        return java.util.Collections.nCopies(count, 1).toArray(new Integer[0]);
    }

    private static Integer[] zeros(int count) {
        return java.util.Collections.nCopies(count, 0).toArray(new Integer[0]);
    }
}
