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
    private static final String CONVERTER = "audioconvert";

    private Converters() {}

    /**
     * {@code "; put audioconvert between them"}, or two in a row where no single one does it; empty when nothing is known that
     * fits.
     */
    public static String hint(Caps from, Caps to) {
        if (from.isAny() || to.isAny() || from.isEmpty() || to.isEmpty()) return "";
        List<String> found = isRaw(from) && isRaw(to) ? ofSamples(from, to) : single(from, to);
        if (found.isEmpty()) found = pairs(from, to);
        return found.isEmpty() ? "" : "; put " + String.join(" or ", found) + " between them";
    }

    /** One of them changes the rate alone, the other everything else. */
    private static List<String> ofSamples(Caps from, Caps to) {
        List<String> chain = new ArrayList<>();
        if (differsIn("format", from, to) || differsIn("channels", from, to) || differsIn("layout", from, to))
            chain.add(CONVERTER);
        if (differsIn("rate", from, to)) chain.add(RESAMPLER);
        if (chain.isEmpty()) return single(from, to);
        ElementFactory<?> first = Registry.installed().find(chain.getFirst());
        boolean takes =
                first != null && capsOf(first, PadTemplate.Direction.SINK).canIntersect(from);
        return takes ? List.of(String.join(" ! ", chain)) : List.of();
    }

    private static List<String> single(Caps from, Caps to) {
        return filters().stream()
                .filter(factory -> converts(factory, from, to))
                .map(ElementFactory::name)
                .limit(MOST)
                .toList();
    }

    private static List<String> pairs(Caps from, Caps to) {
        List<String> found = new ArrayList<>();
        List<ElementFactory<?>> filters = filters();
        for (ElementFactory<?> first : filters) {
            if (!capsOf(first, PadTemplate.Direction.SINK).canIntersect(from)) continue;
            Caps between = capsOf(first, PadTemplate.Direction.SRC);
            for (ElementFactory<?> second : filters)
                if (capsOf(second, PadTemplate.Direction.SRC).canIntersect(to)
                        && capsOf(second, PadTemplate.Direction.SINK).canIntersect(between)
                        && !undoes(second, first)
                        && changesMedia(first)
                        && changesMedia(second)
                        && found.size() < MOST) found.add(first.name() + " ! " + second.name());
        }
        return found;
    }

    /** Elements that change something, with a pad on each side that says what it takes or gives. */
    private static List<ElementFactory<?>> filters() {
        List<ElementFactory<?>> all = new ArrayList<>();
        for (ElementFactory<?> factory : Registry.installed().factories().values()) {
            Caps in = capsOf(factory, PadTemplate.Direction.SINK);
            Caps out = capsOf(factory, PadTemplate.Direction.SRC);
            if (!in.isAny() && !out.isAny() && !in.isEmpty() && !out.isEmpty()) all.add(factory);
        }
        return all;
    }

    /** What was put into a container or into packets only to be taken out again. */
    private static boolean undoes(ElementFactory<?> second, ElementFactory<?> first) {
        return (first.klass().contains("Muxer") && second.klass().contains("Demuxer"))
                || (first.klass().contains("Payloader") && second.klass().contains("Depayloader"));
    }

    private static boolean changesMedia(ElementFactory<?> factory) {
        return !mediaOf(capsOf(factory, PadTemplate.Direction.SINK))
                .equals(mediaOf(capsOf(factory, PadTemplate.Direction.SRC)));
    }

    private static Caps capsOf(ElementFactory<?> factory, PadTemplate.Direction direction) {
        Caps all = Caps.empty();
        for (PadTemplate pad : factory.padTemplates()) if (pad.direction() == direction) all = all.merge(pad.caps());
        return all;
    }

    private static boolean converts(ElementFactory<?> factory, Caps from, Caps to) {
        boolean sameMedia = mediaOf(from).equals(mediaOf(to));
        return capsOf(factory, PadTemplate.Direction.SINK).canIntersect(from)
                && capsOf(factory, PadTemplate.Direction.SRC).canIntersect(to)
                && (factory.klass().contains("Converter") || !sameMedia);
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
