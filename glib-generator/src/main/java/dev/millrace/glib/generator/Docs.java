package dev.millrace.glib.generator;

import dev.millrace.glib.generator.Operation.Argument;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Carries the documentation of an operation over to the method that makes its future. */
final class Docs {
    private static final Pattern LINK = Pattern.compile("(\\{@link(?:plain)?\\s+)([A-Z]\\w*)");

    private Docs() {}

    static void write(StringBuilder out, BoundType type, Operation operation, List<Argument> arguments) {
        List<String> lines = new ArrayList<>();
        lines.add("{@code " + operation.pair().start().function()
                + "} as a future: begun by the first poll, ended by {@code "
                + operation.pair().finish().function() + "}.");
        String doc = operation.pair().start().doc();
        List<String> own = qualified(doc, type).lines().map(String::strip).toList();
        int tags = firstTag(own);
        if (tags > 0) {
            lines.add("<p>");
            lines.addAll(own.subList(0, tags));
        }
        lines.add("");
        if (!operation.isStatic()) lines.add("@param self the object");
        for (Argument each : arguments) parameter(lines, own.subList(tags, own.size()), each);
        if (operation.pair().start().isDeprecated()) lines.add("@deprecated by the library");
        out.append("\n    /**\n");
        lines.forEach(each -> out.append(each.isBlank() ? "     *\n" : "     * " + each + "\n"));
        out.append("     */\n");
    }

    /** The generated class does not import what the source of the bindings does. */
    private static String qualified(String doc, BoundType type) {
        return LINK.matcher(doc)
                .replaceAll(link -> Matcher.quoteReplacement(link.group(1) + type.qualify(link.group(2))));
    }

    private static int firstTag(List<String> lines) {
        for (int i = 0; i < lines.size(); i++) if (lines.get(i).startsWith("@")) return i;
        return lines.size();
    }

    private static void parameter(List<String> lines, List<String> tags, Argument argument) {
        String begin = "@param " + argument.name() + " ";
        for (int i = 0; i < tags.size(); i++) {
            if (!tags.get(i).startsWith(begin)) continue;
            lines.add(tags.get(i));
            for (int k = i + 1; k < tags.size() && !tags.get(k).startsWith("@"); k++) lines.add(tags.get(k));
            return;
        }
        lines.add(begin + "see above");
    }
}
