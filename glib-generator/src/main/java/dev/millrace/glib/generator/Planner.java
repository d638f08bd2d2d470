package dev.millrace.glib.generator;

import dev.millrace.glib.generator.BoundMethod.Parameter;
import dev.millrace.glib.generator.Operation.Argument;
import dev.millrace.glib.generator.Operation.Passing;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Decides how each argument of an operation is passed to C; {@link Results} decides what it gives. */
final class Planner {
    private static final String ADDRESS = "ADDRESS";
    private static final Map<String, String> PRIMITIVES = Map.of(
            "int", "JAVA_INT",
            "long", "JAVA_LONG",
            "short", "JAVA_SHORT",
            "byte", "JAVA_BYTE",
            "float", "JAVA_FLOAT",
            "double", "JAVA_DOUBLE");
    /** Callbacks that tell how far the operation is, called until it is settled: what they are here. */
    private static final Map<String, String> CALLBACKS = Map.of(
            "org.gnome.gio.FileProgressCallback", "Progress",
            "org.gnome.gio.FileMeasureProgressCallback", "MeasureProgress");

    private final Types types;
    private final SourceIndex sources;

    Planner(SourceIndex sources) {
        this.sources = sources;
        types = new Types(sources);
    }

    /** The future of a pair. */
    Operation plan(Pair pair) throws UnsupportedOperation {
        Layouts start = layouts(pair.start());
        Layouts finish = layouts(pair.finish());
        boolean finishHasSelf = !pair.finish().isStatic();
        if (finishHasSelf && pair.start().isStatic())
            throw new UnsupportedOperation("ends an object that it does not begin");
        Call call = new Call(pair.start(), start);
        call.plan();
        Results results = new Results(types, pair, finish, call.hasBuffer());
        return new Operation(
                pair,
                name(pair.start()),
                start.code(),
                finish.code(),
                call.arguments,
                call.begin,
                results.arguments(),
                results.result());
    }

    private Layouts layouts(BoundMethod method) throws UnsupportedOperation {
        BoundType owner = method.owner();
        String around = owner.text + sources.text(owner.qualifiedName() + "MethodHandles");
        return Layouts.of(String.valueOf(method.function()), around);
    }

    private static String name(BoundMethod start) {
        String name = start.name();
        return name.endsWith("Async") ? name.substring(0, name.length() - "Async".length()) : name;
    }

    /** What is passed to the C function that begins an operation. */
    private final class Call {
        final List<Argument> arguments = new ArrayList<>();
        final List<String> begin = new ArrayList<>();
        private final List<String> layouts = new ArrayList<>();
        private final BoundMethod start;
        private final Layouts wanted;

        Call(BoundMethod start, Layouts wanted) {
            this.start = start;
            this.wanted = wanted;
        }

        boolean hasBuffer() {
            return arguments.stream().anyMatch(Argument::isBuffer);
        }

        void plan() throws UnsupportedOperation {
            if (!start.isStatic()) pass(ADDRESS, "self.handle()");
            for (Parameter parameter : start.parameters()) plan(parameter);
            pass(ADDRESS, "number()");
            if (!layouts.equals(wanted.parameters()))
                throw new UnsupportedOperation("C has other arguments: " + wanted.parameters() + ", not " + layouts);
        }

        private void plan(Parameter parameter) throws UnsupportedOperation {
            String name = parameter.name();
            String type = parameter.type();
            String full = types.qualify(start.owner(), type);
            if (type.equals("Cancellable")) pass(ADDRESS, "cancellable()");
            else if (type.equals("AsyncReadyCallback")) pass(ADDRESS, "callback()");
            else if (PRIMITIVES.containsKey(type)) planPrimitive(parameter);
            else if (type.equals("boolean")) plain(parameter, "boolean", "JAVA_INT", name + " ? 1 : 0");
            else if (type.equals("String")) plain(parameter, "String", ADDRESS, "utf8(" + name + ")");
            else if (type.equals("String[]")) plain(parameter, "String[]", ADDRESS, "utf8s(" + name + ")");
            else if (full.equals("org.gnome.glib.List<String>"))
                plain(parameter, "java.util.List<String>", ADDRESS, "utf8List(" + name + ")");
            else if (type.equals("Out<byte[]>")) planBuffer(parameter, Passing.BUFFER_IN);
            else if (type.equals("byte[]")) planBytes(parameter);
            else if (type.equals("OutputVector[]")) planVectors(parameter);
            else if (type.startsWith("Out<")) pass(ADDRESS, "MemorySegment.NULL");
            else planTyped(parameter, full);
        }

        private void planPrimitive(Parameter parameter) {
            boolean priority =
                    parameter.type().equals("int") && parameter.name().equals("ioPriority");
            arguments.add(new Argument(
                    priority ? Passing.PRIORITY : Passing.PLAIN, parameter.type(), parameter.name(), false));
            pass(String.valueOf(PRIMITIVES.get(parameter.type())), parameter.name());
        }

        /** An array alone is a {@code GByteArray}. */
        private void planBytes(Parameter parameter) {
            boolean hasLength = wanted.parameters().size() > layouts.size() + 1
                    && wanted.parameters().get(layouts.size() + 1).equals("JAVA_LONG");
            if (hasLength) planBuffer(parameter, Passing.BUFFER_OUT);
            else plain(parameter, "byte[]", ADDRESS, "byteArray(" + parameter.name() + ")");
        }

        private void planBuffer(Parameter parameter, Passing passing) {
            arguments.add(new Argument(passing, "", parameter.name(), false));
            pass(ADDRESS, parameter.name() + ".memory()");
            pass("JAVA_LONG", parameter.name() + ".length()");
        }

        private void planVectors(Parameter parameter) {
            arguments.add(new Argument(
                    Passing.VECTORS, "java.util.List<java.lang.foreign.MemorySegment>", parameter.name(), false));
            pass(ADDRESS, parameter.name() + ".memory()");
            pass("JAVA_LONG", parameter.name() + ".length()");
        }

        private void planTyped(Parameter parameter, String full) throws UnsupportedOperation {
            String name = parameter.name();
            String callback = CALLBACKS.get(full);
            if (callback != null) {
                arguments.add(new Argument(Passing.PROGRESS, "Callbacks." + callback, name, parameter.nullable()));
                pass(ADDRESS, "function(" + name + ", Callbacks." + constant(callback) + ")");
                pass(ADDRESS, "data(" + name + ")");
            } else if (full.equals("org.gnome.gio.FileReadMoreCallback")) {
                arguments.add(new Argument(Passing.READ_MORE, "Callbacks.ReadMore", name, parameter.nullable()));
                pass(ADDRESS, "function(" + name + ", Callbacks.READ_MORE)");
            } else if (full.equals("org.gnome.gio.DBusProxyTypeFunc")) {
                plain(parameter, "Callbacks.ProxyType", ADDRESS, "function(" + name + ", Callbacks.PROXY_TYPE)");
                pass(ADDRESS, "keptData(" + name + ")");
                pass(ADDRESS, "function(" + name + ", Callbacks.FORGET)");
            } else if (types.isSet(full)) {
                plain(parameter, full, "JAVA_INT", "flags(" + name + ")");
            } else {
                switch (types.shape(full)) {
                    case ENUM -> plain(parameter, full, "JAVA_INT", name + ".getValue()");
                    case OBJECT, BOXED, VARIANT -> plain(parameter, full, ADDRESS, "handle(" + name + ")");
                    case OTHER -> throw new UnsupportedOperation("no rule for an argument of type " + full);
                }
            }
        }

        private void plain(Parameter parameter, String type, String layout, String code) {
            arguments.add(new Argument(Passing.PLAIN, type, parameter.name(), parameter.nullable()));
            pass(layout, code);
        }

        private void pass(String layout, String code) {
            layouts.add(layout);
            begin.add(code);
        }
    }

    private static String constant(String callback) {
        return callback.equals("Progress") ? "PROGRESS" : "MEASURE_PROGRESS";
    }
}
