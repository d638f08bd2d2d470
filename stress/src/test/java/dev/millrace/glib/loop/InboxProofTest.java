package dev.millrace.glib.loop;

import dev.millrace.stress.Law;
import dev.millrace.stress.Ledger;
import dev.millrace.stress.Scene;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.ExtendWith;

/** The inbox of a lane of GLib's main loop: pushes of two threads against dispatches. */
@ExtendWith(Ledger.class)
class InboxProofTest {
    /** The inbox with the source that it arms, whose ready time is a bit here; the twins have their steps in another order. */
    private static class Source {
        final Inbox inbox = new Inbox();
        /** Whether the ready time is 0. */
        volatile boolean ready;

        void push(Item item) {
            inbox.push(item);
            if (inbox.arm()) ready = true;
        }

        @Nullable
        Item dispatch() {
            ready = false;
            inbox.begin();
            return inbox.takeAll();
        }
    }

    @TestFactory
    List<DynamicTest> whatIsPushedIsTaken() {
        return Law.of(
                        "Inbox: what is pushed is taken by a dispatch",
                        (Source source) -> new PushAgainstDispatch(source))
                .heldBy(() -> new Source())
                .brokenBy("clears the bit after it has taken all", () -> new ClearsLate())
                .brokenBy("sets the ready time to never after it has cleared the bit", () -> new ForgetsTheReadyTime())
                .brokenBy("arms before it pushes", () -> new ArmsEarly())
                .tests();
    }

    private static final class PushAgainstDispatch extends Scene {
        private final Source source;
        private final Item early = new Nothing();
        private final Item late = new Nothing();
        private final Item other = new Nothing();
        private final List<Item> taken = new ArrayList<>();

        PushAgainstDispatch(Source source) {
            super(3);
            this.source = source;
        }

        @Override
        protected void first() {
            dispatchWhereReady();
            dispatchWhereReady();
        }

        @Override
        protected void second() {
            source.push(early);
            source.push(late);
        }

        @Override
        protected void third() {
            source.push(other);
        }

        @Override
        protected void after() {
            for (int i = 0; i < 3; i++) dispatchWhereReady();
            require(taken.size() == 3, "not every item was taken once");
            for (Item item : List.of(early, late, other)) require(taken.contains(item), "an item was lost");
            require(taken.indexOf(early) < taken.indexOf(late), "a thread's order was lost");
        }

        private void dispatchWhereReady() {
            if (!source.ready) return;
            for (Item item = source.dispatch(); item != null; item = item.next) taken.add(item);
        }
    }

    private static final class Nothing extends Item {
        @Override
        void run() {}
    }

    /** Planted: what is pushed between the two is hidden by the bit. */
    private static final class ClearsLate extends Source {
        @Override
        @Nullable
        Item dispatch() {
            ready = false;
            Item all = inbox.takeAll();
            inbox.begin();
            return all;
        }
    }

    /** Planted: undoes the ready time of a push between the two, which keeps the bit. */
    private static final class ForgetsTheReadyTime extends Source {
        @Override
        @Nullable
        Item dispatch() {
            inbox.begin();
            ready = false;
            return inbox.takeAll();
        }
    }

    /** Planted: the dispatch that it causes may find nothing, and none comes after it. */
    private static final class ArmsEarly extends Source {
        @Override
        void push(Item item) {
            if (inbox.arm()) ready = true;
            inbox.push(item);
        }
    }
}
