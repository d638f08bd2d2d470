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
class BroadcastTest {
    private final Broadcast<Integer> broadcast = Channels.broadcast(3);
    private final BroadcastReceiver<Integer> receiver = broadcast.subscribe();
    private final CountingWaker waker = new CountingWaker();

    private static Reception<Integer> item(int value) {
        return new Reception.Item<>(value);
    }

    @Test
    void eachItemGoesToEachSubscriber() {
        assertThat(broadcast.send(1)).isEqualTo(1);
        BroadcastReceiver<Integer> late = broadcast.subscribe();
        assertThat(broadcast.send(2)).isEqualTo(2);
        assertThat(now(receiver.next())).isEqualTo(item(1));
        assertThat(now(receiver.next())).isEqualTo(item(2));
        assertThat(receiver.tryNext()).isNull();
        assertThat(now(late.next())).isEqualTo(item(2));
        late.close();
        late.close();
        assertThat(broadcast.send(3)).isEqualTo(1);
        assertThatThrownBy(late::next).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void anItemWakesAllWhoWait() {
        Future<Reception<Integer>> next = receiver.next();
        BroadcastReceiver<Integer> other = broadcast.subscribe();
        waker.poll(next);
        waker.poll(other.next());
        broadcast.send(1);
        broadcast.send(2);
        assertThat(waker.wakes()).isEqualTo(2);
        assertThat(now(next)).isEqualTo(item(1));
    }

    @Test
    void whoLagsIsToldHowManyWereMissedAndGoesOn() {
        for (int i = 0; i < 10; i++) broadcast.send(i);
        assertThat(now(receiver.next())).isEqualTo(new Reception.Lagged<>(7));
        assertThat(now(receiver.next())).isEqualTo(item(7));
        broadcast.send(10);
        broadcast.send(11);
        assertThat(now(receiver.next())).isEqualTo(new Reception.Lagged<>(1));
        for (int i = 9; i <= 11; i++) assertThat(now(receiver.next())).isEqualTo(item(i));
    }

    @Test
    void whatIsLeftComesBeforeTheEnd() {
        broadcast.send(1);
        Future<Reception<Integer>> waiting = broadcast.subscribe().next();
        waker.poll(waiting);
        broadcast.close();
        broadcast.close();
        assertThat(waker.wakes()).isEqualTo(1);
        assertThat(now(waiting)).isEqualTo(new Reception.End<>());
        assertThat(now(receiver.next())).isEqualTo(item(1));
        assertThat(now(receiver.next())).isEqualTo(new Reception.End<>());
        assertThat(now(receiver.next())).isEqualTo(new Reception.End<>());
        assertThatThrownBy(() -> broadcast.send(2))
                .isInstanceOfSatisfying(
                        ClosedException.class, e -> assertThat(e.item()).isEqualTo(2));
    }

    @Test
    void aCancelledNextLosesNothing() {
        Future<Reception<Integer>> next = receiver.next();
        assertThatThrownBy(receiver::next).isInstanceOf(OperationPendingException.class);
        waker.poll(next);
        next.cancel();
        broadcast.send(1);
        assertThat(waker.wakes()).isZero();
        next = receiver.next();
        assertThat(next.poll(waker)).isTrue();
        next.cancel();
        assertThat(now(receiver.next())).isEqualTo(item(1));
        assertThatThrownBy(next::result).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void whoHasTakenTheItemAndWaitsAgainHidesNobody() {
        Future<Reception<Integer>> next = receiver.next();
        BroadcastReceiver<Integer> first = broadcast.subscribe();
        first.next().poll(() -> {
            receiver.tryNext();
            next.poll(Waker.none());
        });
        next.poll(Waker.none());
        waker.poll(broadcast.subscribe().next());
        broadcast.send(1);
        assertThat(waker.wakes()).isEqualTo(1);
    }

    @Test
    void threadsSeeAllItemsInOrderOrHowManyTheyMissed() throws Exception {
        Broadcast<Integer> wide = Channels.broadcast(64);
        int all = 200_000;
        List<Long> totals = new ArrayList<>();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            BroadcastReceiver<Integer> reader = wide.subscribe();
            threads.add(Thread.ofPlatform().start(() -> {
                long total = countUntilEnd(reader);
                synchronized (totals) {
                    totals.add(total);
                }
            }));
        }
        for (int i = 0; i < all; i++) wide.send(i);
        wide.close();
        for (Thread thread : threads) thread.join();
        assertThat(totals).containsExactly((long) all, (long) all);
    }

    private static long countUntilEnd(BroadcastReceiver<Integer> reader) {
        long expected = 0;
        while (true) {
            switch (BlockOn.run(reader.next())) {
                case Reception.Item<Integer>(Integer value) ->
                    assertThat((long) value).isEqualTo(expected++);
                case Reception.Lagged<Integer>(long missed) -> expected += missed;
                case Reception.End<Integer> _ -> {
                    return expected;
                }
            }
        }
    }

    @Test
    void capacitiesOutOfRangeAreRefusedWithTheValue() {
        assertThatThrownBy(() -> Channels.broadcast(0)).hasMessageContaining("capacity=0");
    }
}
