package dev.millrace.launch;

import dev.millrace.caps.Caps;
import dev.millrace.media.Bin;
import dev.millrace.media.Element;
import dev.millrace.media.Pad;
import dev.millrace.media.Pipeline;
import dev.millrace.media.Property;
import dev.millrace.media.SrcPad;
import java.util.IdentityHashMap;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Draws a pipeline in the language of Graphviz: bins and elements with their states and what was set, pads, and on each link
 * the format that flows there. {@code dot -Tsvg} makes a picture of it.
 *
 * <p>From any thread; a pipeline that changes meanwhile is drawn as it is met.
 */
public final class Dot {
    private static final int LONGEST_VALUE = 60;

    private final StringBuilder text = new StringBuilder();
    private final IdentityHashMap<Pad, String> ids = new IdentityHashMap<>();
    private int elements;

    private Dot() {}

    /** The picture of a pipeline. */
    public static String of(Pipeline pipeline) {
        Dot dot = new Dot();
        dot.line(0, "digraph pipeline {");
        dot.line(1, "rankdir=LR; fontname=\"sans\"; fontsize=10; labelloc=t; nodesep=0.1; ranksep=0.3;");
        dot.line(1, "label=" + quoted(pipeline.name() + "\n[" + pipeline.bin().state() + "]") + ";");
        dot.line(1, "node [style=\"filled,rounded\", shape=box, fontsize=9, fontname=\"sans\", margin=\"0.0,0.0\"];");
        dot.line(1, "edge [labelfontsize=6, fontsize=8, fontname=\"monospace\"];");
        dot.inside(pipeline.bin(), 1);
        for (Element element : pipeline.allElements()) for (SrcPad pad : element.srcPads()) dot.link(pad);
        dot.line(0, "}");
        return dot.text.toString();
    }

    private void inside(Bin bin, int depth) {
        for (Element element : bin.elements()) {
            line(depth, "subgraph cluster_" + elements++ + " {");
            line(
                    depth + 1,
                    "label=" + quoted(label(element)) + "; style=\"filled,rounded\"; color=black; fillcolor="
                            + quoted(color(element)) + ";");
            if (element instanceof Bin inner) inside(inner, depth + 1);
            else pads(element, depth + 1);
            line(depth, "}");
        }
    }

    private void pads(Element element, int depth) {
        String id = "e" + elements;
        for (Pad pad : element.sinkPads()) pad(pad, id, "#aaaaff", depth);
        for (Pad pad : element.srcPads()) pad(pad, id, "#ffaaaa", depth);
        // A cluster without a node is not drawn, and sinks are to the left of sources.
        if (element.sinkPads().isEmpty() && element.srcPads().isEmpty())
            line(depth, id + " [style=invis, label=\"\"];");
        else if (!element.sinkPads().isEmpty() && !element.srcPads().isEmpty())
            line(
                    depth,
                    ids.get(element.sinkPads().getFirst()) + " -> "
                            + ids.get(element.srcPads().getFirst()) + " [style=invis];");
    }

    private void pad(Pad pad, String element, String color, int depth) {
        String id = element + "_p" + ids.size();
        ids.put(pad, id);
        line(
                depth,
                id + " [label=" + quoted(pad.name() + (pad.isActive() ? "" : "\n(not active)")) + ", fillcolor="
                        + quoted(color) + "];");
    }

    private void link(SrcPad from) {
        Pad to = from.peer();
        String fromId = ids.get(from);
        String toId = to == null ? null : ids.get(to);
        if (fromId == null || toId == null) return;
        line(1, fromId + " -> " + toId + " [label=" + quoted(format(from, to)) + "];");
    }

    private static String format(Pad from, @Nullable Pad to) {
        Caps now = from.currentCaps();
        if (now == null && to != null) now = to.currentCaps();
        return now == null ? "?" : now.toString().replace(", ", "\n  ");
    }

    private static String label(Element element) {
        StringBuilder label = new StringBuilder(element.factory().name())
                .append('\n')
                .append(element.name())
                .append("\n[")
                .append(element.state())
                .append(']');
        for (Property<?> property : element.factory().properties()) {
            if (!property.isWritable()) continue;
            Object value = element.get(property.name());
            if (value == null || Objects.equals(value, property.defaultValue())) continue;
            label.append('\n').append(property.name()).append('=').append(shortened(Property.print(value)));
        }
        return label.toString();
    }

    private static String shortened(String value) {
        return value.length() <= LONGEST_VALUE ? value : value.substring(0, LONGEST_VALUE) + "...";
    }

    private static String color(Element element) {
        if (element instanceof Bin) return "#ffffff";
        if (element.sinkPads().isEmpty()) return "#ffaaaa";
        return element.srcPads().isEmpty() ? "#aaaaff" : "#aaffaa";
    }

    private static String quoted(String value) {
        return '"' + value.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n") + '"';
    }

    private void line(int depth, String content) {
        text.append("  ".repeat(depth)).append(content).append('\n');
    }
}
