package dev.millrace.launch;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

class LaunchFuzzTest {
    private static final String[] PIECES = {
        "a",
        "ts-udpsrc",
        "!",
        " ",
        " ",
        "\n",
        "\t",
        "name=",
        "p=",
        "=",
        "x.",
        ".",
        ",",
        "src_0",
        ".sink",
        "\"",
        "'",
        "\\",
        "(",
        ")",
        "audio/x-raw",
        "/",
        ",rate=8000",
        ";",
        "file://",
        ":",
        "{",
        "[",
        "%",
        "-1",
        "\u0000",
        "\uD83D",
        "\uDE00",
        "\u00e9",
        "\u2028",
        "5"
    };
    private static final int ROUNDS = 100_000;

    @Test
    void neverThrowsAnythingElse() {
        var random = new Random(20_250_101);
        int good = 0;
        for (int i = 0; i < ROUNDS; i++) {
            good += check(random.nextBoolean() ? pieces(random) : characters(random)) ? 1 : 0;
        }
        assertThat(good).as("some texts are right by chance").isBetween(ROUNDS / 200, ROUNDS - 1);
    }

    /** Every span lies in the text, every error can be shown with its carets under the line. */
    private static boolean check(String text) {
        try {
            LaunchGraph graph = LaunchParser.parse(text);
            for (ElementNode element : graph.elements()) {
                assertInside(element.factory().span(), text);
                element.properties().forEach(p -> assertInside(p.span(), text));
            }
            for (Link link : graph.links()) {
                assertInside(link.from().span(), text);
                assertInside(link.to().span(), text);
                assertThat(text.charAt(link.bang().start())).isEqualTo('!');
            }
            return true;
        } catch (LaunchSyntaxException e) {
            assertInside(e.error().span(), text);
            String[] lines = e.render().split("\n", -1);
            assertThat(lines.length).isEqualTo(text.isBlank() ? 1 : 3);
            return false;
        }
    }

    private static void assertInside(Span span, String text) {
        assertThat(span.end()).isLessThanOrEqualTo(text.length());
    }

    private static String pieces(Random random) {
        var text = new StringBuilder();
        for (int i = random.nextInt(20); i > 0; i--) {
            text.append(PIECES[random.nextInt(PIECES.length)]);
        }
        return text.toString();
    }

    private static String characters(Random random) {
        var text = new StringBuilder();
        for (int i = random.nextInt(40); i > 0; i--) {
            text.append((char) random.nextInt(random.nextInt(20) == 0 ? 0x10000 : 0x80));
        }
        return text.toString();
    }
}
