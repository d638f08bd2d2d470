package dev.millrace.caps;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The arithmetic of values that have an order; one value counts as the range from itself to itself. */
final class Ordering {
    private Ordering() {}

    /** Whether both are integers, both doubles or both fractions. */
    static boolean areComparable(Value a, Value b) {
        return switch (a) {
            case Value.Int _ -> b instanceof Value.Int;
            case Value.Decimal _ -> b instanceof Value.Decimal;
            case Value.Fraction _ -> b instanceof Value.Fraction;
            default -> false;
        };
    }

    /** Compares two {@link #areComparable comparable} values. */
    static int compare(Value a, Value b) {
        if (a instanceof Value.Int(int x) && b instanceof Value.Int(int y)) return Integer.compare(x, y);
        if (a instanceof Value.Decimal(double x) && b instanceof Value.Decimal(double y)) return Double.compare(x, y);
        if (a instanceof Value.Fraction(int n, int d) && b instanceof Value.Fraction(int m, int e))
            return Long.compare((long) n * e, (long) m * d);
        throw new IllegalArgumentException("values have no order: a=" + a + " b=" + b);
    }

    /** What two ranges have in common, neither of them a choice. */
    static @Nullable Value intersect(Value a, Value b) {
        if (!areComparable(least(a), least(b))) return null;
        Value least = compare(least(a), least(b)) >= 0 ? least(a) : least(b);
        Value most = compare(most(a), most(b)) <= 0 ? most(a) : most(b);
        return compare(least, most) <= 0 ? Value.range(least, most) : null;
    }

    /** What {@code other} has in common with any of {@code values}. */
    static @Nullable Value intersectAny(List<Value> values, Value other) {
        List<Value> common = new ArrayList<>();
        for (Value value : values) {
            Value met = value.intersect(other);
            if (met != null) common.add(met);
        }
        return common.isEmpty() ? null : Value.choice(common);
    }

    /** Of several values the one nearest to an integer; the first where they are no integers. */
    static Value nearest(List<Value> values, int wanted) {
        Value best = values.getFirst().nearest(wanted);
        for (Value value : values) {
            if (!(value.nearest(wanted) instanceof Value.Int(int near)) || !(best instanceof Value.Int(int known)))
                continue;
            if (Math.abs((long) near - wanted) < Math.abs((long) known - wanted)) best = Value.of(near);
        }
        return best;
    }

    /** Whether each value of {@code value}, which is no choice, is one of {@code parts}, which are none either. */
    static boolean isCovered(Value value, List<Value> parts) {
        if (parts.contains(value)) return true;
        if (!areComparable(least(value), most(value))) return false;
        List<Value> ordered = new ArrayList<>();
        for (Value part : parts) if (areComparable(least(part), least(value))) ordered.add(part);
        ordered.sort((a, b) -> compare(least(a), least(b)));
        Value uncovered = least(value);
        for (Value part : ordered) {
            if (compare(least(part), uncovered) > 0) return false;
            if (compare(most(part), most(value)) >= 0) return true;
            if (compare(most(part), uncovered) >= 0) uncovered = after(most(part));
        }
        return false;
    }

    private static Value least(Value value) {
        return value instanceof Value.Range range ? range.least() : value;
    }

    private static Value most(Value value) {
        return value instanceof Value.Range range ? range.most() : value;
    }

    /** The next integer; doubles and fractions are dense, so that the next range has to begin where the last one ends. */
    private static Value after(Value value) {
        return value instanceof Value.Int(int number) ? Value.of(number + 1) : value;
    }
}
