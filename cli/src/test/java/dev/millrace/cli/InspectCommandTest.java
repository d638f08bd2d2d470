package dev.millrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class InspectCommandTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void listsAllElements() {
        assertThat(run("inspect")).isZero();
        assertThat(out.toString().lines())
                .contains("core:  udpsrc: receives datagrams on a thread of its own")
                .anyMatch(line -> line.matches("Total: \\d+ elements"));
    }

    @Test
    void showsAnElement() {
        assertThat(run("inspect", "ts-udpsrc")).isZero();
        assertThat(out.toString())
                .contains("Name         ts-udpsrc", "Klass        Source/Network", "Plugin       core")
                .contains("SRC template: src\n      any format")
                .containsPattern(
                        "port +port to receive on; 0 has one chosen\\s+int, 0 - 65535; changeable .*; default: 5004")
                .containsPattern("address .*\\s+string; changeable up to NULL; default: \"0.0.0.0\"")
                .containsPattern("caps .*\\s+caps; changeable up to READY; no default");
    }

    @Test
    void showsTheFormatsOfAPad() {
        assertThat(run("inspect", "rtppcmudepay")).isZero();
        assertThat(out.toString()).contains("SINK template: sink", "      application/x-rtp", "      audio/x-mulaw");
    }

    @Test
    void showsWhatCanOnlyBeRead() {
        assertThat(run("inspect", "ts-udpsink")).isZero();
        assertThat(out.toString()).containsPattern("packets-sent +datagrams sent\\s+long; read only");
    }

    /** Neither the list nor an element may need a wide terminal, but for caps, which stand as launch text has them. */
    @ParameterizedTest
    @ValueSource(strings = {"inspect", "inspect ts-jitterbuffer", "inspect ts-udpsrc", "inspect ts-udpsink"})
    void fitsOntoATerminal(String words) {
        run(words.split(" ", -1));
        assertThat(out.toString().lines().filter(line -> !line.startsWith("      a")))
                .allMatch(line -> line.length() <= 120);
    }

    @Test
    void suggestsTheNearestName() {
        assertThat(run("inspect", "ts-udpsr")).isEqualTo(1);
        assertThat(err.toString()).contains("no element \"ts-udpsr\"; did you mean ts-udpsrc, ts-appsrc, ts-udpsink?");
        assertThat(out.toString()).isEmpty();
    }

    private int run(String... words) {
        return Main.run(new PrintWriter(out), new PrintWriter(err), words);
    }
}
