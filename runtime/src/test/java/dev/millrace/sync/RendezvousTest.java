package dev.millrace.sync;

import static dev.millrace.sync.CountingWaker.now;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.millrace.future.Future;
import dev.millrace.future.Waker;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Channels without room, polled by hand. */
class RendezvousTest {
    private final Channel<String> channel = Channels.bounded(0);
    private final Sender<String> sender = channel.sender();
    private final Receiver<String> receiver = channel.receiver();
    private final CountingWaker waker = new CountingWaker();

    @Test
    void aSendIsReadyWhenAReceiverHasTakenItsItem() {
        Future<@Nullable Void> send = sender.send("a");
        assertThat(waker.poll(send)).isFalse();
        assertThat(now(receiver.next())).isEqualTo("a");
        assertThat(waker.wakes()).isEqualTo(1);
        assertThat(waker.poll(send)).isTrue();
        assertThat(sender.wasSent()).isTrue();
        assertThat(receiver.tryNext()).isNull();
    }

    @Test
    void aSendToAReceiverThatWaitsIsReadyAtOnce() {
        Future<@Nullable String> next = receiver.next();
        assertThat(waker.poll(next)).isFalse();
        now(sender.send("a"));
        assertThat(waker.wakes()).isEqualTo(1);
        assertThat(sender.trySend("b")).isEqualTo(SendResult.FULL);
        assertThat(now(next)).isEqualTo("a");
    }

    @Test
    void tryingToSendNeedsAReceiverThatWaits() {
        assertThat(sender.trySend("a")).isEqualTo(SendResult.FULL);
        Future<@Nullable String> next = receiver.next();
        next.poll(Waker.none());
        assertThat(sender.trySend("b")).isEqualTo(SendResult.SENT);
        assertThat(now(next)).isEqualTo("b");
        receiver.close();
        assertThat(sender.trySend("c")).isEqualTo(SendResult.CLOSED);
    }

    @Test
    void waitingSendersAreServedInTheOrderInWhichTheyCame() {
        sender.send("a").poll(Waker.none());
        sender.copy().send("b").poll(Waker.none());
        sender.copy().send("c").poll(Waker.none());
        assertThat(now(receiver.next())).isEqualTo("a");
        assertThat(now(receiver.next())).isEqualTo("b");
        assertThat(now(receiver.next())).isEqualTo("c");
    }

    @Test
    void aCancelledSendSaysWhetherItWasSent() {
        Future<@Nullable Void> send = sender.send("a");
        send.poll(Waker.none());
        send.cancel();
        assertThat(sender.wasSent()).isFalse();
        assertThat(receiver.tryNext()).isNull();
        send = sender.send("b");
        send.poll(Waker.none());
        assertThat(receiver.tryNext()).isEqualTo("b");
        send.cancel();
        assertThat(sender.wasSent()).isTrue();
    }

    @Test
    void anItemGivenToANextThatIsCancelledGoesToTheNextWhoWaits() {
        Future<@Nullable String> first = receiver.next();
        Future<@Nullable String> second = receiver.copy().next();
        first.poll(Waker.none());
        waker.poll(second);
        now(sender.send("a"));
        first.cancel();
        assertThat(waker.wakes()).isEqualTo(1);
        assertThat(now(second)).isEqualTo("a");
    }

    @Test
    void anItemGivenToANextThatIsCancelledWaitsForTheNextToCome() {
        Future<@Nullable String> next = receiver.next();
        next.poll(Waker.none());
        now(sender.send("a"));
        next.cancel();
        sender.send("b").poll(Waker.none());
        assertThat(receiver.isEnded()).isFalse();
        assertThat(now(receiver.next())).isEqualTo("a");
        assertThat(now(receiver.next())).isEqualTo("b");
    }

    @Test
    void theLastSenderToCloseEndsAllWaits() {
        Future<@Nullable String> next = receiver.next();
        waker.poll(next);
        sender.close();
        assertThat(waker.wakes()).isEqualTo(1);
        assertThat(now(next)).isNull();
        assertThat(receiver.isEnded()).isTrue();
    }

    @Test
    void theLastReceiverToCloseReturnsTheItems() {
        Future<@Nullable Void> send = sender.send("a");
        waker.poll(send);
        receiver.close();
        assertThat(waker.wakes()).isEqualTo(1);
        assertThat(waker.poll(send)).isTrue();
        assertThat(catchThrowableOfType(ClosedException.class, send::result).item())
                .isEqualTo("a");
    }
}
