package dev.millrace.sync;

import static dev.millrace.sync.CountingWaker.now;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.future.Future;
import dev.millrace.future.Waker;
import dev.millrace.runtime.BlockOn;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class OneshotTest {
    private final Oneshot<String> oneshot = Channels.oneshot();
    private final OneshotSender<String> sender = oneshot.sender();
    private final OneshotReceiver<String> receiver = oneshot.receiver();
    private final CountingWaker waker = new CountingWaker();

    @Test
    void theValueWakesWhoWaits() {
        CountingWaker old = new CountingWaker();
        assertThat(old.poll(receiver)).isFalse();
        assertThat(waker.poll(receiver)).isFalse();
        assertThatThrownBy(receiver::result).isInstanceOf(IllegalStateException.class);
        assertThat(sender.send("v")).isTrue();
        sender.close();
        assertThat(old.wakes()).isZero();
        assertThat(waker.wakes()).isEqualTo(1);
        assertThat(now(receiver)).isEqualTo("v");
        assertThat(receiver.result()).isEqualTo("v");
    }

    @Test
    void aValueSentBeforeAnybodyWaitsIsThere() {
        sender.send("v");
        assertThat(now(receiver)).isEqualTo("v");
        assertThatThrownBy(() -> sender.send("w")).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void aSenderClosedWithoutAValueFailsTheReceiver() {
        waker.poll(receiver);
        sender.close();
        assertThat(waker.wakes()).isEqualTo(1);
        assertThat(waker.poll(receiver)).isTrue();
        assertThatThrownBy(receiver::result).isInstanceOf(ClosedException.class);
        assertThatThrownBy(() -> sender.send("v")).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void theSenderSeesThatTheReceiverIsClosed() {
        Future<@Nullable Void> closed = sender.closed();
        assertThat(waker.poll(closed)).isFalse();
        assertThat(sender.isClosed()).isFalse();
        receiver.close();
        receiver.close();
        assertThat(waker.wakes()).isEqualTo(1);
        assertThat(waker.poll(closed)).isTrue();
        assertThat(sender.isClosed()).isTrue();
        assertThat(sender.send("v")).isFalse();
        sender.close();
    }

    @Test
    void cancellingTheReceiverClosesIt() {
        receiver.poll(waker);
        receiver.cancel();
        assertThat(sender.isClosed()).isTrue();
        assertThat(waker.wakes()).isZero();
        assertThatThrownBy(receiver::result).isInstanceOf(ClosedException.class);
    }

    @Test
    void aCancelledWaitForTheCloseIsNotWoken() {
        Future<@Nullable Void> closed = sender.closed();
        waker.poll(closed);
        closed.cancel();
        receiver.close();
        assertThat(waker.wakes()).isZero();
    }

    @Test
    void aReceiverClosedAfterTheValueCameChangesNothing() {
        sender.send("v");
        receiver.close();
        assertThat(sender.isClosed()).isFalse();
        assertThat(now(receiver)).isEqualTo("v");
    }

    @Test
    void sendingAndPollingAtOnceLosesNoWakeUp() throws Exception {
        for (int i = 0; i < 20_000; i++) {
            Oneshot<Integer> shot = Channels.oneshot();
            int value = i;
            Thread thread = i % 2 == 0
                    ? null
                    : Thread.ofVirtual().start(() -> shot.sender().send(value));
            if (thread == null) Thread.ofVirtual().start(() -> shot.sender().close());
            if (thread != null) assertThat(BlockOn.run(shot.receiver())).isEqualTo(i);
            else assertThatThrownBy(() -> BlockOn.run(shot.receiver())).isInstanceOf(ClosedException.class);
        }
    }

    @Test
    void waitingForTheCloseAndClosingAtOnceLosesNoWakeUp() {
        for (int i = 0; i < 20_000; i++) {
            Oneshot<Integer> shot = Channels.oneshot();
            Thread.ofVirtual().start(() -> shot.receiver().close());
            BlockOn.run(shot.sender().closed());
            assertThat(shot.sender().isClosed()).isTrue();
        }
    }

    @Test
    void eitherTheValueArrivesOrTheSenderLearnsThatItDoesNot() throws Exception {
        for (int i = 0; i < 20_000; i++) {
            Oneshot<Integer> shot = Channels.oneshot();
            boolean[] sent = new boolean[1];
            Thread thread =
                    Thread.ofVirtual().start(() -> sent[0] = shot.sender().send(1));
            shot.receiver().close();
            thread.join();
            assertThat(shot.receiver().poll(Waker.none())).isTrue();
            assertThat(shot.sender().isClosed()).isEqualTo(!sent[0]);
        }
    }
}
