package dev.millrace.sync;

import dev.millrace.future.Waker;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A channel as the proofs see it: two operations of one side that wait, 0 and 1, against the other side, which moves items
 * without waiting. At first nothing can be moved by those who wait.
 */
interface Waiting {
    /** Returns whether the operation is ready. */
    boolean poll(int who, Waker waker);

    /** Ends one that is not ready; {@link #moved} says afterwards whether it has moved its item. */
    void cancel(int who);

    /** Whether this one has moved an item and keeps to it. */
    boolean moved(int who);

    /** Moves one item on the other side, if it can be moved without waiting; returns whether. */
    boolean act();

    /** Ends the other side. */
    void close();

    /** Whether each item that went in came out once or is there; afterwards nothing is there, and nobody waits. */
    boolean isConserved();

    /** Receivers that wait, on a channel without items. */
    final class Receivers implements Waiting {
        private final ChannelCore<Integer> core;
        private final List<NextOperation<Integer>> operations;
        private int sent;

        Receivers(ChannelCore<Integer> core) {
            this.core = core;
            core.addSender();
            operations = List.of(new NextOperation<>(core), new NextOperation<>(core));
            for (NextOperation<Integer> operation : operations) operation.begin();
        }

        @Override
        public boolean poll(int who, Waker waker) {
            return operations.get(who).poll(waker);
        }

        @Override
        public void cancel(int who) {
            operations.get(who).cancel();
        }

        @Override
        public boolean moved(int who) {
            return operations.get(who).item != null;
        }

        @Override
        public boolean act() {
            if (core.trySend(1) != SendResult.SENT) return false;
            sent++;
            return true;
        }

        @Override
        public void close() {
            core.removeSender();
        }

        @Override
        public boolean isConserved() {
            int received = 0;
            for (int who = 0; who < 2; who++) if (moved(who)) received++;
            for (@Nullable Integer item = core.tryNext(); item != null; item = core.tryNext()) received++;
            return received == sent;
        }
    }

    /** Senders that wait, on a channel without room. */
    final class Senders implements Waiting {
        private final ChannelCore<Integer> core;
        private final List<SendOperation<Integer>> operations;
        private final int lying;
        private int received;

        Senders(ChannelCore<Integer> core) {
            this.core = core;
            lying = core.trySend(1) == SendResult.SENT ? 1 : 0;
            operations = List.of(begun(core, 2), begun(core, 3));
        }

        private static SendOperation<Integer> begun(ChannelCore<Integer> core, int item) {
            SendOperation<Integer> operation = new SendOperation<>(core);
            operation.begin(item);
            return operation;
        }

        @Override
        public boolean poll(int who, Waker waker) {
            return operations.get(who).poll(waker);
        }

        @Override
        public void cancel(int who) {
            operations.get(who).cancel();
        }

        @Override
        public boolean moved(int who) {
            return operations.get(who).sent;
        }

        @Override
        public boolean act() {
            if (core.tryNext() == null) return false;
            received++;
            return true;
        }

        @Override
        public void close() {
            core.removeReceiver();
        }

        @Override
        public boolean isConserved() {
            // Without room, who still waits would have its item taken.
            for (SendOperation<Integer> operation : operations) operation.cancel();
            while (core.tryNext() != null) received++;
            int sent = lying;
            for (int who = 0; who < 2; who++) if (moved(who)) sent++;
            return received == sent;
        }
    }
}
