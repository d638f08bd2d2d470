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
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Properties that an element shares with GStreamer's element of the same name have its ranges and defaults. */
class GStreamerPropertiesTest {
    /** A property as gst-inspect-1.0 shows it: name, blurb, flags, type, and perhaps range, default, constants. */
    private static final Pattern PROPERTY = Pattern.compile(
            "(?m)^  ([a-z][a-z0-9-]*) *:.*\\R +flags: (.*)\\R +(.*?)(?: Range: +(\\S+ +- +\\S+))?(?: Default: +(.*?))?"
                    + " *$((?:\\R {10,}\\(-?\\d+\\): \\S+ +- .*)*)");

    private static final Pattern CONSTANT = Pattern.compile("\\(-?\\d+\\): (\\S+) +- ");

    /** What only our elements have. */
    private static final Map<String, Set<String>> OURS = Map.of(
            "fakesink", Set.of("buffers", "bytes"),
            "udpsrc", Set.of("multicast-source"), // theirs since 1.24
            "udpsink", Set.of("packets-sent", "packets-failed"),
            "multiudpsink", Set.of("packets-sent", "packets-failed"),
            "tcpclientsink", Set.of("bytes-sent"),
            "rtppcmudepay", Set.of("packets-invalid", "packets-ignored", "packets-old"),
            "rtppcmadepay", Set.of("packets-invalid", "packets-ignored", "packets-old"));

    /**
     * What differs: a receive buffer of no bytes, or of more than a datagram has, is of no use; a file source that is told the
     * largest block reads the usual one.
     */
    private static final Set<String> ON_PURPOSE = Set.of("udpsrc.mtu");

    /** What theirs have and ours have not, with the reason; {@code *} stands for every element. */
    private static final Map<String, String> ABSENT = Map.ofEntries(
            Map.entry("*.name", "not a property: the name of an element is final"),
            Map.entry("*.parent", "not a property: Element.parent"),
            Map.entry("*.typefind", "without effect in GStreamer, which says so"),
            Map.entry("tee.alloc-pad", "without effect in GStreamer, which says so"),
            Map.entry("udpsink.force-ipv4", "without effect in GStreamer, which says so"),
            Map.entry("multiudpsink.force-ipv4", "without effect in GStreamer, which says so"),
            Map.entry("fakesrc.pattern", "without effect in GStreamer, which says so"),
            Map.entry("fakesrc.blocksize", "without effect in GStreamer: sizetype decides"),
            Map.entry("rtpdtmfsrc.blocksize", "without effect in GStreamer: a packet is a buffer"),
            Map.entry("appsrc.blocksize", "without effect in GStreamer: the application decides"),
            Map.entry("udpsrc.blocksize", "without effect in GStreamer: a datagram is a buffer"),
            Map.entry("*.can-activate-pull", "data is pushed, never pulled"),
            Map.entry("*.can-activate-push", "data is pushed, never pulled"),
            Map.entry("tcpserversink.resend-streamheader", "caps hold no buffers"),
            Map.entry("tcpserversink.send-dispatched", "events hold no buffers: client-removed and get-stats tell"),
            Map.entry("tcpserversink.send-messages", "events hold no buffers: what a client sends is passed over"),
            Map.entry("fakesrc.data", "every buffer is a slot of a pool, none a part of another"),
            Map.entry("fakesrc.parentsize", "every buffer is a slot of a pool, none a part of another"),
            Map.entry("identity.check-imperfect-offset", "buffers have times and no offsets"),
            Map.entry("alawenc.mark-granule", "buffers have times and no offsets"),
            Map.entry("mulawenc.mark-granule", "buffers have times and no offsets"),
            Map.entry("alawdec.max-errors", "no byte of G.711 is wrong"),
            Map.entry("mulawdec.max-errors", "no byte of G.711 is wrong"),
            Map.entry("alawdec.plc", "without effect in GStreamer: its decoder has no concealment"),
            Map.entry("mulawdec.plc", "without effect in GStreamer: its decoder has no concealment"),
            Map.entry("bin.async-handling", "what comes up late never takes its bin back: Pipeline.sync"),
            Map.entry("tee.has-chain", "data is pushed, never pulled"),
            Map.entry("tee.pull-mode", "data is pushed, never pulled"));

    /** Of these, {@code blocksize} is what is pulled at once. */
    private static final String PULLED_BLOCKS = "sink";

    private static boolean isAbsent(String element, String property) {
        return ABSENT.containsKey(element + "." + property)
                || ABSENT.containsKey("*." + property)
                || (property.equals("blocksize") && element.endsWith(PULLED_BLOCKS));
    }

    /** Range, default and type of a property, as text. */
    private record Shown(String type, String range, String defaultValue) {}

    static List<String> elements() {
        return GstInspect.elements();
    }

    /** Every other element of ours is one that GStreamer does not have. */
    @Test
    void noneThatBothHaveIsLeftOut() throws IOException, InterruptedException {
        Peers.need("gst-inspect-1.0");
        for (String name : Registry.installed().factories().keySet()) {
            if (elements().contains(name)) continue;
            int status = new ProcessBuilder("gst-inspect-1.0", "--exists", name)
                    .start()
                    .waitFor();
            assertThat(status).as("whether GStreamer has no %s", name).isOne();
        }
    }

    @ParameterizedTest
    @MethodSource("elements")
    void sharedPropertiesAreTheSame(String name) throws IOException, InterruptedException {
        Map<String, Shown> theirs = inspect(name);
        ElementFactory<?> factory = Objects.requireNonNull(Registry.installed().find(name));
        Set<String> missing = new TreeSet<>(theirs.keySet());
        missing.removeIf(property -> isAbsent(name, property));
        for (Property<?> property : factory.properties()) {
            missing.remove(property.name());
            if (OURS.getOrDefault(name, Set.of()).contains(property.name())) continue;
            assertThat(theirs).as("properties of %s", name).containsKey(property.name());
            if (ON_PURPOSE.contains(name + "." + property.name())) continue;
            if (property.name().equals("stats")) continue; // another structure in every version
            if (property.typeName().equals("object")) continue; // of another language
            assertSame(name, property, Objects.requireNonNull(theirs.get(property.name())));
        }
        assertThat(missing).as("not in our %s", name).isEmpty();
    }

    private static void assertSame(String name, Property<?> property, Shown theirs) {
        String what = property.name() + " of " + name;
        if (property.typeName().equals("double") || property.typeName().equals("float")) {
            assertThat(numbers(theirs.range() + " " + theirs.defaultValue()))
                    .as(what)
                    .isEqualTo(numbers(property.range() + " " + property.defaultValue()));
        } else {
            // An int that has the range of their unsigned one is as good.
            String type =
                    property.typeName().equals("int") && theirs.type().equals("uint") ? "uint" : property.typeName();
            assertThat(new Shown(type, property.range(), shown(property)))
                    .as(what)
                    .isEqualTo(theirs);
        }
    }

    /** As single precision, with as many digits as they show. */
    private static List<String> numbers(String text) {
        return Pattern.compile("[0-9][0-9.eE+]*")
                .matcher(text)
                .results()
                .map(found -> String.format("%.5e", Double.parseDouble(found.group())))
                .toList();
    }

    private static String shown(Property<?> property) {
        Object value = property.defaultValue();
        if (property.typeName().equals("ulong") && value instanceof Long bits) return Long.toUnsignedString(bits);
        return shown(value);
    }

    private static String shown(@Nullable Object value) {
        return value == null || value.equals("")
                ? "null"
                : Property.print(value); // theirs tells no empty text from none
    }

    private static Map<String, Shown> inspect(String element) throws IOException, InterruptedException {
        Map<String, Shown> properties = new TreeMap<>();
        PROPERTY.matcher(GstInspect.section(element, "Element Properties:"))
                .results()
                .forEach(found -> properties.put(found.group(1), shown(found)));
        return properties;
    }

    private static Shown shown(MatchResult found) {
        if (found.group(3).startsWith("Default: \"<")) // of an array, which it says behind that
        return new Shown("array", "", found.group(3).replaceAll("^.*\"(.*)\"$", "$1"));
        String type = typeName(found.group(3));
        String range = found.group(4) == null ? "" : found.group(4).replaceAll(" +", " ");
        if (type.equals("enum"))
            range = String.join(
                    ", ",
                    CONSTANT.matcher(found.group(6))
                            .results()
                            .map(one -> one.group(1))
                            .toList());
        String value =
                found.group(5) == null ? found.group(3).strip() : found.group(5).strip();
        if (type.equals("enum")) value = value.replaceAll("^.*, \"(.*)\"$", "$1");
        if (type.equals("flags"))
            value = Integer.decode(value.replaceAll(",.*", "")).toString();
        if (value.startsWith("\"")) value = value.substring(1, value.length() - 1);
        return new Shown(type, range, value.contains("NULL") || value.isEmpty() ? "null" : value);
    }

    private static String typeName(String words) {
        String first = words.strip();
        if (first.startsWith("Unsigned Integer64")) return "ulong";
        if (first.startsWith("Unsigned Integer")) return "uint";
        if (first.startsWith("Integer64")) return "long";
        if (first.startsWith("Integer")) return "int";
        if (first.startsWith("Boxed")) return "string";
        if (first.startsWith("ANY")) return "caps";
        return first.split("[^A-Za-z]", -1)[0].toLowerCase(java.util.Locale.ROOT);
    }
}
