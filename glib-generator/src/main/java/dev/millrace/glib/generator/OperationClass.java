package dev.millrace.glib.generator;

import dev.millrace.glib.generator.Operation.Argument;
import dev.millrace.glib.generator.Operation.Passing;
import java.util.List;

/** Writes the class of one operation: a {@code GioFuture} that calls two C functions. */
final class OperationClass {
    private final StringBuilder out;
    private final Operation operation;
    private final String name;
    private final String result;
    private final String self;

    private OperationClass(StringBuilder out, Operation operation, String name, String result, String self) {
        this.out = out;
        this.operation = operation;
        this.name = name;
        this.result = result;
        this.self = self;
    }

    static void write(StringBuilder out, Operation operation, String name, String result, String self) {
        new OperationClass(out, operation, name, result, self).write();
    }

    private void write() {
        boolean count = operation.result().isCount();
        boolean readMore = operation.arguments().stream().anyMatch(each -> each.passing() == Passing.READ_MORE);
        line(0, "");
        line(
                1,
                "private static final class " + name + (count ? "<N>" : "") + " extends GioFuture<" + given() + ">"
                        + (readMore ? " implements Callbacks.ReadMore" : "") + " {");
        handle("START", operation.pair().start().calls(), operation.startLayout());
        handle("FINISH", operation.pair().finish().calls(), operation.finishLayout());
        if (!operation.isStatic()) line(2, "private final " + self + " self;");
        for (Argument each : operation.arguments())
            line(2, "private final " + fieldType(each) + " " + each.name() + ";");
        if (count) line(2, "private final LongFunction<N> counted;");
        constructor(count);
        begin();
        finish(count);
        if (readMore) readMore();
        line(1, "}");
    }

    /** The type argument of what it extends. */
    private String given() {
        if (operation.result().isCount()) return "N";
        return operation.result().nullable() ? Results.nullable(result) : result;
    }

    private void handle(String constant, String function, String layout) {
        line(
                2,
                "private static final MethodHandle " + constant + " = Native.function(\"" + function + "\", " + layout
                        + ");");
    }

    private static String fieldType(Argument argument) {
        return switch (argument.passing()) {
            case BUFFER_IN, BUFFER_OUT, VECTORS -> "NativeBuffer";
            default -> argument.type();
        };
    }

    private static String parameterType(Argument argument) {
        return argument.passing() == Passing.VECTORS ? argument.type() : fieldType(argument);
    }

    private void constructor(boolean count) {
        List<Argument> arguments = operation.arguments();
        StringBuilder parameters = new StringBuilder(operation.isStatic() ? "" : self + " self");
        for (Argument each : arguments)
            parameters
                    .append(parameters.isEmpty() ? "" : ", ")
                    .append(parameterType(each))
                    .append(' ')
                    .append(each.name());
        if (count) parameters.append(", LongFunction<N> counted");
        line(0, "");
        line(2, name + "(" + parameters + ") {");
        line(3, "super(\"" + operation.pair().start().calls() + "\");");
        if (!operation.isStatic()) line(3, "this.self = self;");
        for (Argument each : arguments)
            line(
                    3,
                    "this." + each.name() + " = "
                            + (each.passing() == Passing.VECTORS
                                    ? "NativeBuffer.fromAll(" + each.name() + ")"
                                    : each.name())
                            + ";");
        if (count) line(3, "this.counted = counted;");
        line(2, "}");
    }

    private void begin() {
        line(0, "");
        line(2, "@Override");
        line(2, "protected void begin() throws Throwable {");
        for (Argument each : operation.arguments())
            if (each.isBuffer() || each.passing() == Passing.VECTORS) line(3, "uses(" + each.name() + ");");
        line(3, "START.invokeExact(" + String.join(", ", operation.begin()) + ");");
        line(2, "}");
    }

    private void finish(boolean count) {
        Operation.Result gives = operation.result();
        line(0, "");
        line(2, "@Override");
        line(2, "protected " + given() + " finish(MemorySegment result) throws Throwable {");
        String call = "FINISH.invokeExact(" + String.join(", ", operation.finish()) + ");";
        if (gives.returned() == null) line(3, call);
        else line(3, gives.returned() + " value = (" + gives.returned() + ") " + call);
        line(3, gives.check() + ";");
        String value = gives.value();
        if (gives.record() != null) value = "new " + result + "(" + value + ")";
        line(3, "return " + (count ? "counted.apply(" + value + ")" : value) + ";");
        line(2, "}");
    }

    private void readMore() {
        String callback = operation.arguments().stream()
                .filter(each -> each.passing() == Passing.READ_MORE)
                .findFirst()
                .orElseThrow()
                .name();
        line(0, "");
        line(2, "@Override");
        line(2, "public boolean readMore(MemorySegment contents) {");
        line(3, "return " + callback + ".readMore(contents);");
        line(2, "}");
    }

    private void line(int depth, String text) {
        out.append("    ".repeat(depth)).append(text).append('\n');
    }
}
