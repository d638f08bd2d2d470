package dev.millrace.element;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.media.ElementFactory;
import dev.millrace.media.Registry;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The signals and actions of an element are those of GStreamer's element of the same name, with the same arguments: none is missing,
 * none is there that they have not. A difference that is meant goes into a list here, with its reason; there is none.
 */
class GStreamerSignalsTest {
    /** A signal or action as gst-inspect-1.0 shows it: a name, and a C function with the element before its arguments. */
    private static final Pattern FUNCTION =
            Pattern.compile("(?m)^  \"([a-z-]+)\" : +\\S+ user_function \\(([^)]*)\\);");

    private static final Pattern ARGUMENT = Pattern.compile("(\\S+) arg\\d+");

    /** What an argument of theirs is here. */
    private static final Map<String, String> TYPES = Map.ofEntries(
            Map.entry("gint", "Integer"),
            Map.entry("guint", "Integer"),
            Map.entry("guint64", "Long"),
            Map.entry("gchararray", "String"),
            Map.entry("GObject*", "StreamSocket"), // the only one is a socket
            Map.entry("GSocket*", "StreamSocket"),
            Map.entry("GstBin*", "Bin"),
            Map.entry("GstBuffer*", "Buffer"),
            Map.entry("GstBufferList*", "BufferList"),
            Map.entry("GstElement*", "Element"),
            Map.entry("GstFormat", "Unit"),
            Map.entry("GstMultiHandleSinkClientStatus", "ClientStatus"),
            Map.entry("GstMultiHandleSinkSyncMethod", "SyncMethod"),
            Map.entry("GstPad*", "Pad"),
            Map.entry("GstRTPHeaderExtension*", "RtpHeaderExtension"),
            Map.entry("GstSample*", "Sample"));

    /** What theirs have and ours have not, with the reason; there is none that only ours have. */
    private static final Map<String, String> ABSENT =
            Map.of("do-latency", "the latency is worked out for the whole pipeline: Pipeline.recalculateLatency");

    static List<String> elements() {
        return GstInspect.elements();
    }

    @ParameterizedTest
    @MethodSource("elements")
    void theyAreTheSame(String name) throws IOException, InterruptedException {
        ElementFactory<?> factory = Objects.requireNonNull(Registry.installed().find(name));
        Map<String, List<String>> signals = new TreeMap<>();
        factory.signals().keySet().forEach(one -> signals.put(one, names(factory.signalArguments(one))));
        assertSame(name, "Element Signals:", signals);
        Map<String, List<String>> actions = new TreeMap<>();
        factory.actions().keySet().forEach(one -> actions.put(one, names(factory.actionArguments(one))));
        assertSame(name, "Element Actions:", actions);
    }

    private static List<String> names(List<Class<?>> types) {
        return types.stream().<String>map(Class::getSimpleName).toList();
    }

    private static void assertSame(String name, String heading, Map<String, List<String>> ours)
            throws IOException, InterruptedException {
        Map<String, List<String>> theirs = new TreeMap<>();
        FUNCTION.matcher(GstInspect.section(name, heading))
                .results()
                .forEach(found -> theirs.put(found.group(1), arguments(found.group(2))));
        theirs.keySet().removeAll(ABSENT.keySet());
        assertThat(ours).as("%s of %s", heading, name).isEqualTo(theirs);
    }

    private static List<String> arguments(String list) {
        return ARGUMENT.matcher(list)
                .results()
                .map(found -> TYPES.getOrDefault(found.group(1), "not known: " + found.group(1)))
                .toList();
    }
}
