package dev.millrace.launch;

import dev.millrace.media.Bin;
import dev.millrace.media.Element;
import dev.millrace.media.LinkException;
import dev.millrace.media.Pad;
import dev.millrace.media.PadListener;
import dev.millrace.media.PadTemplate;
import dev.millrace.media.Pipeline;
import dev.millrace.media.SinkPad;
import dev.millrace.media.SrcPad;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Finds the pads that launch text means: there already, to be requested, or to come. */
final class LaunchPads {
    /** Makes the error of a pad that an element does not have. */
    interface Unknown {
        LaunchSyntaxException error(Element element, Word name, List<String> known);
    }

    private LaunchPads() {}

    /** The pad that the text names, or else the first free one; null when it has to be requested or waited for. */
    static @Nullable Pad choose(
            Element element, @Nullable Word name, PadTemplate.Direction direction, Unknown unknown) {
        if (name != null) return named(element, name, direction, unknown);
        for (Pad pad : of(element, direction)) if (pad.peer() == null) return pad;
        return element instanceof Bin bin ? bin.ghostUnlinked(direction) : null;
    }

    private static @Nullable Pad named(Element element, Word name, PadTemplate.Direction direction, Unknown unknown) {
        if (element instanceof Bin bin) {
            Pad behind = bin.target(name.value());
            if (behind != null) return behind;
        }
        List<String> known = new ArrayList<>();
        for (Pad pad : of(element, direction)) {
            if (pad.name().equals(name.value())) return pad;
            known.add(pad.name());
        }
        for (PadTemplate template : element.factory().padTemplates()) {
            if (template.direction() != direction || template.presence() == PadTemplate.Presence.ALWAYS) continue;
            known.add(template.name());
            if (!template.name().equals(name.value()) && !template.matches(name.value())) continue;
            return template.presence() == PadTemplate.Presence.REQUEST ? element.requestPad(name.value()) : null;
        }
        throw unknown.error(element, name, known);
    }

    private static List<? extends Pad> of(Element element, PadTemplate.Direction direction) {
        return direction == PadTemplate.Direction.SINK ? element.sinkPads() : element.srcPads();
    }

    /** Whether source pads come while the element streams. */
    static boolean comeLater(Element element) {
        return element.factory().padTemplates().stream()
                .anyMatch(template -> template.direction() == PadTemplate.Direction.SRC
                        && template.presence() == PadTemplate.Presence.SOMETIMES);
    }

    /** Links the first pad that comes, is of the name if one is given, and fits. */
    static void linkLater(Element from, @Nullable Word name, SinkPad sink) {
        from.addPadListener(new PadListener() {
            @Override
            public void padAdded(Pad pad) {
                if (!(pad instanceof SrcPad src) || sink.peer() != null || src.peer() != null) return;
                boolean wanted = name == null
                        || pad.name().equals(name.value())
                        || pad.template().name().equals(name.value());
                if (!wanted
                        || !pad.template().caps().canIntersect(sink.template().caps())) return;
                Pipeline pipeline = from.pipeline();
                try {
                    pipeline.link(src, sink);
                } catch (LinkException e) {
                    from.postWarning("delayed link is not possible: " + e.getMessage(), e);
                }
            }
        });
    }
}
