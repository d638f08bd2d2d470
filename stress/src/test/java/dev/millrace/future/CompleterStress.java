package dev.millrace.future;

import dev.millrace.stress.Proof;
import dev.millrace.stress.Twin;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressMeta;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/** The oneshot core on real processors: whether the poll was ready, and how often its waker was woken. */
public final class CompleterStress {
    private CompleterStress() {}

    /** The outcomes. */
    @Outcome(id = "1, 0", expect = Expect.ACCEPTABLE, desc = "the completion came first, and the poll saw it")
    @Outcome(id = "0, 1", expect = Expect.ACCEPTABLE, desc = "the poll came first, and its waker was woken")
    @Outcome(id = "1, 1", expect = Expect.ACCEPTABLE, desc = "both: a wake for nothing")
    @Outcome(id = "0, 0", expect = Expect.FORBIDDEN, desc = "a lost wake")
    public static final class Wakes {
        private Wakes() {}
    }

    /** The completer. */
    @JCStressTest
    @JCStressMeta(Wakes.class)
    @State
    @Proof("Completer: a poll that says not yet is woken")
    public static class Sound {
        private final Completer<Integer> completer = new Completer<>();
        private int wakes;

        @Actor
        public void poll(II_Result result) {
            result.r1 = completer.poll(() -> wakes++) ? 1 : 0;
        }

        @Actor
        public void complete() {
            completer.complete(1);
        }

        @Arbiter
        public void count(II_Result result) {
            result.r2 = wakes;
        }
    }

    /** Planted: each side stores and then looks, without a fence between the two. */
    @JCStressTest
    @JCStressMeta(Wakes.class)
    @State
    @Twin("stores waker and outcome in two fields, by release")
    public static class TwoFields {
        private final AtomicBoolean done = new AtomicBoolean();
        private final AtomicReference<@Nullable Waker> stored = new AtomicReference<>();
        private int wakes;

        @Actor
        public void poll(II_Result result) {
            stored.setRelease(() -> wakes++);
            result.r1 = done.getAcquire() ? 1 : 0;
        }

        @Actor
        public void complete() {
            done.setRelease(true);
            Waker waker = stored.getAcquire();
            if (waker != null) waker.wake();
        }

        @Arbiter
        public void count(II_Result result) {
            result.r2 = wakes;
        }
    }
}
