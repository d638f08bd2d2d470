package dev.millrace.launch;

import dev.millrace.media.Element;
import dev.millrace.media.ElementFactory;
import dev.millrace.media.LinkException;
import dev.millrace.media.Pad;
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
        Element element = name == null ? pipeline.add(factory) : pipeline.add(factory, name.value());
        for (Assignment assignment : node.properties()) {
            if (!assignment.name().value().equals("name")) set(element, assignment);
        }
        return element;
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
        SrcPad src = srcPad(from, link.from());
        SinkPad sink = sinkPad(to, link.to());
        try {
            if (src != null && sink != null) pipeline.link(src, sink);
            else pipeline.link(from, to);
        } catch (LinkException e) {
            throw graph.error(link.bang(), String.valueOf(e.getMessage()));
        }
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
                            pipeline.elements().stream().map(Element::name).toList()));
                yield found;
            }
        };
    }

    private @Nullable SrcPad srcPad(Element element, LinkEnd end) {
        List<SrcPad> free =
                element.srcPads().stream().filter(pad -> pad.peer() == null).toList();
        return chosen(element, end, element.srcPads(), free, "source");
    }

    private @Nullable SinkPad sinkPad(Element element, LinkEnd end) {
        List<SinkPad> free =
                element.sinkPads().stream().filter(pad -> pad.peer() == null).toList();
        return chosen(element, end, element.sinkPads(), free, "sink");
    }

    /** The pad that the text names, or else the first free one; null when there is none free. */
    private <P extends Pad> @Nullable P chosen(Element element, LinkEnd end, List<P> all, List<P> free, String kind) {
        if (end.pads().isEmpty()) return free.isEmpty() ? null : free.getFirst();
        Word name = end.pads().getFirst();
        for (P pad : all) if (pad.name().equals(name.value())) return pad;
        throw error(LaunchError.unknown(
                kind + " pad of " + element.factory().name(),
                name,
                all.stream().map(Pad::name).toList()));
    }

    private LaunchSyntaxException error(LaunchError error) {
        return new LaunchSyntaxException(error, graph.text());
    }
}
