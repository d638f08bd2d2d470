package dev.millrace.sync;

import dev.millrace.future.Waker;
import dev.millrace.stress.Law;
import dev.millrace.stress.Ledger;
import dev.millrace.sync.ChannelScenes.CancelAgainstAct;
import dev.millrace.sync.ChannelScenes.PollAgainstAct;
import dev.millrace.sync.ChannelScenes.PollAgainstClose;
import java.util.ArrayDeque;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.ExtendWith;

/** A channel with one place: who waits on either side against sends, receives, cancels and the end of the other side. */
@ExtendWith(Ledger.class)
class BufferedCoreProofTest {
    private static final boolean RECEIVES = true;
    private static final boolean SENDS = false;

    private static BufferedCore<Integer> core() {
        return new BufferedCore<>(new RingQueue<>(1));
    }

    @TestFactory
    List<DynamicTest> aReceiveThatSaysNotYetIsWoken() {
        return Law.of("BufferedCore: a receive is woken by a send", (Waiting channel) -> new PollAgainstAct(channel))
                .heldBy(() -> new Waiting.Receivers(core()))
                .brokenBy("a receiver lists itself without trying again", () -> new ListsBlindly(RECEIVES))
                .brokenBy("a send looks for receivers, then offers", () -> new LooksThenActs(RECEIVES))
                .tests();
    }

    @TestFactory
    List<DynamicTest> aSendThatSaysNotYetIsWoken() {
        return Law.of("BufferedCore: a send is woken by a receive", (Waiting channel) -> new PollAgainstAct(channel))
                .heldBy(() -> new Waiting.Senders(core()))
                .brokenBy("a sender lists itself without trying again", () -> new ListsBlindly(SENDS))
                .brokenBy("a receive looks for senders, then takes", () -> new LooksThenActs(SENDS))
                .tests();
    }

    @TestFactory
    List<DynamicTest> aCancelledReceiveLosesNothing() {
        return Law.of(
                        "BufferedCore: a cancelled receive loses no item, and the next one is woken for it",
                        (Waiting channel) -> new CancelAgainstAct(channel))
                .heldBy(() -> new Waiting.Receivers(core()))
                .brokenBy("a cancelled receiver chooses nobody", () -> new ChoosesNobody(RECEIVES))
                .brokenBy("an item is stored for a receiver that may be cancelled", () -> new MovesForOthers(RECEIVES))
                .tests();
    }

    @TestFactory
    List<DynamicTest> aCancelledSendHasNotHappened() {
        return Law.of(
                        "BufferedCore: a cancelled send has not happened, and the next one is woken for its place",
                        (Waiting channel) -> new CancelAgainstAct(channel))
                .heldBy(() -> new Waiting.Senders(core()))
                .brokenBy("a cancelled sender chooses nobody", () -> new ChoosesNobody(SENDS))
                .brokenBy("an item is stored by a sender that may be cancelled", () -> new MovesForOthers(SENDS))
                .tests();
    }

    @TestFactory
    List<DynamicTest> aReceiverSeesTheEndAfterTheLastItem() {
        return Law.of(
                        "BufferedCore: a receiver sees the last item, then the end",
                        (Waiting channel) -> new PollAgainstClose(channel, true))
                .heldBy(() -> new Waiting.Receivers(core()))
                .brokenBy("a receiver takes, then looks for the end", () -> new LooksForTheEndLate(RECEIVES))
                .tests();
    }

    @TestFactory
    List<DynamicTest> aReceiverThatWaitsSeesTheEnd() {
        return Law.of(
                        "BufferedCore: a receiver that waits sees the senders go",
                        (Waiting channel) -> new PollAgainstClose(channel, false))
                .heldBy(() -> new Waiting.Receivers(core()))
                .brokenBy("the receivers are released, then the end is set", () -> new ReleasesThenEnds(RECEIVES))
                .tests();
    }

    @TestFactory
    List<DynamicTest> aSenderSeesTheEnd() {
        return Law.of(
                        "BufferedCore: a sender that waits sees the receivers go",
                        (Waiting channel) -> new PollAgainstClose(channel, false))
                .heldBy(() -> new Waiting.Senders(core()))
                .brokenBy("the senders are released, then the end is set", () -> new ReleasesThenEnds(SENDS))
                .tests();
    }

    private static final class Seat {
        private final int item;
        private @Nullable Waker waker;
        private boolean entered;
        private boolean chosen;
        private boolean done;
        private boolean moved;

        Seat(int item) {
            this.item = item;
        }
    }

    /** The protocol of one waiting side with places for faults, on a real queue. */
    private abstract static class Twin implements Waiting {
        private final boolean receives;
        private final RingQueue<Integer> queue = new RingQueue<>(1);
        private final Seat[] seats = {new Seat(2), new Seat(3)};
        private final ArrayDeque<Seat> line = new ArrayDeque<>(2);
        private int in;
        private int out;
        private int chosen;
        volatile int queued;
        private volatile boolean gone;

        Twin(boolean receives) {
            this.receives = receives;
            if (!receives) actOnQueue(true);
        }

        @Override
        public final boolean poll(int who, Waker waker) {
            Seat seat = seats[who];
            if (!seat.entered && move(seat)) seat.done = true;
            else if (!seat.done) seat.done = enter(seat, waker);
            return seat.done;
        }

        boolean enter(Seat seat, Waker waker) {
            synchronized (this) {
                list(seat, waker);
                boolean end = gone;
                if (move(seat) || end) return leave(seat);
                return stay(seat);
            }
        }

        final synchronized void list(Seat seat, Waker waker) {
            if (!seat.entered) {
                queued++;
                line.addLast(seat);
            }
            seat.entered = true;
            seat.waker = waker;
        }

        final synchronized boolean stay(Seat seat) {
            if (!seat.chosen) return false;
            seat.chosen = false;
            chosen--;
            line.addFirst(seat);
            return false;
        }

        final synchronized boolean leave(Seat seat) {
            if (!seat.entered) return true;
            if (seat.chosen) chosen--;
            line.remove(seat);
            seat.entered = false;
            queued--;
            return true;
        }

        final boolean move(Seat seat) {
            seat.moved = receives ? queue.poll() != null : !gone && queue.offer(seat.item);
            return seat.moved;
        }

        final boolean hasEnded() {
            return gone;
        }

        @Override
        public void cancel(int who) {
            leave(seats[who]);
            choose();
        }

        @Override
        public final boolean moved(int who) {
            return seats[who].moved;
        }

        @Override
        public boolean act() {
            boolean acted = actOnQueue(receives);
            if (queued > 0) choose();
            return acted;
        }

        final boolean actOnQueue(boolean offers) {
            boolean acted = offers ? queue.offer(1) : queue.poll() != null;
            if (acted && offers) in++;
            else if (acted) out++;
            return acted;
        }

        final void choose() {
            for (Waker waker = chooseFirst(false); waker != null; waker = chooseFirst(false)) waker.wake();
        }

        @Nullable
        Waker chooseFirst(boolean released) {
            synchronized (this) {
                int free = receives ? queue.size() : queue.free();
                if (line.isEmpty() || (!released && free <= chosen)) return null;
                Seat first = line.removeFirst();
                first.chosen = true;
                chosen++;
                chosen(first);
                return first.waker;
            }
        }

        void chosen(Seat first) {}

        @Override
        public void close() {
            end();
            release();
        }

        final synchronized void end() {
            gone = true;
        }

        final void release() {
            for (Waker waker = chooseFirst(true); waker != null; waker = chooseFirst(true)) waker.wake();
        }

        @Override
        public final boolean isConserved() {
            while (queue.poll() != null) out++;
            for (Seat seat : seats) {
                if (seat.moved && receives) out++;
                else if (seat.moved) in++;
            }
            return in == out;
        }

        final Seat seat(int who) {
            return seats[who];
        }

        final boolean receives() {
            return receives;
        }
    }

    /** Planted: what is moved between the try and the listing finds nobody who waits. */
    private static final class ListsBlindly extends Twin {
        ListsBlindly(boolean receives) {
            super(receives);
        }

        @Override
        boolean enter(Seat seat, Waker waker) {
            synchronized (this) {
                if (seat.chosen) return super.enter(seat, waker);
                list(seat, waker);
                return false;
            }
        }
    }

    /** Planted: who comes to wait between the two is not seen. */
    private static final class LooksThenActs extends Twin {
        LooksThenActs(boolean receives) {
            super(receives);
        }

        @Override
        public boolean act() {
            boolean somebody = queued > 0;
            boolean acted = actOnQueue(receives());
            if (somebody) choose();
            return acted;
        }
    }

    /** Planted: it was chosen for what lies there now, and nobody else is told. */
    private static final class ChoosesNobody extends Twin {
        ChoosesNobody(boolean receives) {
            super(receives);
        }

        @Override
        public void cancel(int who) {
            leave(seat(who));
        }
    }

    /** Planted: the item has moved, and the one who is cancelled says that it has not. */
    private static final class MovesForOthers extends Twin {
        MovesForOthers(boolean receives) {
            super(receives);
        }

        @Override
        void chosen(Seat first) {
            move(first);
        }

        @Override
        public void cancel(int who) {
            leave(seat(who));
            seat(who).moved = false;
            choose();
        }
    }

    /** Planted: the last item and the end come between the two, and it sees the end alone. */
    private static final class LooksForTheEndLate extends Twin {
        LooksForTheEndLate(boolean receives) {
            super(receives);
        }

        @Override
        boolean enter(Seat seat, Waker waker) {
            synchronized (this) {
                list(seat, waker);
                if (move(seat)) return leave(seat);
            }
            synchronized (this) {
                return hasEnded() ? leave(seat) : stay(seat);
            }
        }
    }

    /** Planted: who comes to wait between the two is not released. */
    private static final class ReleasesThenEnds extends Twin {
        ReleasesThenEnds(boolean receives) {
            super(receives);
        }

        @Override
        public void close() {
            release();
            end();
        }
    }
}
