package dev.millrace.caps;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a field of a structure may be: exactly one value, all values of a range, or a choice of these.
 *
 * <p>Values of different kinds never meet: {@code (int)8000} is not {@code (double)8000.0}, as in GStreamer.
 */
public sealed interface Value {
    /** A signed 32-bit integer. */
    record Int(int value) implements Value {}

    /** An unsigned 32-bit integer, such as an SSRC: 0 to 4294967295. */
    record Uint(long value) implements Value {
        public Uint {
            if (value < 0 || value > 0xffff_ffffL)
                throw new IllegalArgumentException("uint is out of range: value=" + value + "; use 0 to 4294967295");
        }
    }

    /** A signed 64-bit integer, such as a time in nanoseconds. */
    record Int64(long value) implements Value {}

    /** An unsigned 64-bit integer in the bits of a {@code long}, such as a count of packets. */
    record Uint64(long bits) implements Value {}

    /** 64 bits, such as the positions of channels. */
    record Bitmask(long bits) implements Value {}

    /** A finite number; there is one zero. */
    record Decimal(double value) implements Value {
        public Decimal {
            if (!Double.isFinite(value)) throw new IllegalArgumentException("double is not finite: value=" + value);
            value += 0.0; // -0.0 becomes 0.0
        }
    }

    /** True or false. */
    record Bool(boolean value) implements Value {}

    /** A string. */
    record Text(String value) implements Value {}

    /** A ratio in lowest terms with a positive denominator. */
    record Fraction(int numerator, int denominator) implements Value {
        public Fraction {
            if (denominator == 0)
                throw new IllegalArgumentException("denominator is zero: fraction=" + numerator + "/0");
            if (numerator == Integer.MIN_VALUE || denominator == Integer.MIN_VALUE)
                throw new IllegalArgumentException(
                        "fraction is out of range: fraction=" + numerator + "/" + denominator);
            int divisor = Math.max(1, greatestDivisor(Math.abs(numerator), Math.abs(denominator)));
            if (denominator < 0) divisor = -divisor;
            numerator /= divisor;
            denominator /= divisor;
        }

        private static int greatestDivisor(int a, int b) {
            return b == 0 ? a : greatestDivisor(b, a % b);
        }
    }

    /**
     * All values from {@code least} to {@code most}, both included: two integers, two doubles or two fractions.
     *
     * <p>Made by {@link Value#range}, which knows that a range of one value is that value.
     */
    record Range(Value least, Value most) implements Value {
        public Range {
            if (!Ordering.areComparable(least, most))
                throw new IllegalArgumentException("range has no order: least=" + least + " most=" + most
                        + "; use two integers, two doubles or two fractions");
            if (Ordering.compare(least, most) >= 0)
                throw new IllegalArgumentException("range is empty: least=" + least + " most=" + most);
        }

        @Override
        public String toString() {
            return Syntax.typed(this);
        }
    }

    /**
     * One of several values or ranges, the preferred one first; equal to another with the same values in any order.
     *
     * <p>Made by {@link Value#choice}, which knows that a choice of one value is that value.
     */
    record Choice(List<Value> values) implements Value {
        public Choice {
            if (values.size() < 2) throw new IllegalArgumentException("choice is none: values=" + values);
            values = List.copyOf(values);
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Choice choice && new HashSet<>(values).equals(new HashSet<>(choice.values));
        }

        @Override
        public int hashCode() {
            return new HashSet<>(values).hashCode();
        }

        @Override
        public String toString() {
            return Syntax.typed(this);
        }
    }

    /** Several values in order, such as one for each channel; a single value of its own. */
    record Array(List<Value> values) implements Value {
        public Array {
            values = List.copyOf(values);
        }

        @Override
        public String toString() {
            return Syntax.typed(this);
        }
    }

    /** Several values in order. */
    static Value array(Value... values) {
        return new Array(List.of(values));
    }

    static Value of(int value) {
        return new Int(value);
    }

    static Value of(double value) {
        return new Decimal(value);
    }

    static Value of(boolean value) {
        return new Bool(value);
    }

    static Value of(String value) {
        return new Text(value);
    }

    /** {@code value} as 32 bits without sign, such as an SSRC. */
    static Value unsigned(int value) {
        return new Uint(Integer.toUnsignedLong(value));
    }

    /** {@code numerator / denominator} in lowest terms; {@code denominator} is not 0. */
    static Value fraction(int numerator, int denominator) {
        return new Fraction(numerator, denominator);
    }

    /** All integers from {@code least} to {@code most}, both included. */
    static Value range(int least, int most) {
        return range(new Int(least), new Int(most));
    }

    /**
     * All values from {@code least} to {@code most}, both included.
     *
     * @throws IllegalArgumentException when they have no order or the wrong one
     */
    static Value range(Value least, Value most) {
        return least.equals(most) && Ordering.areComparable(least, most) ? least : new Range(least, most);
    }

    /**
     * One of {@code values}, the preferred one first; a choice within is taken apart.
     *
     * @throws IllegalArgumentException when there is none
     */
    static Value choice(List<? extends Value> values) {
        List<Value> flat = new ArrayList<>();
        for (Value value : values) {
            for (Value one : value instanceof Choice choice ? choice.values : List.of(value))
                if (!flat.contains(one)) flat.add(one);
        }
        return flat.size() == 1 ? flat.getFirst() : new Choice(flat);
    }

    /** One of several strings, the preferred one first. */
    static Value choice(String... values) {
        List<Value> texts = new ArrayList<>();
        for (String value : values) texts.add(new Text(value));
        return choice(texts);
    }

    /** Whether it is exactly one value. */
    default boolean isFixed() {
        return !(this instanceof Range) && !(this instanceof Choice);
    }

    /** The preferred one of its values: the first of a choice, the least of a range. */
    default Value fixate() {
        return switch (this) {
            case Choice choice -> choice.values.getFirst().fixate();
            case Range range -> range.least;
            default -> this;
        };
    }

    /** The integer nearest to {@code wanted} that it may be, the first of two; of other kinds the preferred value. */
    default Value nearest(int wanted) {
        return switch (this) {
            case Range(Int(int least), Int(int most)) -> of(Math.clamp(wanted, least, most));
            case Choice choice -> Ordering.nearest(choice.values, wanted);
            default -> fixate();
        };
    }

    /** The values that it has in common with {@code other}, in the order of this one, or null when there are none. */
    default @Nullable Value intersect(Value other) {
        if (this instanceof Choice choice) return Ordering.intersectAny(choice.values, other);
        if (other instanceof Choice choice) return Ordering.intersectAny(choice.values, this);
        if (isFixed() && other.isFixed()) return equals(other) ? this : null;
        return Ordering.intersect(this, other);
    }

    /** Whether all of its values are values of {@code other}. */
    default boolean isSubsetOf(Value other) {
        if (this instanceof Choice choice) return choice.values.stream().allMatch(value -> value.isSubsetOf(other));
        return Ordering.isCovered(this, other instanceof Choice choice ? choice.values : List.of(other));
    }
}
