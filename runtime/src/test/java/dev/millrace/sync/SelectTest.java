package dev.millrace.sync;

import static dev.millrace.sync.CountingWaker.now;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.future.Completer;
import dev.millrace.future.Future;
import dev.millrace.runtime.BlockOn;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class SelectTest {
    private final Channel<String> a = Channels.bounded(4);
    private final Channel<String> b = Channels.bounded(4);
    private final Sender<String> toA = a.sender();
    private final Sender<String> toB = b.sender();
    private final CountingWaker waker = new CountingWaker();

    @Test
    void theFirstReadyOneWinsAndTheOthersStay() {
        Future<@Nullable String> nextA = a.receiver().next();
        Future<@Nullable String> nextB = b.receiver().next();
        Select select = Select.of(nextA, nextB);
        assertThat(waker.poll(select)).isFalse();
        assertThatThrownBy(select::result).isInstanceOf(IllegalStateException.class);
        now(toB.send("b1"));
        assertThat(waker.wakes()).isEqualTo(1);
        assertThat(now(select)).isEqualTo(1);
        assertThat(nextB.result()).isEqualTo("b1");

        b.receiver().next();
        assertThat(waker.poll(select)).isFalse();
        now(toA.send("a1"));
        assertThat(now(select)).isZero();
        assertThat(nextA.result()).isEqualTo("a1");
    }

    @Test
    void whenSeveralAreReadyTheOneAtTheStartWins() {
        now(toA.send("a1"));
        now(toB.send("b1"));
        Future<@Nullable String> nextA = a.receiver().next();
        Future<@Nullable String> nextB = b.receiver().next();
        Select select = Select.of(nextA, nextB).startAt(1);
        assertThat(now(select)).isEqualTo(1);
        assertThat(nextB.result()).isEqualTo("b1");
        assertThat(now(select.startAt(0))).isZero();
        assertThat(nextA.result()).isEqualTo("a1");
        assertThatThrownBy(() -> select.startAt(2)).isInstanceOf(IndexOutOfBoundsException.class);
    }

    @Test
    void theStartIndexWrapsAround() {
        Future<@Nullable String> nextA = a.receiver().next();
        Future<@Nullable String> nextB = b.receiver().next();
        now(toA.send("a1"));
        assertThat(now(Select.of(nextA, nextB).startAt(1))).isZero();
    }

    @Test
    void ofSeveralSendsExactlyOneHappens() {
        Future<@Nullable Void> sendA = toA.send("a");
        Future<@Nullable Void> sendB = toB.send("b");
        Select select = Select.of(sendA, sendB);
        assertThat(now(select)).isZero();
        select.cancelLosers();
        assertThat(toA.wasSent()).isTrue();
        assertThat(toB.wasSent()).isFalse();
        assertThat(b.receiver().tryNext()).isNull();
        assertThat(a.receiver().tryNext()).isEqualTo("a");
    }

    @Test
    void aLoserKeepsItsPlaceInLine() {
        Channel<String> full = Channels.bounded(1);
        Sender<String> sender = full.sender();
        now(sender.send("0"));
        Future<@Nullable Void> loser = sender.send("1");
        Completer<String> event = new Completer<>();
        Select select = Select.of(loser, event);
        assertThat(waker.poll(select)).isFalse();
        CountingWaker behind = new CountingWaker();
        behind.poll(full.sender().send("2"));
        event.complete("now");
        assertThat(now(select)).isEqualTo(1);
        assertThat(full.receiver().tryNext()).isEqualTo("0");
        assertThat(behind.wakes()).isZero();
        now(loser);
        assertThat(full.receiver().tryNext()).isEqualTo("1");
        assertThat(behind.wakes()).isEqualTo(1);
    }

    @Test
    void cancellingHandsOnWhatALoserWasWokenFor() {
        Future<@Nullable String> nextA = a.receiver().next();
        Select select = Select.of(nextA, b.receiver().next());
        assertThat(select.poll(waker)).isFalse();
        Future<@Nullable String> other = a.receiver().copy().next();
        CountingWaker otherWaker = new CountingWaker();
        otherWaker.poll(other);
        now(toA.send("a1"));
        assertThat(otherWaker.wakes()).isZero();
        select.cancel();
        assertThat(otherWaker.wakes()).isEqualTo(1);
        assertThat(now(other)).isEqualTo("a1");
        now(toB.send("b1"));
        assertThat(now(b.receiver().next())).isEqualTo("b1");
    }

    @Test
    void theEndOfAChannelWinsToo() {
        Future<@Nullable String> nextA = a.receiver().next();
        Select select = Select.of(nextA, b.receiver().next());
        waker.poll(select);
        toA.close();
        assertThat(now(select)).isZero();
        assertThat(nextA.result()).isNull();
    }

    /** One thread selects from two channels, of which another thread takes from one as well. */
    @Test
    @Timeout(30)
    void nothingIsLostBetweenThreads() throws Exception {
        int each = 50_000;
        AtomicInteger taken = new AtomicInteger();
        Receiver<String> rival = a.receiver().copy();
        List<Thread> threads = List.of(
                Thread.ofPlatform().start(() -> sendAll(toA, each)),
                Thread.ofPlatform().start(() -> sendAll(toB, each)),
                Thread.ofPlatform().start(() -> {
                    while (BlockOn.run(rival.next()) != null) taken.incrementAndGet();
                }));
        List<Future<@Nullable String>> nexts =
                List.of(a.receiver().next(), b.receiver().next());
        Select first = Select.of(nexts.get(0), nexts.get(1));
        while (true) {
            int winner = BlockOn.run(first);
            if (nexts.get(winner).result() == null) {
                // The other channel may still have some.
                Receiver<String> other = (winner == 0 ? b : a).receiver();
                nexts.get(1 - winner).cancel();
                while (BlockOn.run(other.next()) != null) taken.incrementAndGet();
                break;
            }
            taken.incrementAndGet();
            (winner == 0 ? a : b).receiver().next();
            first.startAt(1 - winner);
        }
        for (Thread thread : threads) thread.join();
        assertThat(taken).hasValue(2 * each);
    }

    private static void sendAll(Sender<String> sender, int count) {
        try (sender) {
            for (int i = 0; i < count; i++) BlockOn.run(sender.send("x"));
        }
    }

    @Test
    void selectingFromNothingIsRefused() {
        assertThatThrownBy(Select::of)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("futures=0");
    }
}
