package dev.millrace.launch;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SuggestionsTest {
    private static final List<String> KNOWN = List.of(
            "context",
            "context-wait",
            "port",
            "address",
            "num-buffers",
            "queue",
            "udpsrc",
            "ts-udpsrc",
            "fakesink",
            "fakesrc",
            "tee");

    @ParameterizedTest
    @CsvSource({
        "prot, port",
        "porrt, port",
        "FakeSink, fakesink",
        "qeueu, queue",
        "wait, context-wait",
        "buffers, num-buffers",
        "udpsrc2, udpsrc",
        "te, tee",
    })
    void findsTheNearest(String typed, String expected) {
        assertThat(Suggestions.nearest(typed, KNOWN)).first().isEqualTo(expected);
    }

    @Test
    void listsTheNearestFirstAndAtMostThree() {
        assertThat(Suggestions.nearest("abcdef", List.of("abcdxx", "abcdef1", "abcdeg", "abcde", "xxxxxx")))
                .containsExactly("abcde", "abcdef1", "abcdeg");
    }

    @Test
    void suggestsNothingFarAway() {
        assertThat(Suggestions.nearest("x", KNOWN)).isEmpty();
        assertThat(Suggestions.nearest("", KNOWN)).isEmpty();
        assertThat(Suggestions.nearest("audiotestsrc", KNOWN)).isEmpty();
        assertThat(Suggestions.nearest("q".repeat(100_000), KNOWN)).isEmpty();
        assertThat(Suggestions.didYouMean("zzz", KNOWN)).isEmpty();
    }

    @Test
    void asks() {
        assertThat(Suggestions.didYouMean("fakesrk", KNOWN)).isEqualTo("; did you mean fakesrc, fakesink?");
    }
}
