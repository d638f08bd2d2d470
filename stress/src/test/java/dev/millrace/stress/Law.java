package dev.millrace.stress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jetbrains.lincheck.Lincheck;
import org.jetbrains.lincheck.LincheckAssertionError;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;

/**
 * A law that a piece keeps under every schedule that Lincheck tries, and that its broken twins do not keep.
 *
 * <p>A law is of use only with a twin: {@link Held#brokenBy} is the one way from here to a test.
 *
 * @param <S> what the law speaks of: the piece, or what the piece and its twins have in common
 */
public final class Law<S> {
    private static final int INVOCATIONS = Integer.getInteger("millrace.proofs.invocations", 150);
    /** Enough for every twin; the search ends when it is found. */
    private static final int INVOCATIONS_FOR_TWIN = Math.max(INVOCATIONS, 1000);

    /** How many twins of a law are looked for: a search costs half a second however few its runs. */
    private static final int TWINS = Integer.getInteger("millrace.proofs.twins", 1);

    private static final int DRAWINGS = 5;

    /** A run that makes a whole context takes about ten times as long as one that makes a small piece. */
    private static final int RUNS_PER_SLOW_RUN = 8;

    private final String name;
    private final Function<S, Scene> scene;

    private Law(String name, Function<S, Scene> scene) {
        this.name = name;
        this.scene = scene;
    }

    /**
     * A law of this name.
     *
     * @param scene what happens to one instance. This and the makers of pieces are to be lambdas with a body, as in {@code
     *     () -> new Piece()}: what a constructor reference makes, Lincheck does not see, and it finds nothing in it
     */
    public static <S> Law<S> of(String name, Function<S, Scene> scene) {
        return new Law<>(name, scene);
    }

    /** The piece that keeps it; each run gets a new one. */
    public Held<S> heldBy(Supplier<? extends S> piece) {
        return new Held<>(this, holds(piece, INVOCATIONS));
    }

    /** As {@link #heldBy}, for a piece that comes with a whole context: fewer runs, as each takes longer. */
    public Held<S> heldInContextBy(Supplier<? extends S> piece) {
        return new Held<>(this, holds(piece, INVOCATIONS / RUNS_PER_SLOW_RUN));
    }

    private DynamicTest holds(Supplier<? extends S> piece, int invocations) {
        return DynamicTest.dynamicTest(name, () -> {
            AtomicLong runs = new AtomicLong();
            LincheckAssertionError broken = findHolding(piece, invocations, runs);
            Ledger.add(name, "lincheck", runs.get(), broken == null ? Ledger.HELD : Ledger.BROKEN);
            if (broken != null) fail(broken);
        });
    }

    private DynamicTest isBrokenBy(String fault, Supplier<? extends S> twin) {
        String title = name + ", twin: " + fault;
        return DynamicTest.dynamicTest(title, () -> {
            AtomicLong runs = new AtomicLong();
            LincheckAssertionError found = findBreach(twin, runs);
            Ledger.addTwin(fault, "lincheck", runs.get(), found != null);
            if (found == null) fail("the planted fault was not found: " + fault + ", runs=" + runs);
            Ledger.keepReport(title, found);
            assertThat(found.toString())
                    .as("the report is about the twin, not about Lincheck")
                    .doesNotContain("bug in Lincheck");
        });
    }

    /** Lincheck now and then stumbles over a schedule that it has found and wants to draw; then it is to find it again. */
    private @Nullable LincheckAssertionError findBreach(Supplier<? extends S> twin, AtomicLong runs) {
        for (int left = DRAWINGS; ; left--) {
            try {
                return check(twin, INVOCATIONS_FOR_TWIN, runs);
            } catch (IndexOutOfBoundsException e) {
                if (left == 1) throw e;
            }
        }
    }

    /** Where the machine is so busy that Lincheck takes a thread for stuck, it looks again; what is stuck is so every time. */
    private @Nullable LincheckAssertionError findHolding(
            Supplier<? extends S> piece, int invocations, AtomicLong runs) {
        LincheckAssertionError broken = check(piece, invocations, runs);
        for (int left = DRAWINGS - 1; broken != null && hasHung(broken) && left > 0; left--)
            broken = check(piece, invocations, runs);
        return broken;
    }

    private static boolean hasHung(LincheckAssertionError error) {
        return String.valueOf(error.getMessage()).contains("has hung");
    }

    private @Nullable LincheckAssertionError check(Supplier<? extends S> subject, int invocations, AtomicLong runs) {
        try {
            Lincheck.runConcurrentTest(invocations, () -> {
                runs.incrementAndGet();
                scene.apply(subject.get()).play();
            });
            return null;
        } catch (LincheckAssertionError e) {
            return e;
        }
    }

    /** A law and the piece that keeps it, without a twin yet. */
    public static final class Held<S> {
        private final Law<S> law;
        private final List<DynamicTest> tests = new ArrayList<>();

        private Held(Law<S> law, DynamicTest holds) {
            this.law = law;
            tests.add(holds);
        }

        /** The tests so far and one that has this twin found; in the short set the first twin of each law alone. */
        public Broken<S> brokenBy(String fault, Supplier<? extends S> twin) {
            if (tests.size() <= TWINS) tests.add(law.isBrokenBy(fault, twin));
            return new Broken<>(this);
        }
    }

    /** A law with at least one twin: complete. */
    public static final class Broken<S> {
        private final Held<S> held;

        private Broken(Held<S> held) {
            this.held = held;
        }

        /** One more twin. */
        public Broken<S> brokenBy(String fault, Supplier<? extends S> twin) {
            return held.brokenBy(fault, twin);
        }

        /** What a test factory returns. */
        public List<DynamicTest> tests() {
            return held.tests;
        }
    }
}
