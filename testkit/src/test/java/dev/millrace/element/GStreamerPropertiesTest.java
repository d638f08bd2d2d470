package dev.millrace.element;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.media.ElementFactory;
import dev.millrace.media.Property;
import dev.millrace.media.Registry;
import dev.millrace.testkit.Peers;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Properties that an element shares with GStreamer's element of the same name have its ranges and defaults. */
class GStreamerPropertiesTest {
    /** A property as gst-inspect-1.0 shows it: name, blurb, flags, type, and perhaps range and default. */
    private static final Pattern PROPERTY = Pattern.compile(
            "(?m)^  ([a-z][a-z0-9-]*) *:.*\\R +flags: (.*)\\R +(.*?)(?: Range: (\\S+ - +\\S+))?(?: Default: (.*?))?"
                    + " *$");

    /** What only our elements have. */
    private static final Map<String, Set<String>> OURS = Map.of(
            "fakesink", Set.of("buffers", "bytes"),
            "udpsrc", Set.of("multicast-source"), // theirs since 1.24
            "udpsink", Set.of("packets-sent", "packets-failed"),
            "multiudpsink", Set.of("packets-sent", "packets-failed"),
            "tcpclientsink", Set.of("bytes-sent"),
            "rtppcmudepay", Set.of("packets-invalid", "packets-ignored", "packets-old"),
            "rtppcmadepay", Set.of("packets-invalid", "packets-ignored", "packets-old"));

    /** What differs: a receive buffer of no bytes, or of more than a datagram has, is of no use. */
    private static final Set<String> ON_PURPOSE = Set.of("udpsrc.mtu");

    /** Range and default of a property, as text. */
    private record Shown(String range, String defaultValue) {}

    @ParameterizedTest
    @ValueSource(
            strings = {
                "alawdec",
                "alawenc",
                "capsfilter",
                "fakesink",
                "filesink",
                "mulawdec",
                "mulawenc",
                "multiudpsink",
                "rtppcmadepay",
                "rtppcmapay",
                "rtppcmudepay",
                "rtppcmupay",
                "tcpclientsink",
                "tcpclientsrc",
                "tcpserversink",
                "tcpserversrc",
                "udpsink",
                "udpsrc",
                "wavenc"
            })
    void sharedPropertiesAreTheSame(String name) throws IOException, InterruptedException {
        Peers.need("gst-inspect-1.0");
        Map<String, Shown> theirs = inspect(name);
        ElementFactory<?> factory = Objects.requireNonNull(Registry.installed().find(name));
        for (Property<?> property : factory.properties()) {
            if (OURS.getOrDefault(name, Set.of()).contains(property.name())) continue;
            assertThat(theirs).as("properties of %s", name).containsKey(property.name());
            if (ON_PURPOSE.contains(name + "." + property.name())) continue;
            if (property.name().equals("stats")) continue; // another structure in every version
            if (property.typeName().equals("object")) continue; // of another language
            assertThat(ours(property)).as("%s of %s", property.name(), name).isEqualTo(theirs.get(property.name()));
        }
    }

    /** gst-inspect-1.0 shows the values of an enum on lines of their own. */
    private static Shown ours(Property<?> property) {
        String range = property.defaultValue() instanceof Enum ? "" : property.range();
        return new Shown(range, shown(property.defaultValue()));
    }

    private static String shown(@Nullable Object value) {
        return value == null || value.equals("")
                ? "null"
                : Property.print(value); // theirs tells no empty text from none
    }

    private static Map<String, Shown> inspect(String element) throws IOException, InterruptedException {
        String text = Peers.output(List.of("gst-inspect-1.0", "--no-colors", element));
        Map<String, Shown> properties = new TreeMap<>();
        PROPERTY.matcher(text.substring(text.indexOf("Element Properties:")))
                .results()
                .forEach(found -> properties.put(found.group(1), shown(found)));
        return properties;
    }

    private static Shown shown(MatchResult found) {
        String range = found.group(4) == null ? "" : found.group(4).replaceAll(" +", " ");
        String value =
                found.group(5) == null ? found.group(3).strip() : found.group(5).strip();
        value = value.replaceFirst("^\\d+, \"(.*)\"$", "$1"); // of an enum, number and name
        if (value.startsWith("\"")) value = value.substring(1, value.length() - 1);
        return new Shown(range, value.contains("NULL") || value.isEmpty() ? "null" : value);
    }
}
