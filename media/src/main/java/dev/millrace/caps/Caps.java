package dev.millrace.caps;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What media can be: anything, nothing, or one of several structures, the preferred one first; immutable.
 *
 * <p>Two caps are equal when they have equal structures in the same order.
 */
public final class Caps {
    private static final Caps ANY = new Caps(true, List.of());
    private static final Caps EMPTY = new Caps(false, List.of());

    private final boolean any;
    private final List<Structure> structures;

    private Caps(boolean any, List<Structure> structures) {
        this.any = any;
        this.structures = structures;
    }

    /** Caps of all media. */
    public static Caps any() {
        return ANY;
    }

    /** Caps of no media. */
    public static Caps empty() {
        return EMPTY;
    }

    /** Caps of the media that one of {@code structures} allows, the preferred one first. */
    public static Caps of(Structure... structures) {
        return of(List.of(structures));
    }

    static Caps of(List<Structure> structures) {
        return structures.isEmpty() ? EMPTY : new Caps(false, List.copyOf(structures));
    }

    /**
     * The caps that text stands for, in GStreamer's syntax: {@code audio/x-raw, format={ S16LE, S16BE }, rate=[ 1, 48000 ]},
     * several structures separated by {@code ;}, or {@code ANY}, {@code EMPTY}, {@code NONE}.
     *
     * <p>A value without a type is an integer, a double, a fraction or a boolean if it looks like one, else a string.
     *
     * @throws CapsSyntaxException when it stands for none
     */
    public static Caps parse(String text) {
        return switch (text.strip()) {
            case "ANY" -> ANY;
            case "EMPTY", "NONE" -> EMPTY;
            default -> of(new CapsParser(text).structures());
        };
    }

    public boolean isAny() {
        return any;
    }

    public boolean isEmpty() {
        return !any && structures.isEmpty();
    }

    /** Whether it is one structure whose fields are each exactly one value. */
    public boolean isFixed() {
        return structures.size() == 1 && structures.getFirst().isFixed();
    }

    /** The alternatives, the preferred one first; none when it is any or empty. */
    public List<Structure> structures() {
        return structures;
    }

    /**
     * The alternative number {@code index}, from 0.
     *
     * @throws IndexOutOfBoundsException when there is none
     */
    public Structure structure(int index) {
        return structures.get(index);
    }

    /** The same with each structure changed by {@code change}. */
    public Caps map(UnaryOperator<Structure> change) {
        if (any) return this;
        List<Structure> changed = new ArrayList<>();
        for (Structure one : structures) {
            Structure now = change.apply(one);
            if (!changed.contains(now)) changed.add(now);
        }
        return of(changed);
    }

    /** Whether there is media that both allow. */
    public boolean canIntersect(Caps other) {
        if (any) return !other.isEmpty();
        if (other.any) return !isEmpty();
        for (Structure mine : structures)
            for (Structure theirs : other.structures) if (mine.intersect(theirs) != null) return true;
        return false;
    }

    /** The media that both allow, in the order of this one. */
    public Caps intersect(Caps other) {
        if (any) return other;
        if (other.any) return this;
        List<Structure> common = new ArrayList<>();
        for (Structure mine : structures) {
            for (Structure theirs : other.structures) {
                Structure met = mine.intersect(theirs);
                if (met != null && common.stream().noneMatch(met::isSubsetOf)) common.add(met);
            }
        }
        return of(common);
    }

    /**
     * Whether {@code other} allows all that this one allows.
     *
     * <p>As in GStreamer, one structure of {@code other} has to allow all of a structure: two that do so only together are
     * not seen.
     */
    public boolean isSubsetOf(Caps other) {
        if (other.any || isEmpty()) return true;
        if (any) return false;
        return structures.stream().allMatch(mine -> other.structures.stream().anyMatch(mine::isSubsetOf));
    }

    /**
     * The preferred media: the first structure, with the first value of each choice and the least of each range.
     *
     * @throws IllegalStateException when this is any or empty, which have no first structure
     */
    public Caps fixate() {
        if (structures.isEmpty())
            throw new IllegalStateException("caps cannot be fixated: caps=" + this + "; they need a structure");
        return isFixed() ? this : of(structures.getFirst().fixate());
    }

    /** The media that this one or, less preferred, the other allows. */
    public Caps merge(Caps other) {
        if (any || other.any) return ANY;
        List<Structure> all = new ArrayList<>(structures);
        for (Structure theirs : other.structures) if (all.stream().noneMatch(theirs::isSubsetOf)) all.add(theirs);
        return of(all);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Caps that && any == that.any && structures.equals(that.structures);
    }

    @Override
    public int hashCode() {
        return any ? 1 : structures.hashCode();
    }

    /** In GStreamer's words, with all types, such that {@link #parse} understands it. */
    @Override
    public String toString() {
        if (any) return "ANY";
        if (structures.isEmpty()) return "EMPTY";
        return structures.stream().map(Structure::toString).collect(Collectors.joining("; "));
    }
}
