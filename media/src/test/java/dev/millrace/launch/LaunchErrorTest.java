package dev.millrace.launch;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class LaunchErrorTest {

    @Test
    void pointsAtTheWrongName() {
        LaunchGraph graph = LaunchParser.parse("ts-udpsr port=5004 ! fakesink");
        var known = List.of("fakesink", "udpsrc", "udpsink", "ts-udpsink", "ts-udpsrc", "ts-queue");
        LaunchError error =
                LaunchError.unknown("element", graph.elements().getFirst().factory(), known);

        assertThat(error.render(graph.text())).isEqualTo("""
            millrace: no element "ts-udpsr"; did you mean ts-udpsrc, ts-udpsink?
              ts-udpsr port=5004 ! fakesink
              ^^^^^^^^\
            """);
    }

    @Test
    void showsTheRightLineOfMany() {
        String text = "fakesrc\r\n\t   ! queu\tname=q\r\n   ! fakesink\n";
        int at = text.indexOf("queu");

        assertThat(new LaunchError("no element", new Span(at, 4)).render(text)).isEqualTo("""
            millrace: no element
              ! queu name=q
                ^^^^\
            """);
    }

    @Test
    void showsTheFirstLineOfASpanOverSeveral() {
        assertThat(new LaunchError("m", new Span(2, 5)).render("a bb\ncc")).isEqualTo("""
            millrace: m
              a bb
                ^^\
            """);
    }

    @Test
    void pointsBehindTheEndOfTheText() {
        assertThat(new LaunchError("m", new Span(3, 0)).render("abc")).isEqualTo("""
            millrace: m
              abc
                 ^\
            """);
        assertThat(new LaunchError("m", new Span(99, 7)).render("abc")).endsWith("\n     ^");
    }

    @Test
    void leavesOutBlankText() {
        assertThat(new LaunchError("m", new Span(0, 0)).render(" \n ")).isEqualTo("millrace: m");
    }

    @Test
    void cutsALongLineAroundThePlace() {
        String text = "x ".repeat(100) + "wrong" + " y".repeat(100);
        String[] lines = new LaunchError("m", new Span(200, 5)).render(text).split("\n", -1);

        assertThat(lines[1]).startsWith("  ...x ").endsWith("...").hasSizeLessThanOrEqualTo(102);
        assertThat(lines[1].indexOf("wrong")).isEqualTo(lines[2].indexOf("^^^^^"));
    }

    @Test
    void cutsALongSpan() {
        String[] lines = new LaunchError("m", new Span(2, 500))
                .render("a " + "b".repeat(500))
                .split("\n", -1);

        assertThat(lines[1]).startsWith("  ...bbb").endsWith("b...");
        assertThat(lines[2].strip()).matches("\\^{100}");
    }

    @Test
    void countsCharactersOutsideTheBasicPlaneOnce() {
        assertThat(new LaunchError("m", new Span(3, 1)).render("\uD83D\uDE00 x"))
                .endsWith("\n    ^");
    }

    @Test
    void tellsTheSameFromAnException() {
        LaunchSyntaxException e = LaunchParser.parse("a ! b").error(new Span(4, 1), "no element \"b\"");

        assertThat(e).hasMessage("no element \"b\"");
        assertThat(e.error()).isEqualTo(new LaunchError("no element \"b\"", new Span(4, 1)));
        assertThat(e.render()).endsWith("\n  a ! b\n      ^");
    }
}
