package dev.millrace.sync;

import static dev.millrace.sync.CountingWaker.now;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.future.Future;
import dev.millrace.future.Waker;
import dev.millrace.runtime.BlockOn;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class WatchTest {
    private final Watch<Integer> watch = Channels.watch(0);
    private final WatchReceiver<Integer> receiver = watch.subscribe();
    private final CountingWaker waker = new CountingWaker();

    @Test
    void aChangeWakesAllWhoWait() {
        WatchReceiver<Integer> other = watch.subscribe();
        Future<Boolean> change = receiver.changed();
        Future<Boolean> otherChange = other.changed();
        assertThat(waker.poll(change)).isFalse();
        assertThat(waker.poll(otherChange)).isFalse();
        watch.set(1);
        assertThat(waker.wakes()).isEqualTo(2);
        assertThat(now(change)).isTrue();
        assertThat(now(otherChange)).isTrue();
        assertThat(receiver.value()).isEqualTo(1);
        assertThat(receiver.changed().poll(Waker.none())).isFalse();
    }

    @Test
    void onlyTheLatestValueIsSeenAndOnlyOnce() {
        watch.set(1);
        watch.set(2);
        assertThat(receiver.peek()).isEqualTo(2);
        assertThat(now(receiver.changed())).isTrue();
        assertThat(receiver.changed().poll(Waker.none())).isFalse();
        assertThat(watch.value()).isEqualTo(2);
    }

    @Test
    void aValueThatWasLookedAtIsNoChange() {
        watch.set(1);
        assertThat(receiver.value()).isEqualTo(1);
        assertThat(receiver.changed().poll(Waker.none())).isFalse();
    }

    @Test
    void aCancelledWaitLosesNoChange() {
        Future<Boolean> change = receiver.changed();
        waker.poll(change);
        change.cancel();
        watch.set(1);
        assertThat(waker.wakes()).isZero();
        change = receiver.changed();
        assertThat(change.poll(waker)).isTrue();
        change.cancel();
        assertThat(now(receiver.changed())).isTrue();
    }

    @Test
    void closingEndsTheWaitsOnceTheLastChangeWasSeen() {
        Future<Boolean> change = receiver.changed();
        waker.poll(change);
        WatchReceiver<Integer> late = watch.subscribe();
        watch.set(1);
        assertThat(now(change)).isTrue();
        waker.poll(receiver.changed());
        watch.close();
        assertThat(waker.wakes()).isEqualTo(2);
        assertThat(now(change)).isFalse();
        assertThat(now(late.changed())).isTrue();
        assertThat(now(late.changed())).isFalse();
        assertThat(late.value()).isEqualTo(1);
        assertThatThrownBy(() -> watch.set(2)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void aReceiverWaitsOnceAtATime() {
        Future<Boolean> change = receiver.changed();
        assertThatThrownBy(receiver::changed).isInstanceOf(OperationPendingException.class);
        assertThatThrownBy(change::result).isInstanceOf(IllegalStateException.class);
    }

    /** A waker that looks at the value and waits again, in the middle of a set. */
    @Test
    void whoHasSeenTheValueAndWaitsAgainHidesNobody() {
        WatchReceiver<Integer> other = watch.subscribe();
        Future<Boolean> change = receiver.changed();
        WatchReceiver<Integer> first = watch.subscribe();
        Future<Boolean> firstChange = first.changed();
        firstChange.poll(() -> {
            receiver.value();
            change.poll(Waker.none());
        });
        change.poll(Waker.none());
        waker.poll(other.changed());
        watch.set(1);
        assertThat(waker.wakes()).isEqualTo(1);
    }

    @Test
    void theLastValueReachesAllThreads() throws Exception {
        int last = 100_000;
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            WatchReceiver<Integer> reader = watch.subscribe();
            threads.add(Thread.ofPlatform().start(() -> {
                int before = 0;
                while (BlockOn.run(reader.changed())) {
                    int value = reader.value();
                    assertThat(value).isGreaterThanOrEqualTo(before);
                    before = value;
                }
                assertThat(before).isEqualTo(last);
                seen(before);
            }));
        }
        for (int i = 1; i <= last; i++) watch.set(i);
        watch.close();
        for (Thread thread : threads) thread.join();
        assertThat(finals).containsExactly(last, last);
    }

    private final List<Integer> finals = new ArrayList<>();

    private synchronized void seen(int value) {
        finals.add(value);
    }
}
