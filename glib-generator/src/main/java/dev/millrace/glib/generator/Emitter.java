package dev.millrace.glib.generator;

import dev.millrace.glib.generator.Operation.Argument;
import dev.millrace.glib.generator.Operation.Passing;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Writes the class with the futures of one type. */
final class Emitter {
    private final StringBuilder out = new StringBuilder();
    private final BoundType type;
    private final Set<String> classes = new HashSet<>();

    private Emitter(BoundType type) {
        this.type = type;
    }

    /** The source of the class for these operations of a type. */
    static String write(String packageName, BoundType type, List<Operation> operations) {
        Emitter emitter = new Emitter(type);
        emitter.header(packageName);
        emitter.line(1, "private " + className(type) + "() {}");
        operations.forEach(emitter::operation);
        emitter.out.append("}\n");
        return emitter.out.toString();
    }

    private void header(String packageName) {
        out.append("""
                    // Written by the build of %1$s from the sources of the bindings; not to be edited. The descriptions of the
                    // operations are those of the bindings, which have them from the library (LGPL-2.1).
                    package %1$s;

                    import dev.millrace.glib.abi.Callbacks;
                    import dev.millrace.glib.abi.Memory;
                    import dev.millrace.glib.abi.Native;
                    import dev.millrace.glib.abi.Objects;
                    import dev.millrace.glib.gio.CopyProgress;
                    import dev.millrace.glib.gio.GioFuture;
                    import dev.millrace.glib.gio.MeasureProgress;
                    import dev.millrace.glib.gio.NativeBuffer;
                    import dev.millrace.glib.gio.ProgressStream;
                    import dev.millrace.glib.gio.WithProgress;
                    import dev.millrace.glib.loop.GlibPriority;
                    import java.lang.foreign.FunctionDescriptor;
                    import java.lang.foreign.MemorySegment;
                    import java.lang.foreign.ValueLayout;
                    import java.lang.invoke.MethodHandle;
                    import java.util.function.LongFunction;
                    import org.jspecify.annotations.Nullable;

                    /** The asynchronous operations of {@link %2$s} as futures. */
                    @SuppressWarnings({"unused", "deprecation", "removal", "exports"})
                    public final class %3$s {
                    """.formatted(packageName, type.qualifiedName(), className(type)));
    }

    static String className(BoundType type) {
        return type.name + "Futures";
    }

    private void operation(Operation operation) {
        String capital = Character.toUpperCase(operation.name().charAt(0))
                + operation.name().substring(1);
        String body = unique(capital.replace("_", "") + "Future");
        String result = operation.result().type();
        if (operation.result().record() != null) {
            result = unique(capital.replace("_", "") + "Result");
            record(operation, result);
        }
        methods(operation, body, result);
        Argument progress = operation.progress();
        if (progress != null) withProgress(operation, progress, result);
        OperationClass.write(out, operation, body, result, self());
    }

    private String unique(String name) {
        String unique = name;
        for (int i = 2; !classes.add(unique); i++) unique = name + i;
        return unique;
    }

    private String self() {
        return type.qualifiedName();
    }

    private void record(Operation operation, String name) {
        line(0, "");
        line(1, "/** What {@code " + operation.pair().finish().calls() + "} gives. */");
        line(
                1,
                "public record " + name + "("
                        + String.join(
                                ", ",
                                List.copyOf(
                                        operation.result().record() == null
                                                ? List.of()
                                                : operation.result().record()))
                        + ") {}");
    }

    // ---- the methods that make it

    private void methods(Operation operation, String body, String result) {
        if (!operation.hasBuffer()) {
            variants(operation, body, future(operation, result), Emitter::declared, Argument::name, "");
            return;
        }
        boolean count = operation.result().isCount();
        String ofMemory = future(operation, count ? "Long" : result);
        String ofArray = future(operation, count ? "Integer" : result);
        variants(
                operation,
                body,
                ofMemory,
                each -> buffer(each, "MemorySegment"),
                Emitter::wrapped,
                count ? "count -> count" : "");
        variants(
                operation,
                body,
                ofArray,
                each -> buffer(each, "byte[]"),
                Emitter::wrapped,
                count ? "Math::toIntExact" : "");
    }

    private static String buffer(Argument argument, String type) {
        return argument.isBuffer() ? type + " " + argument.name() : declared(argument);
    }

    private static String wrapped(Argument argument) {
        return switch (argument.passing()) {
            case BUFFER_IN -> "NativeBuffer.into(" + argument.name() + ")";
            case BUFFER_OUT -> "NativeBuffer.from(" + argument.name() + ")";
            default -> argument.name();
        };
    }

    private static String declared(Argument argument) {
        if (!argument.nullable()) return argument.type() + " " + argument.name();
        return Results.nullable(argument.type()) + " " + argument.name();
    }

    private String future(Operation operation, String result) {
        return "GioFuture<" + (operation.result().nullable() ? Results.nullable(result) : result) + ">";
    }

    /** The method with everything, the one without a priority, and those with one flag for a set. */
    private void variants(
            Operation operation,
            String body,
            String future,
            Function<Argument, String> declare,
            Function<Argument, String> pass,
            String count) {
        List<Argument> all = operation.arguments();
        List<String> passed = new ArrayList<>();
        if (!operation.isStatic()) passed.add("self");
        all.forEach(each -> passed.add(pass.apply(each)));
        if (!count.isEmpty()) passed.add(count);
        Docs.write(out, type, operation, all);
        method(
                operation,
                future,
                all,
                declare,
                "new " + body + generics(operation) + "(" + String.join(", ", passed) + ")");
        List<Argument> unhurried =
                all.stream().filter(each -> each.passing() != Passing.PRIORITY).toList();
        if (unhurried.size() != all.size()) {
            Docs.write(out, type, operation, unhurried);
            method(
                    operation,
                    future,
                    unhurried,
                    declare,
                    call(
                            operation,
                            all,
                            each -> each.passing() == Passing.PRIORITY ? "GlibPriority.DEFAULT" : each.name()));
        }
        if (operation.pair().overloads().isEmpty()) return;
        Docs.write(out, type, operation, all);
        method(
                operation,
                future,
                all,
                each -> isSet(each) ? Types.argument(each.type()) + " " + each.name() : declare.apply(each),
                call(operation, all, each -> isSet(each) ? "java.util.Set.of(" + each.name() + ")" : each.name()));
    }

    /** The methods that give the progress as a stream, in place of the callback. */
    private void withProgress(Operation operation, Argument progress, String result) {
        List<Argument> others = new ArrayList<>(operation.arguments());
        others.remove(progress);
        oneWithProgress(operation, progress, result, others);
        List<Argument> unhurried = others.stream()
                .filter(each -> each.passing() != Passing.PRIORITY)
                .toList();
        if (unhurried.size() != others.size()) oneWithProgress(operation, progress, result, unhurried);
    }

    private void oneWithProgress(Operation operation, Argument progress, String result, List<Argument> arguments) {
        boolean copy = progress.type().equals("Callbacks.Progress");
        String item = copy ? "CopyProgress" : "MeasureProgress";
        String told = copy ? "(done, total)" : "(reporting, bytes, directories, files)";
        String given = operation.result().nullable() ? Results.nullable(result) : result;
        Docs.write(out, type, operation, arguments);
        signature(
                operation,
                "WithProgress<" + given + ", " + item + ">",
                operation.name() + "WithProgress",
                arguments,
                Emitter::declared);
        line(
                2,
                "ProgressStream<" + item + "> told = new ProgressStream<>(\""
                        + operation.pair().start().calls() + "\");");
        List<Argument> all = operation.arguments().stream()
                .filter(each -> each == progress || arguments.contains(each))
                .toList();
        line(
                2,
                "return told.of("
                        + call(
                                operation,
                                all,
                                each -> each == progress
                                        ? told + " -> told.tell(new " + item + told + ")"
                                        : each.name())
                        + ");");
        line(1, "}");
    }

    private static boolean isSet(Argument argument) {
        return argument.type().startsWith("java.util.Set<");
    }

    static String generics(Operation operation) {
        return operation.result().isCount() ? "<>" : "";
    }

    private String call(Operation operation, List<Argument> all, Function<Argument, String> pass) {
        String self = operation.isStatic() ? "" : all.isEmpty() ? "self" : "self, ";
        return operation.name() + "(" + self + all.stream().map(pass).collect(Collectors.joining(", ")) + ")";
    }

    private void method(
            Operation operation,
            String future,
            List<Argument> arguments,
            Function<Argument, String> declare,
            String value) {
        signature(operation, future, operation.name(), arguments, declare);
        line(2, "return " + value + ";");
        line(1, "}");
    }

    private void signature(
            Operation operation,
            String type,
            String name,
            List<Argument> arguments,
            Function<Argument, String> declare) {
        List<String> declared = new ArrayList<>();
        if (!operation.isStatic()) declared.add(self() + " self");
        arguments.forEach(each -> declared.add(declare.apply(each)));
        if (operation.pair().start().isDeprecated()) line(1, "@Deprecated");
        line(1, "public static " + type + " " + name + "(" + String.join(", ", declared) + ") {");
    }

    private void line(int depth, String text) {
        out.append("    ".repeat(depth)).append(text).append('\n');
    }
}
