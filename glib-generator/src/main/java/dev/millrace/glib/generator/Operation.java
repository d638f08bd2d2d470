package dev.millrace.glib.generator;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A future to be written.
 *
 * @param name of the method that makes it
 * @param arguments of that method, after the object
 * @param begin what is passed to the C function that begins it, one for each of its parameters
 * @param finish what is passed to the C function that ends it
 * @param result what the future gives
 */
record Operation(
        Pair pair,
        String name,
        String startLayout,
        String finishLayout,
        List<Argument> arguments,
        List<String> begin,
        List<String> finish,
        Result result) {

    /** How an argument goes from the method to the operation. */
    enum Passing {
        /** As it is. */
        PLAIN,
        /** The priority on the main loop, which may be left out. */
        PRIORITY,
        /** Bytes that are read into. */
        BUFFER_IN,
        /** Bytes that are written from. */
        BUFFER_OUT,
        /** Pieces of bytes that are written from. */
        VECTORS,
        /** A callback that is told how far the operation is. */
        PROGRESS,
        /** A callback that shares the user data of the operation. */
        READ_MORE
    }

    /**
     * An argument of the method.
     *
     * @param type with full names
     */
    record Argument(Passing passing, String type, String name, boolean nullable) {
        boolean isBuffer() {
            return passing == Passing.BUFFER_IN || passing == Passing.BUFFER_OUT;
        }
    }

    /**
     * What the operation gives.
     *
     * @param type of the future, with full names; for a count of bytes the type of the count of native memory
     * @param nullable whether null is a good answer
     * @param returned the C function's result as Java has it: {@code int}, {@code long}, {@code MemorySegment}, or null for none
     * @param check the statement that throws its error
     * @param value the expression that makes the value
     * @param record its components, where it is a record that has to be written; else null
     * @param isCount whether it counts bytes of the buffer
     */
    record Result(
            String type,
            boolean nullable,
            @Nullable String returned,
            String check,
            String value,
            @Nullable List<String> record,
            boolean isCount) {}

    boolean hasBuffer() {
        return arguments.stream().anyMatch(Argument::isBuffer);
    }

    /** The callback that is told how far it is, or null. */
    @Nullable
    Argument progress() {
        return arguments.stream()
                .filter(each -> each.passing() == Passing.PROGRESS)
                .findFirst()
                .orElse(null);
    }

    boolean isStatic() {
        return pair.start().isStatic();
    }
}
