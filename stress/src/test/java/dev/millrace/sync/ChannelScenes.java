package dev.millrace.sync;

import dev.millrace.stress.Scene;

/** What is done to every kind of channel: one side waits, or stops waiting, while the other moves an item or ends. */
final class ChannelScenes {
    private ChannelScenes() {}

    /** One comes to wait while the other side moves an item. */
    static final class PollAgainstAct extends Scene {
        private final Waiting channel;
        private final CountingWaker earlier = new CountingWaker();
        private final CountingWaker waker = new CountingWaker();
        private boolean ready;
        private boolean acted;

        PollAgainstAct(Waiting channel) {
            super(2);
            this.channel = channel;
        }

        @Override
        protected void first() {
            ready = channel.poll(0, earlier) || channel.poll(0, waker);
        }

        @Override
        protected void second() {
            acted = channel.act();
        }

        @Override
        protected void after() {
            require(!acted || ready || waker.wasWoken(), "it can go on, and was not woken");
            require(!acted || ready || channel.poll(0, waker), "it was woken, and cannot go on");
            require(channel.moved(0) == acted, "an item was moved on one side alone");
            require(channel.isConserved(), "an item was lost or doubled");
        }
    }

    /** Two wait; the first in line is cancelled, the other polls again, while the other side moves an item. */
    static final class CancelAgainstAct extends Scene {
        private final Waiting channel;
        private final CountingWaker waker = new CountingWaker();
        private boolean ready;
        private boolean acted;

        CancelAgainstAct(Waiting channel) {
            super(3);
            this.channel = channel;
            channel.poll(0, new CountingWaker());
            channel.poll(1, new CountingWaker());
        }

        @Override
        protected void first() {
            channel.cancel(0);
        }

        @Override
        protected void second() {
            acted = channel.act();
        }

        @Override
        protected void third() {
            ready = channel.poll(1, waker);
        }

        @Override
        protected void after() {
            boolean goesOn = acted && !channel.moved(0);
            require(!goesOn || ready || waker.wasWoken(), "the next in line can go on, and was not woken");
            require(!goesOn || ready || channel.poll(1, waker), "the next in line was woken, and cannot go on");
            require(channel.moved(1) == goesOn, "an item was moved on one side alone, or twice");
            require(channel.isConserved(), "an item was lost or doubled");
        }
    }

    /** One comes to wait while the other side ends. */
    static final class PollAgainstClose extends Scene {
        private final Waiting channel;
        private final boolean acts;
        private final CountingWaker earlier = new CountingWaker();
        private final CountingWaker waker = new CountingWaker();
        private boolean ready;
        private boolean acted;

        /** {@code acts}: the other side moves a last item before. */
        PollAgainstClose(Waiting channel, boolean acts) {
            super(2);
            this.channel = channel;
            this.acts = acts;
        }

        @Override
        protected void first() {
            ready = channel.poll(0, earlier) || channel.poll(0, waker);
        }

        @Override
        protected void second() {
            acted = acts && channel.act();
            channel.close();
        }

        @Override
        protected void after() {
            require(ready || waker.wasWoken(), "it waits for a side that has ended, and was not woken");
            require(ready || channel.poll(0, waker), "it was woken, and waits on");
            require(channel.moved(0) == acted, "it saw the end before the last item");
            require(channel.isConserved(), "an item was lost or doubled");
        }
    }
}
