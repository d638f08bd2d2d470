package dev.millrace.launch;

import dev.millrace.media.Bin;
import dev.millrace.media.Element;
import dev.millrace.media.ElementFactory;
import dev.millrace.media.LinkException;
import dev.millrace.media.Pad;
import dev.millrace.media.PadTemplate;
import dev.millrace.media.Pipeline;
import dev.millrace.media.Property;
import dev.millrace.media.PropertyException;
import dev.millrace.media.Registry;
import dev.millrace.media.SinkPad;
import dev.millrace.media.SrcPad;
import dev.millrace.runtime.Environment;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Makes pipelines of launch text.
 *
 * <p>{@code Pipeline p = Launch.pipeline("ts-udpsrc port=5004 ! fakesink")}. Every mistake in the text is a
 * {@link LaunchSyntaxException} that points at it; nothing has been opened by then.
 */
public final class Launch {
    private final LaunchGraph graph;
    private final Registry registry;
    private final Pipeline pipeline;
    private final List<Element> made = new ArrayList<>();

    private Launch(LaunchGraph graph, Registry registry, Pipeline pipeline) {
        this.graph = graph;
        this.registry = registry;
        this.pipeline = pipeline;
    }

    /** A pipeline on this machine, of the installed elements. */
    public static Pipeline pipeline(String text) {
        return into(new Pipeline("pipeline0"), Registry.installed(), text);
    }

    /** A pipeline in {@code environment}, such as a simulated one, of the installed elements. */
    public static Pipeline pipeline(String text, Environment environment) {
        return into(new Pipeline("pipeline0", environment), Registry.installed(), text);
    }

    /**
     * Adds to {@code pipeline} what {@code text} describes; returns the pipeline.
     *
     * @throws LaunchSyntaxException when the text is not launch text, names something unknown, sets what cannot be set, or
     *     links what does not fit
     */
    public static Pipeline into(Pipeline pipeline, Registry registry, String text) {
        Launch launch = new Launch(LaunchParser.parse(text), registry, pipeline);
        for (ElementNode node : launch.graph.elements()) launch.made.add(launch.make(node));
        for (Link link : launch.graph.links()) launch.link(link);
        return pipeline;
    }

    private Element make(ElementNode node) {
        ElementFactory<?> factory = registry.find(node.factory().value());
        if (factory == null)
            throw error(LaunchError.unknown(
                    "element", node.factory(), registry.factories().keySet()));
        Word name = node.name();
        if (name != null && pipeline.find(name.value()) != null)
            throw graph.error(name.span(), "element name is taken: name=" + name.value() + "; names are unique");
        Bin into = node.bin() < 0 ? pipeline.bin() : bin(node.bin());
        Element element = name == null ? into.add(factory) : into.add(factory, name.value());
        for (Assignment assignment : node.properties()) {
            if (!assignment.name().value().equals("name")) set(element, assignment);
        }
        return element;
    }

    private Bin bin(int index) {
        if (made.get(index) instanceof Bin bin) return bin;
        Word factory = graph.elements().get(index).factory();
        throw graph.error(
                factory.span(), "element is no bin: element=" + factory.value() + "; write bin.( ... ) or ( ... )");
    }

    private void set(Element element, Assignment assignment) {
        List<String> known =
                element.factory().properties().stream().map(Property::name).toList();
        Word property = assignment.name();
        // The property of a caps filter that is written as bare caps has no place in the text.
        if (!known.contains(property.value()))
            throw error(LaunchError.unknown("property of " + element.factory().name(), property, known));
        try {
            element.setText(property.value(), assignment.value().value());
        } catch (PropertyException e) {
            throw graph.error(assignment.value().span(), String.valueOf(e.getMessage()));
        }
    }

    private void link(Link link) {
        Element from = element(link.from());
        Element to = element(link.to());
        int links =
                Math.max(1, Math.max(link.from().pads().size(), link.to().pads().size()));
        try {
            for (int i = 0; i < links; i++) link(from, to, link, i);
        } catch (LinkException e) {
            throw graph.error(link.bang(), String.valueOf(e.getMessage()));
        }
    }

    private void link(Element from, Element to, Link link, int number) {
        Pad sink = LaunchPads.choose(to, name(link.to(), number), PadTemplate.Direction.SINK, this::unknownPad);
        Pad src = LaunchPads.choose(from, name(link.from(), number), PadTemplate.Direction.SRC, this::unknownPad);
        if (src instanceof SrcPad out && sink instanceof SinkPad in) pipeline.link(out, in);
        else if (src == null && sink instanceof SinkPad in && LaunchPads.comeLater(from))
            LaunchPads.linkLater(from, name(link.from(), number), in);
        else pipeline.link(from, to);
    }

    private static @Nullable Word name(LinkEnd end, int number) {
        return end.pads().isEmpty()
                ? null
                : end.pads().get(Math.min(number, end.pads().size() - 1));
    }

    private LaunchSyntaxException unknownPad(Element element, Word name, List<String> known) {
        return error(LaunchError.unknown("pad of " + element.factory().name(), name, known));
    }

    private Element element(LinkEnd end) {
        return switch (end) {
            case LinkEnd.Element written -> made.get(written.index());
            case LinkEnd.Reference reference -> {
                Element found = pipeline.find(reference.name().value());
                if (found == null)
                    throw error(LaunchError.unknown(
                            "element named",
                            reference.name(),
                            made.stream().map(Element::name).toList()));
                yield found;
            }
        };
    }

    private LaunchSyntaxException error(LaunchError error) {
        return new LaunchSyntaxException(error, graph.text());
    }
}
