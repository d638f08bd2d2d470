package dev.millrace.glib.generator;

import dev.millrace.glib.generator.BoundMethod.Parameter;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Decides what an operation gives: what its end is passed, and what becomes of what that gives. */
final class Results {
    private static final int MOST_CELLS = 7;

    private final Types types;
    private final BoundMethod finish;
    private final Layouts wanted;
    private final boolean hasBuffer;
    private final boolean borrowed;
    private final List<String> arguments = new ArrayList<>();
    private final List<Out> outs = new ArrayList<>();
    /** The cell that has the length of the returned array or text; 0 for none. */
    private int lengthCell;

    private int cells;

    /** A result by way of a pointer: its name, its type, the expression that reads it. */
    private record Out(String name, String type, String value, int cell) {}

    Results(Types types, Pair pair, Layouts wanted, boolean hasBuffer) throws UnsupportedOperation {
        this.types = types;
        this.finish = pair.finish();
        this.wanted = wanted;
        this.hasBuffer = hasBuffer;
        borrowed = Rules.BORROWED.contains(String.valueOf(finish.function()));
        plan();
    }

    /** What the C function is passed. */
    List<String> arguments() {
        return arguments;
    }

    private void plan() throws UnsupportedOperation {
        if (!finish.isStatic()) arguments.add("self.handle()");
        for (Parameter parameter : finish.parameters()) plan(parameter);
        arguments.add("error()");
        if (cells > MOST_CELLS) throw new UnsupportedOperation("gives more than there is room for");
        int count = wanted.parameters().size();
        if (arguments.size() != count || wanted.parameters().stream().anyMatch(each -> !each.equals("ADDRESS")))
            throw new UnsupportedOperation("its end has other arguments: " + wanted.parameters());
    }

    private void plan(Parameter parameter) throws UnsupportedOperation {
        String type = parameter.type();
        if (type.equals("AsyncResult")) {
            arguments.add("result");
            return;
        }
        if (!type.startsWith("Out<")) throw new UnsupportedOperation("no rule for " + type + " at its end");
        String inner = type.substring("Out<".length(), type.length() - 1);
        int cell = cell();
        String name = parameter.name();
        if (inner.equals("byte[]")) {
            int length = cell();
            outs.add(new Out(
                    name,
                    "byte @Nullable []",
                    "Memory.takeBytes(outPointer(" + cell + "), outLong(" + length + "))",
                    cell));
        } else if (inner.equals("Long") && isLengthOfReturned()) {
            lengthCell = cell;
        } else {
            outs.add(out(name, inner, cell));
        }
    }

    private int cell() {
        arguments.add("out(" + ++cells + ")");
        return cells;
    }

    private boolean isLengthOfReturned() {
        return finish.returns().equals("byte[]") || finish.returns().equals("String");
    }

    private Out out(String name, String inner, int cell) throws UnsupportedOperation {
        return switch (inner) {
            case "Long" -> new Out(name, "long", "outLong(" + cell + ")", cell);
            case "Integer" -> new Out(name, "int", "outInt(" + cell + ")", cell);
            case "Boolean" -> new Out(name, "boolean", "outInt(" + cell + ") != 0", cell);
            case "String" -> new Out(name, "@Nullable String", "Memory.take(outPointer(" + cell + "))", cell);
            default -> {
                String full = types.qualify(finish.owner(), inner);
                String value = types.take(full, "outPointer(" + cell + ")", borrowed);
                yield new Out(name, nullable(full), value, cell);
            }
        };
    }

    /** A full name with the annotation where Java wants it. */
    static String nullable(String full) {
        if (full.endsWith("[]")) return full.substring(0, full.length() - 2) + " @Nullable []";
        int generic = full.indexOf('<');
        int dot = (generic < 0 ? full : full.substring(0, generic)).lastIndexOf('.');
        return full.substring(0, dot + 1) + "@Nullable " + full.substring(dot + 1);
    }

    // ---- the value

    Operation.Result result() throws UnsupportedOperation {
        boolean isFlag = finish.returns().equals("boolean") || finish.returns().equals("void");
        if (isFlag && outs.size() == 1) return single(outs.getFirst());
        Operation.Result plain = isFlag
                ? new Operation.Result("Void", true, returned(), "check()", "null", null, false)
                : returnedValue();
        return outs.isEmpty() ? plain : record(plain, isFlag);
    }

    private @Nullable String returned() {
        return switch (wanted.result()) {
            case "" -> null;
            case "JAVA_INT" -> "int";
            case "JAVA_LONG" -> "long";
            default -> "MemorySegment";
        };
    }

    private Operation.Result single(Out out) {
        if (out.type().equals("long") && hasBuffer)
            return new Operation.Result(
                    "Long", false, returned(), "check(" + out.cell() + ")", out.value(), null, true);
        String boxed = switch (out.type()) {
            case "long" -> "Long";
            case "int" -> "Integer";
            case "boolean" -> "Boolean";
            default -> out.type().replace(" @Nullable []", "[]").replace("@Nullable ", "");
        };
        boolean nullable = out.type().contains("@Nullable");
        return new Operation.Result(boxed, nullable, returned(), "check()", out.value(), null, false);
    }

    private Operation.Result returnedValue() throws UnsupportedOperation {
        boolean nullable = Rules.NULLABLE.contains(String.valueOf(finish.function()));
        String type = finish.returns();
        String full = types.qualify(finish.owner(), type);
        if (type.equals("MemorySegment")) full = finish.owner().qualifiedName(); // a constructor
        if (type.equals("long"))
            return new Operation.Result(
                    "Long", false, "long", "check()", hasBuffer ? "filled(value)" : "value", null, hasBuffer);
        String boxed = full;
        String value;
        if (type.equals("int")) {
            boxed = "Integer";
            value = "value";
        } else if (type.equals("String")) value = "Memory.take(value)";
        else if (type.equals("String[]")) value = "Memory.takeStrings(value)";
        else if (type.equals("byte[]")) value = "Memory.takeBytes(value, outLong(" + lengthCell + "))";
        else if (types.isSet(full)) value = "flagSet(" + Types.argument(full) + ".class, value)";
        else if (full.startsWith("org.gnome.glib.List<") || full.startsWith("org.gnome.glib.SList<")) {
            String element = Types.argument(full);
            boxed = "java.util.List<" + element + ">";
            value = "list(value, element -> " + types.take(element, "element", borrowed) + ")";
        } else if (types.shape(full) == Types.Shape.ENUM) value = full + ".of(value)";
        else value = types.take(full, "value", borrowed && outs.isEmpty());
        return new Operation.Result(boxed, nullable, returned(), "check()", value, null, false);
    }

    private Operation.Result record(Operation.Result plain, boolean isFlag) {
        List<String> components = new ArrayList<>();
        List<String> values = new ArrayList<>();
        if (!isFlag) {
            components.add((plain.nullable() ? nullable(plain.type()) : plain.type()) + " value");
            values.add(plain.value());
        }
        for (Out out : outs) {
            components.add(out.type() + " " + out.name());
            values.add(out.value());
        }
        return new Operation.Result(
                "", false, plain.returned(), "check()", String.join(", ", values), components, false);
    }
}
