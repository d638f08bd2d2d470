package dev.millrace.launch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LaunchParserTest {

    @Test
    void readsElementsWithPropertiesAndLinks() {
        LaunchGraph graph = LaunchParser.parse("ts-udpsrc port=5004 context=rx ! fakesink");

        assertThat(elements(graph)).containsExactly("ts-udpsrc port=5004 context=rx", "fakesink");
        assertThat(links(graph)).containsExactly("0 -> 1");
    }

    @Test
    void keepsPositions() {
        String text = "fakesrc  num-buffers = 5 ! a.sink_1";
        LaunchGraph graph = LaunchParser.parse(text);
        Assignment property = graph.elements().getFirst().properties().getFirst();
        Link link = graph.links().getFirst();

        assertThat(at(text, graph.elements().getFirst().factory().span())).isEqualTo("fakesrc");
        assertThat(at(text, property.name().span())).isEqualTo("num-buffers");
        assertThat(at(text, property.value().span())).isEqualTo("5");
        assertThat(at(text, property.span())).isEqualTo("num-buffers = 5");
        assertThat(at(text, link.bang())).isEqualTo("!");
        assertThat(at(text, link.to().span())).isEqualTo("a.sink_1");
        assertThat(at(text, link.to().pads().getFirst().span())).isEqualTo("sink_1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a!b", "a !b", "a! b", "\n a\t!\r\n b \n", "a ! \\\n b"})
    void takesWhiteSpaceAsItComes(String text) {
        LaunchGraph graph = LaunchParser.parse(text);

        assertThat(elements(graph)).containsExactly("a", "b");
        assertThat(links(graph)).containsExactly("0 -> 1");
    }

    @Test
    void readsSeveralChains() {
        LaunchGraph graph = LaunchParser.parse("src ! tee name=t ! q1 ! sink1  t. ! q2 ! sink2\n lone");

        assertThat(elements(graph)).containsExactly("src", "tee name=t", "q1", "sink1", "q2", "sink2", "lone");
        assertThat(links(graph)).containsExactly("0 -> 1", "1 -> 2", "2 -> 3", "t. -> 4", "4 -> 5");
    }

    @Test
    void readsReferencesOnBothSides() {
        assertThat(links("a name=x b name=y x. ! y.")).containsExactly("x. -> y.");
        assertThat(links("a name=x b name=y x.src ! y.sink")).containsExactly("x.src -> y.sink");
        assertThat(links("x.src_0,src_1 ! y.sink_0, sink_1 a name=x b name=y"))
                .containsExactly("x.src_0,src_1 -> y.sink_0,sink_1");
        assertThat(links("a ! t. tee name=t")).containsExactly("0 -> t.");
        assertThat(links("x.src_%u ! b")).containsExactly("x.src_%u -> 0");
    }

    @Test
    void readsPadsOfTheElementBesideThem() {
        assertThat(links("a .src ! .sink b .src_1 ! c")).containsExactly("0.src -> 1.sink", "1.src_1 -> 2");
        assertThat(links("a port=1 .src ! c")).containsExactly("0.src -> 1");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "audio/x-raw                        | audio/x-raw",
                "audio/x-raw,rate=8000              | audio/x-raw,rate=8000",
                "audio/x-raw, rate=8000             | audio/x-raw, rate=8000",
                "audio/x-raw,\\ rate=8000           | audio/x-raw, rate=8000",
                "`\"audio/x-raw, rate=8000\"`       | audio/x-raw, rate=8000",
                "`'audio/x-raw(memory:X), rate=1'`  | audio/x-raw(memory:X), rate=1",
                "audio/x-raw;audio/x-alaw, rate=[ 1, 5 ] | audio/x-raw;audio/x-alaw, rate=[ 1, 5 ]",
                "`a/b, title=\"x ! y\"`             | `a/b, title=\"x ! y\"`",
                "`a/b, title=\"x\\\"!y\"`           | `a/b, title=\"x\\\"!y\"`",
            })
    void makesCapsBetweenLinksACapsfilter(String written, String caps) {
        LaunchGraph graph = LaunchParser.parse("a ! " + written + " ! b");

        assertThat(elements(graph)).containsExactly("a", "capsfilter caps=" + caps, "b");
        assertThat(links(graph)).containsExactly("0 -> 1", "1 -> 2");
        assertThat(at(graph.text(), graph.elements().get(1).factory().span())).isEqualTo(written);
    }

    @Test
    void linksReferencesThroughCaps() {
        assertThat(links("x.src ! a/b ! y.sink c name=x d name=y")).containsExactly("x.src -> 0", "0 -> y.sink");
        assertThat(links("a .src ! a/b ! .sink b")).containsExactly("0.src -> 1", "1 -> 2.sink");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "p=5                              | 5",
                "p=-1                             | -1",
                "p=a!b                            | a!b",
                "p = x                            | x",
                "`p=\"a b\"`                      | a b",
                "`p='a \"b\" c'`                  | `a \"b\" c`",
                "`p=\"a \\\"b\\\" \\\\ c\"`       | `a \"b\" \\ c`",
                "`p='it\\'s'`                     | it's",
                "`p=a\\ b`                        | a b",
                "`p=\"\"`                         | ``",
                "p=(int)5                         | (int)5",
                "p=audio/x-raw,rate=8000          | audio/x-raw,rate=8000",
                "`p=a/b,c=\"d\\\"e\"`             | `a/b,c=\"d\\\"e\"`",
                "`p=\"application/x-rtp,encoding-name=(string)PCMU\"` | application/x-rtp,encoding-name=(string)PCMU",
                "p=192.0.2.7:4000,[::1]:4002      | 192.0.2.7:4000,[::1]:4002",
                "p=file.wav                       | file.wav",
            })
    void readsValues(String written, String value) {
        Assignment property = LaunchParser.parse("a " + written + " ! b")
                .elements()
                .getFirst()
                .properties()
                .getFirst();

        assertThat(property.name().value()).isEqualTo("p");
        assertThat(property.value().value()).isEqualTo(value);
    }

    @Test
    void readsALinkRightBehindAClosingQuote() {
        assertThat(elements(LaunchParser.parse("a p=\"x\"! b"))).containsExactly("a p=x", "b");
    }

    @Test
    void takesTheLastOfTwoNames() {
        ElementNode element = LaunchParser.parse("a name=x name=y").elements().getFirst();

        assertThat(element.name()).isEqualTo(new Word("y", new Span(14, 1)));
        assertThat(LaunchParser.parse("a").elements().getFirst().name()).isNull();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                // text             | blamed        | part of the message
                "! b                | !             | nothing before",
                "a !                | !             | nothing behind",
                "a ! ! b            | !             | nothing between",
                "`  `               | ``            | the launch text is empty",
                "x. ! y.            | x.            | no element to refer to",
                "p=1 a              | p=1           | `\"p=1\" stands behind no element`",
                "a ! p=1            | p=1           | stands behind no element",
                "a p= ! b           | p=            | `write p=\"\"`",
                "a p=               | p=            | no value behind",
                "`a p=\"x ! b`      | `\"x ! b`     | no closing quote",
                "`a p=\"x\"y`       | `\"x\"y`      | closing quote of p",
                "a name=x x. ! x. ! b | !           | a reference ends its chain",
                "a ! x. b=1         | b=1           | stands behind no element",
                "a b. c             | b.            | `\"b.\" is not linked`",
                "a .src b           | .src          | is not linked",
                ".src ! b           | .src          | stands behind no element",
                "a ! .sink          | .sink         | stands before no element",
                "a . ! b            | .             | no pad name behind",
                "a ! b.x, ! c       | b.x,          | no pad name behind the comma",
                "x.a,b ! y.c        | x.a,b ! y.c   | pads do not pair up: sources=2 sinks=1",
                "a name=x b name=x  | x             | two elements are named",
                "audio/x-raw ! b    | audio/x-raw   | must stand between two !",
                "a ! audio/x-raw    | audio/x-raw   | as in a ! audio/x-raw ! b",
                "`a ! \"b\"`        | `\"b\"`       | only caps may be quoted",
                "( a ! b            | (             | `no \")\" for this`",
                "a ! b )            | )             | `no \"(\" for this`",
                "( )                | ( )           | the bin is empty",
                "( name=x )         | ( name=x )    | the bin is empty",
                "a ! ( b ! )        | !             | nothing behind",
                "bin . ( a )        | .             | no pad name behind",
                "a : b              | :             | `unexpected \":\"; elements are linked by !`",
                "a & b              | &             | unexpected",
                "a, b               | `,`           | unexpected",
                "a @x               | @             | unexpected",
                "file:///tmp/x ! b  | file:///tmp/x | a uri cannot stand",
            })
    void saysWhatIsWrongAndWhere(String text, String blamed, String message) {
        assertThatThrownBy(() -> LaunchParser.parse(text)).isInstanceOfSatisfying(LaunchSyntaxException.class, e -> {
            assertThat(e).hasMessageContaining(message);
            assertThat(at(text, e.error().span())).isEqualTo(blamed);
        });
    }

    private static String at(String text, Span span) {
        return text.substring(span.start(), span.end());
    }

    private static List<String> elements(LaunchGraph graph) {
        return graph.elements().stream()
                .map(e -> e.factory().value()
                        + e.properties().stream()
                                .map(p ->
                                        " " + p.name().value() + "=" + p.value().value())
                                .collect(Collectors.joining()))
                .toList();
    }

    private static List<String> links(String text) {
        return links(LaunchParser.parse(text));
    }

    private static List<String> links(LaunchGraph graph) {
        return graph.links().stream()
                .map(l -> end(l.from()) + " -> " + end(l.to()))
                .toList();
    }

    private static String end(LinkEnd end) {
        String pads = end.pads().stream().map(Word::value).collect(Collectors.joining(","));
        return switch (end) {
            case LinkEnd.Element e -> e.index() + (pads.isEmpty() ? "" : "." + pads);
            case LinkEnd.Reference r -> r.name().value() + "." + pads;
        };
    }
}
