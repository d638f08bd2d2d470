package dev.millrace.glib.signal;

import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/** One emission of a signal: what it carried, copied, so that it may be kept. */
public final class Signal {
    private final String name;
    private final @Nullable Object[] arguments;

    Signal(String name, @Nullable Object[] arguments) {
        this.name = name;
        this.arguments = arguments;
    }

    /** The name that it was connected with. */
    public String name() {
        return name;
    }

    /** How many arguments it carries, without the object that emits it. */
    public int count() {
        return arguments.length;
    }

    /**
     * An argument as a Java value: a boxed primitive, a string, a handle of the bindings, or null.
     *
     * @param type what it is expected to be
     * @throws IllegalArgumentException where it is something else; it says what
     */
    public <T> @Nullable T get(int index, Class<T> type) {
        if (index < 0 || index >= arguments.length)
            throw new IllegalArgumentException("no such argument: signal=" + name + " index=" + index
                    + ", expected 0 to " + (arguments.length - 1));
        Object argument = arguments[index];
        if (argument == null || type.isInstance(argument)) return type.cast(argument);
        throw new IllegalArgumentException("argument has another type: signal=" + name + " index=" + index + " type="
                + argument.getClass().getName() + ", expected " + type.getName());
    }

    /** An argument that is an enumeration, by the function of the bindings that makes it: {@code FileMonitorEvent::of}. */
    public <E> E get(int index, IntFunction<E> type) {
        Integer number = get(index, Integer.class);
        return type.apply(number == null ? 0 : number);
    }

    @Override
    public String toString() {
        return "signal(name=" + name + " count=" + arguments.length + ")";
    }
}
