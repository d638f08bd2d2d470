package dev.millrace.cli;

import dev.millrace.caps.Caps;
import dev.millrace.caps.Structure;
import dev.millrace.launch.Suggestions;
import dev.millrace.media.ElementFactory;
import dev.millrace.media.PadTemplate;
import dev.millrace.media.Plugin;
import dev.millrace.media.Property;
import dev.millrace.media.Registry;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code millrace inspect}: what elements there are, and what one of them can do, as gst-inspect-1.0 shows it. */
@Command(
        name = "inspect",
        description = "List the elements, or show the pads and the properties of one.",
        sortOptions = false)
final class InspectCommand implements Callable<Integer> {
    /** Columns of a terminal that most people have. */
    private static final int WIDTH = 80;

    private final PrintWriter out;

    @Parameters(paramLabel = "ELEMENT", arity = "0..1", description = "For example: ts-udpsrc. Default: list all.")
    @Nullable
    String element;

    @Mixin
    final CommonOptions common = new CommonOptions();

    InspectCommand(PrintWriter out) {
        this.out = out;
    }

    @Override
    public Integer call() {
        Registry registry = Registry.installed();
        if (element == null) list(registry);
        else show(registry, element);
        out.flush();
        return ExitCode.OK;
    }

    private void list(Registry registry) {
        registry.factories()
                .values()
                .forEach(factory ->
                        line(pluginName(registry, factory) + ":  " + factory.name() + ": " + factory.description()));
        line("");
        line("Total: " + Plural.of(registry.factories().size(), "element"));
    }

    private void show(Registry registry, String name) {
        ElementFactory<?> factory = registry.find(name);
        if (factory == null)
            throw new CommandFailure(
                    ExitCode.FAILED,
                    "no element \"" + name + "\""
                            + Suggestions.didYouMean(name, registry.factories().keySet()));
        line("Factory Details:");
        line("  Name         " + factory.name());
        line("  Klass        " + factory.klass());
        wrapped("  Description  ", " ".repeat(15), factory.description());
        line("  Plugin       " + pluginName(registry, factory));
        line("");
        line("Pad Templates:");
        factory.padTemplates().forEach(this::show);
        if (factory.padTemplates().isEmpty()) line("  none");
        line("");
        line("Element Properties:");
        factory.properties().forEach(this::show);
        if (factory.properties().isEmpty()) line("  none");
        show("Element Signals:", factory.signals(), factory::signalArguments);
        show("Element Actions:", factory.actions(), factory::actionArguments);
    }

    private void show(PadTemplate pad) {
        line("  " + pad.direction() + " template: " + pad.name());
        if (pad.presence() != PadTemplate.Presence.ALWAYS)
            line("      " + (pad.presence() == PadTemplate.Presence.REQUEST ? "on request" : "sometimes"));
        Caps caps = pad.caps();
        if (caps.isAny()) line("      any format");
        else for (Structure format : caps.structures()) wrapped("      ", " ".repeat(10), format.toString());
    }

    private void show(String title, Map<String, String> named, Function<String, List<Class<?>>> arguments) {
        if (named.isEmpty()) return;
        line("");
        line(title);
        named.forEach((name, blurb) -> {
            List<Class<?>> types = arguments.apply(name);
            String names = String.join(
                    ", ", types.stream().<String>map(Class::getSimpleName).toList());
            showNamed(name, types.isEmpty() ? blurb : blurb + " (" + names + ")");
        });
    }

    /** A name and what it means, in as many lines as that takes. */
    private void showNamed(String name, String blurb) {
        wrapped(String.format(Locale.ROOT, "  %-24s  ", name), indented(""), blurb);
    }

    /** A text in as many lines as it takes, which begin with {@code first} and {@code others}. */
    private void wrapped(String first, String others, String whole) {
        String label = first;
        StringBuilder text = new StringBuilder();
        for (String word : whole.split(" ", -1)) {
            if (!text.isEmpty() && label.length() + text.length() + 1 + word.length() > WIDTH) {
                line(label + text);
                label = others;
                text.setLength(0);
            }
            text.append(text.isEmpty() ? "" : " ").append(word);
        }
        line(label + text);
    }

    private void show(Property<?> property) {
        showNamed(property.name(), property.blurb());
        String range = property.range().isEmpty() || !property.isWritable() ? "" : ", " + property.range();
        showNamed("", property.typeName() + range + "; " + changeable(property) + defaultOf(property));
    }

    private static String changeable(Property<?> property) {
        return property.isWritable() ? "changeable up to " + property.mutableIn() : "read only";
    }

    private static String defaultOf(Property<?> property) {
        if (!property.isWritable()) return "";
        Object value = property.defaultValue();
        if (value == null) return "; no default";
        if (property.typeName().equals("ulong")) return "; default: " + Long.toUnsignedString((Long) value);
        return "; default: " + (value instanceof String text ? '"' + text + '"' : Property.print(value));
    }

    private static String indented(String text) {
        return " ".repeat(28) + text;
    }

    private static String pluginName(Registry registry, ElementFactory<?> factory) {
        Plugin plugin = registry.plugin(factory.name());
        return plugin == null ? "application" : plugin.name();
    }

    private void line(String text) {
        out.println(text);
    }
}
