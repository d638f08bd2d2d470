package dev.millrace.sync;

import dev.millrace.future.Waker;
import dev.millrace.stress.Law;
import dev.millrace.stress.Ledger;
import dev.millrace.stress.Scene;
import dev.millrace.sync.ChannelScenes.CancelAgainstAct;
import dev.millrace.sync.ChannelScenes.PollAgainstClose;
import java.util.ArrayDeque;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.ExtendWith;

/** A channel without room: a sender and a receiver who meet, and who is cancelled or left meanwhile. */
@ExtendWith(Ledger.class)
class RendezvousCoreProofTest {
    private static final boolean RECEIVES = true;
    private static final boolean SENDS = false;

    /** A sender and a receiver, both of whom wait if they come first. */
    interface Meeting {
        boolean pollSend(Waker waker);

        boolean pollNext(Waker waker);
    }

    @TestFactory
    List<DynamicTest> twoWhoWaitMeet() {
        return Law.of("RendezvousCore: a sender and a receiver meet", (Meeting meeting) -> new PollAgainstPoll(meeting))
                .heldBy(() -> new SoundMeeting())
                .brokenBy("each looks for the other, then lists itself", () -> new LooksThenLists())
                .tests();
    }

    @TestFactory
    List<DynamicTest> aCancelledReceiveLosesNothing() {
        return Law.of(
                        "RendezvousCore: a cancelled receive hands on what it was given",
                        (Waiting channel) -> new CancelAgainstAct(channel))
                .heldBy(() -> new Waiting.Receivers(new RendezvousCore<>()))
                .brokenBy("a cancelled receiver keeps what it was given", () -> new KeepsWhenCancelled(RECEIVES))
                .brokenBy("a receiver is taken off the line, then given the item", () -> new ChoosesLate(RECEIVES))
                .tests();
    }

    @TestFactory
    List<DynamicTest> aCancelledSendSaysWhetherItHasHappened() {
        return Law.of(
                        "RendezvousCore: a cancelled send says whether it has happened",
                        (Waiting channel) -> new CancelAgainstAct(channel))
                .heldBy(() -> new Waiting.Senders(new RendezvousCore<>()))
                .brokenBy("a cancelled sender forgets that it was chosen", () -> new KeepsWhenCancelled(SENDS))
                .brokenBy("a sender is taken off the line, then chosen", () -> new ChoosesLate(SENDS))
                .tests();
    }

    @TestFactory
    List<DynamicTest> aReceiverSeesTheEnd() {
        return Law.of(
                        "RendezvousCore: a receiver that waits has the last item, or sees the end",
                        (Waiting channel) -> new PollAgainstClose(channel, true))
                .heldBy(() -> new Waiting.Receivers(new RendezvousCore<>()))
                .brokenBy("the receivers are released, then the end is set", () -> new ReleasesThenEnds(RECEIVES))
                .tests();
    }

    @TestFactory
    List<DynamicTest> aSenderSeesTheEnd() {
        return Law.of(
                        "RendezvousCore: a sender that waits sees the receivers go",
                        (Waiting channel) -> new PollAgainstClose(channel, false))
                .heldBy(() -> new Waiting.Senders(new RendezvousCore<>()))
                .brokenBy("the senders are released, then the end is set", () -> new ReleasesThenEnds(SENDS))
                .tests();
    }

    private static final class PollAgainstPoll extends Scene {
        private final Meeting meeting;
        private final CountingWaker sender = new CountingWaker();
        private final CountingWaker receiver = new CountingWaker();
        private boolean sent;
        private boolean received;

        PollAgainstPoll(Meeting meeting) {
            super(2);
            this.meeting = meeting;
        }

        @Override
        protected void first() {
            sent = meeting.pollSend(sender);
        }

        @Override
        protected void second() {
            received = meeting.pollNext(receiver);
        }

        @Override
        protected void after() {
            require(sent || sender.wakes() == 1, "the sender waits, and was not woken once");
            require(received || receiver.wakes() == 1, "the receiver waits, and was not woken once");
            require(meeting.pollSend(sender) && meeting.pollNext(receiver), "one was woken, and is not ready");
        }
    }

    private static final class SoundMeeting implements Meeting {
        private final RendezvousCore<Integer> core = new RendezvousCore<>();
        private final SendOperation<Integer> send = new SendOperation<>(core);
        private final NextOperation<Integer> next = new NextOperation<>(core);

        SoundMeeting() {
            core.addSender();
            send.begin(1);
            next.begin();
        }

        @Override
        public boolean pollSend(Waker waker) {
            return send.poll(waker) && send.sent;
        }

        @Override
        public boolean pollNext(Waker waker) {
            return next.poll(waker) && next.item != null;
        }
    }

    /** Planted: each comes between the other's two steps, and both wait. */
    private static final class LooksThenLists implements Meeting {
        private @Nullable Waker sender;
        private @Nullable Waker receiver;
        private boolean met;

        @Override
        public boolean pollSend(Waker waker) {
            if (meets(receiver())) return true;
            synchronized (this) {
                sender = waker;
            }
            return false;
        }

        @Override
        public boolean pollNext(Waker waker) {
            if (meets(sender())) return true;
            synchronized (this) {
                receiver = waker;
            }
            return false;
        }

        private boolean meets(@Nullable Waker other) {
            synchronized (this) {
                if (other == null || met) return met;
                met = true;
            }
            other.wake();
            return true;
        }

        private synchronized @Nullable Waker sender() {
            return sender;
        }

        private synchronized @Nullable Waker receiver() {
            return receiver;
        }
    }

    private static final class Seat {
        private @Nullable Waker waker;
        private boolean chosen;
        private boolean moved;
    }

    /** The protocol of one waiting side with places for faults. */
    private abstract static class Twin implements Waiting {
        private final boolean receives;
        final Seat[] seats = {new Seat(), new Seat()};
        final ArrayDeque<Seat> line = new ArrayDeque<>(2);
        private int acts;
        private int kept;
        private boolean gone;

        Twin(boolean receives) {
            this.receives = receives;
        }

        @Override
        public final synchronized boolean poll(int who, Waker waker) {
            Seat seat = seats[who];
            if (!seat.moved && kept > 0) {
                kept--;
                seat.chosen = true;
            }
            seat.moved |= seat.chosen;
            if (seat.moved || gone) return true;
            seat.waker = waker;
            if (!line.contains(seat)) line.addLast(seat);
            return false;
        }

        @Override
        public void cancel(int who) {
            Waker waker = null;
            synchronized (this) {
                Seat seat = seats[who];
                line.remove(seat);
                if (receives && seat.chosen) waker = giveOrKeep();
                else seat.moved = seat.chosen;
            }
            if (waker != null) waker.wake();
        }

        private synchronized @Nullable Waker giveOrKeep() {
            Seat next = line.pollFirst();
            if (next == null) kept++;
            return next == null ? null : choose(next);
        }

        @Override
        public final boolean moved(int who) {
            return seats[who].moved;
        }

        @Override
        public boolean act() {
            Waker waker;
            synchronized (this) {
                Seat first = line.pollFirst();
                if (first == null) return false;
                waker = choose(first);
            }
            if (waker != null) waker.wake();
            acts++;
            return true;
        }

        final synchronized @Nullable Waker choose(Seat seat) {
            seat.chosen = true;
            return seat.waker;
        }

        final synchronized @Nullable Seat pollFirst() {
            return line.pollFirst();
        }

        final void count() {
            acts++;
        }

        @Override
        public void close() {
            end();
            release();
        }

        final synchronized void end() {
            gone = true;
        }

        final void release() {
            for (Seat first = pollFirst(); first != null; first = pollFirst())
                if (first.waker != null) first.waker.wake();
        }

        @Override
        public final boolean isConserved() {
            int moved = kept;
            for (Seat seat : seats) if (seat.moved) moved++;
            return moved == acts;
        }
    }

    /** Planted: the exchange has happened, and one side does not know. */
    private static final class KeepsWhenCancelled extends Twin {
        KeepsWhenCancelled(boolean receives) {
            super(receives);
        }

        @Override
        public synchronized void cancel(int who) {
            line.remove(seats[who]);
        }
    }

    /** Planted: it may be cancelled between the two, and finds that it was not chosen. */
    private static final class ChoosesLate extends Twin {
        ChoosesLate(boolean receives) {
            super(receives);
        }

        @Override
        public boolean act() {
            Seat first = pollFirst();
            if (first == null) return false;
            Waker waker = choose(first);
            if (waker != null) waker.wake();
            count();
            return true;
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
