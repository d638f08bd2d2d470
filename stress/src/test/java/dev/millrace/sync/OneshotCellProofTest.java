package dev.millrace.sync;

import dev.millrace.future.Waker;
import dev.millrace.stress.Law;
import dev.millrace.stress.Ledger;
import dev.millrace.stress.Scene;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.ExtendWith;

/** One value between two ends: a send or a close of the sender against a poll or a close of the receiver. */
@ExtendWith(Ledger.class)
class OneshotCellProofTest {
    private static final String SENT = "sent";
    private static final String DROPPED = "dropped";
    private static final String CLOSED = "closed";

    /** What the cell and its twins have in common. */
    interface Cell {
        boolean send(int value);

        void drop();

        void close();

        boolean pollReceive(Waker waker);

        boolean pollClosed(Waker waker);

        /** The value, or zero if there is none. */
        int value();
    }

    @TestFactory
    List<DynamicTest> aPollThatSaysNotYetIsWokenByTheSend() {
        return Law.of(
                        "OneshotCell: a receive that says not yet is woken by the send",
                        (Cell cell) -> new PollAgainstSend(cell, true))
                .heldBy(() -> new Sound())
                .brokenBy("stores the receiver's waker without looking again", () -> new StoresBlindly())
                .brokenBy("moves to SENT, then writes the value", () -> new MovesThenWrites())
                .tests();
    }

    @TestFactory
    List<DynamicTest> aPollThatSaysNotYetIsWokenByTheClose() {
        return Law.of(
                        "OneshotCell: a receive that says not yet is woken by the sender's close",
                        (Cell cell) -> new PollAgainstSend(cell, false))
                .heldBy(() -> new Sound())
                .brokenBy("stores the receiver's waker without looking again", () -> new StoresBlindly())
                .tests();
    }

    @TestFactory
    List<DynamicTest> aSendSaysWhetherItsValueIsThere() {
        return Law.of(
                        "OneshotCell: a send says whether its value got there before the receiver closed",
                        (Cell cell) -> new SendAgainstClose(cell))
                .heldBy(() -> new Sound())
                .brokenBy("looks for CLOSED, then sets SENT", () -> new LooksThenSets())
                .brokenBy("looks for CLOSED, then for the end in another read", () -> new ReadsTwice())
                .tests();
    }

    @TestFactory
    List<DynamicTest> aSenderThatWaitsForTheCloseIsWoken() {
        return Law.of(
                        "OneshotCell: a sender that waits for the receiver's close is woken",
                        (Cell cell) -> new PollAgainstClose(cell))
                .heldBy(() -> new Sound())
                .brokenBy("looks for CLOSED, then stores the sender's waker", () -> new LooksThenStores())
                .brokenBy("looks for the sender's waker, then closes", () -> new WakesThenCloses())
                .tests();
    }

    private static final class PollAgainstSend extends Scene {
        private final Cell cell;
        private final boolean sends;
        private final CountingWaker earlier = new CountingWaker();
        private final CountingWaker waker = new CountingWaker();
        private boolean ready;
        private int seen;

        PollAgainstSend(Cell cell, boolean sends) {
            super(2);
            this.cell = cell;
            this.sends = sends;
        }

        @Override
        protected void first() {
            ready = cell.pollReceive(earlier) || cell.pollReceive(waker);
            if (ready) seen = cell.value();
        }

        @Override
        protected void second() {
            if (sends) cell.send(7);
            else cell.drop();
        }

        @Override
        protected void after() {
            require(ready || waker.wakes() == 1, "the last poll said not yet, and its waker was not woken once");
            require(ready || cell.pollReceive(waker), "it was woken, and is not ready");
            if (!ready) seen = cell.value();
            require(seen == (sends ? 7 : 0), "it was ready, and not with what the sender did");
        }
    }

    private static final class SendAgainstClose extends Scene {
        private final Cell cell;
        private final CountingWaker receiver = new CountingWaker();
        private final CountingWaker sender = new CountingWaker();
        private boolean sent;

        SendAgainstClose(Cell cell) {
            super(2);
            this.cell = cell;
            cell.pollReceive(receiver);
            cell.pollClosed(sender);
        }

        @Override
        protected void first() {
            sent = cell.send(7);
        }

        @Override
        protected void second() {
            cell.close();
        }

        @Override
        protected void after() {
            require(sent == (cell.value() == 7), "the send says otherwise than the cell");
            require(sent != sender.wasWoken(), "not exactly one came of it: a value, or a sender woken by the close");
            require(sent == receiver.wasWoken(), "the receiver was woken without a value, or not with one");
        }
    }

    private static final class PollAgainstClose extends Scene {
        private final Cell cell;
        private final CountingWaker waker = new CountingWaker();
        private boolean ready;

        PollAgainstClose(Cell cell) {
            super(2);
            this.cell = cell;
        }

        @Override
        protected void first() {
            ready = cell.pollClosed(waker);
        }

        @Override
        protected void second() {
            cell.close();
        }

        @Override
        protected void after() {
            require(ready || waker.wasWoken(), "the poll said not yet, and its waker was not woken");
            require(cell.pollClosed(waker), "it is closed and does not say so");
        }
    }

    private static final class Sound implements Cell {
        private final OneshotCell<Integer> cell = new OneshotCell<>();

        @Override
        public boolean send(int value) {
            return cell.send(value);
        }

        @Override
        public void drop() {
            cell.drop();
        }

        @Override
        public void close() {
            cell.close();
        }

        @Override
        public boolean pollReceive(Waker waker) {
            return cell.pollReceive(waker);
        }

        @Override
        public boolean pollClosed(Waker waker) {
            return cell.pollClosed(waker);
        }

        @Override
        public int value() {
            try {
                return cell.value();
            } catch (ClosedException e) {
                return 0;
            }
        }
    }

    /** The protocol with places for faults: the state is null, a waker, or a word. */
    private abstract static class Twin implements Cell {
        final AtomicReference<@Nullable Object> state = new AtomicReference<>();
        final AtomicReference<@Nullable Waker> closedWaker = new AtomicReference<>();
        volatile int value;

        @Override
        public boolean send(int sent) {
            value = sent;
            return finish(SENT);
        }

        @Override
        public void drop() {
            finish(DROPPED);
        }

        @Override
        public void close() {
            if (finish(CLOSED)) wakeSender();
        }

        @Override
        public boolean pollReceive(Waker waker) {
            for (Object seen = state.get(); !(seen instanceof String); seen = state.get())
                if (state.compareAndSet(seen, waker)) return false;
            return true;
        }

        @Override
        public boolean pollClosed(Waker waker) {
            closedWaker.set(waker);
            return state.get() == CLOSED;
        }

        @Override
        public int value() {
            return state.get() == SENT ? value : 0;
        }

        final void wakeSender() {
            Waker waker = closedWaker.get();
            if (waker != null) waker.wake();
        }

        boolean finish(String last) {
            for (Object seen = state.get(); !(seen instanceof String); seen = state.get()) {
                if (!state.compareAndSet(seen, last)) continue;
                if (seen instanceof Waker waker && !last.equals(CLOSED)) waker.wake();
                return true;
            }
            return false;
        }
    }

    /** Planted: the waker covers what has come since the look. */
    private static final class StoresBlindly extends Twin {
        @Override
        public boolean pollReceive(Waker waker) {
            if (state.get() instanceof String) return true;
            state.set(waker);
            return false;
        }
    }

    /** Planted: the receiver is ready, and there is no value yet. */
    private static final class MovesThenWrites extends Twin {
        @Override
        public boolean send(int sent) {
            boolean done = finish(SENT);
            value = sent;
            return done;
        }
    }

    /** Planted: both ends may believe that they came first. */
    private static final class LooksThenSets extends Twin {
        @Override
        boolean finish(String last) {
            Object seen = state.get();
            if (seen instanceof String) return false;
            state.set(last);
            if (seen instanceof Waker waker && !last.equals(CLOSED)) waker.wake();
            return true;
        }
    }

    /** Planted: the receiver may close between the two, and the send takes itself for a second one. */
    private static final class ReadsTwice extends Twin {
        @Override
        public boolean send(int sent) {
            if (CLOSED.equals(state.get())) return false;
            if (state.get() instanceof String) throw new IllegalStateException("a second value");
            return super.send(sent);
        }
    }

    /** Planted: the receiver may close between the two, and finds nobody to wake. */
    private static final class LooksThenStores extends Twin {
        @Override
        public boolean pollClosed(Waker waker) {
            boolean closed = state.get() == CLOSED;
            closedWaker.set(waker);
            return closed;
        }
    }

    /** Planted: the sender may store its waker between the two, and finds it open. */
    private static final class WakesThenCloses extends Twin {
        @Override
        public void close() {
            wakeSender();
            finish(CLOSED);
        }
    }
}
