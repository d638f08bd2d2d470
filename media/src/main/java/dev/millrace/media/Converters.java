package dev.millrace.media;

import dev.millrace.caps.Caps;
import dev.millrace.caps.Structure;
import dev.millrace.caps.Value;
import java.util.ArrayList;
import java.util.List;

/** Finds the elements that could stand between two formats, for the messages of links that do not fit. */
public final class Converters {
    private static final int MOST = 3;
    private static final String RESAMPLER = "audioresample";

    private Converters() {}

    /** {@code "; put audioconvert between them"}, or empty when nothing is known that fits. */
    public static String hint(Caps from, Caps to) {
        if (from.isAny() || to.isAny() || from.isEmpty() || to.isEmpty()) return "";
        List<String> found = new ArrayList<>();
        // It takes all formats of samples, and changes their rate alone.
        if (differsIn("rate", from, to) && isRaw(from) && isRaw(to)) found.add(RESAMPLER);
        for (ElementFactory<?> factory : Registry.installed().factories().values())
            if (found.size() < MOST && !factory.name().equals(RESAMPLER) && converts(factory, from, to))
                found.add(factory.name());
        return found.isEmpty() ? "" : "; put " + String.join(" or ", found) + " between them";
    }

    private static boolean converts(ElementFactory<?> factory, Caps from, Caps to) {
        boolean takes = false;
        boolean gives = false;
        boolean changes = factory.klass().contains("Converter");
        for (PadTemplate pad : factory.padTemplates()) {
            if (pad.caps().isAny()) return false;
            if (pad.direction() == PadTemplate.Direction.SINK)
                takes |= pad.caps().canIntersect(from);
            else gives |= pad.caps().canIntersect(to);
        }
        boolean sameMedia = mediaOf(from).equals(mediaOf(to));
        if (sameMedia && isRaw(from) && differsIn("rate", from, to)) return false;
        return takes && gives && (changes || !sameMedia);
    }

    private static boolean differsIn(String field, Caps from, Caps to) {
        if (from.structures().isEmpty() || to.structures().isEmpty()) return false;
        Value a = from.structure(0).field(field);
        Value b = to.structure(0).field(field);
        return a != null && b != null && a.intersect(b) == null;
    }

    private static boolean isRaw(Caps caps) {
        return mediaOf(caps).equals("audio/x-raw");
    }

    private static String mediaOf(Caps caps) {
        Structure first = caps.structure(0);
        return first.name();
    }
}
