package dev.millrace.glib.loop;

import org.jspecify.annotations.Nullable;

/** Something that a lane runs; a node of the list it is in. */
abstract class Item {
    /** Owned by the list that it is in. */
    @Nullable
    Item next;

    /** Runs once; what it throws is counted. On the thread that iterates the context. */
    abstract void run();

    /** The executor is closed: it will not run. On the thread that closes. */
    void dropped() {}

    /** It was queued when the executor was closed already, and will not run. On the thread that has queued it. */
    void tooLate() {
        dropped();
    }

    /** Whether it mounts a virtual thread, and so must not be run on one. */
    boolean isBare() {
        return false;
    }

    /** A piece of code. */
    static final class Call extends Item {
        private final Runnable body;
        private final boolean bare;

        Call(Runnable body, boolean bare) {
            this.body = body;
            this.bare = bare;
        }

        @Override
        void run() {
            body.run();
        }

        @Override
        boolean isBare() {
            return bare;
        }
    }

    /** A first-in, first-out list of one thread. */
    static final class Fifo {
        private @Nullable Item first;
        private @Nullable Item last;

        void append(Item item) {
            item.next = null;
            if (last == null) first = item;
            else last.next = item;
            last = item;
        }

        @Nullable
        Item poll() {
            Item item = first;
            if (item == null) return null;
            first = item.next;
            if (first == null) last = null;
            item.next = null;
            return item;
        }

        boolean isEmpty() {
            return first == null;
        }
    }
}
