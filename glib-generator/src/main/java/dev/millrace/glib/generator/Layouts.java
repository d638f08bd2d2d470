package dev.millrace.glib.generator;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The types of a C function, as the bindings have them.
 *
 * @param result a constant of {@code ValueLayout}, or empty for none
 * @param parameters such constants
 */
record Layouts(String result, List<String> parameters) {
    private static final Pattern CONSTANT = Pattern.compile("ValueLayout\\.(\\w+)");

    /** Reads them from the source that has {@code function}. */
    static Layouts of(String function, String source) throws UnsupportedOperation {
        Pattern place = Pattern.compile(
                "\"" + function + "\",\\s*FunctionDescriptor\\.(of|ofVoid)\\(([^)]*)\\),\\s*(true|false)\\)");
        Matcher found = place.matcher(source);
        if (!found.find()) throw new UnsupportedOperation("its C types are not found");
        if (found.group(3).equals("true")) throw new UnsupportedOperation("takes any number of arguments");
        List<String> all = new ArrayList<>();
        Matcher constant = CONSTANT.matcher(found.group(2));
        while (constant.find()) all.add(constant.group(1));
        boolean isVoid = found.group(1).equals("ofVoid");
        return new Layouts(isVoid ? "" : all.getFirst(), isVoid ? all : List.copyOf(all.subList(1, all.size())));
    }

    /** As the code of a descriptor. */
    String code() {
        List<String> all = new ArrayList<>();
        if (!result.isEmpty()) all.add("ValueLayout." + result);
        parameters.forEach(each -> all.add("ValueLayout." + each));
        return "FunctionDescriptor." + (result.isEmpty() ? "ofVoid(" : "of(") + String.join(", ", all) + ")";
    }
}
