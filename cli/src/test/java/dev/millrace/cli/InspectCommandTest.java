package dev.millrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.media.Registry;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

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

    /** No element may need a wide terminal; the list may, a line for each being worth more. */
    @Test
    void fitsOntoATerminal() {
        for (String name : Registry.installed().factories().keySet()) run("inspect", name);
        assertThat(out.toString().lines()).allMatch(line -> line.length() <= 80);
        out.getBuffer().setLength(0);
        run("inspect");
        assertThat(out.toString().lines()).allMatch(line -> line.length() <= 120);
    }

    @Test
    void printsWhatIsUnsignedWithoutASign() {
        assertThat(run("inspect", "appsrc")).isZero();
        assertThat(out.toString())
                .containsPattern("duration +length of the stream[^;]*;[^;]*;\\s+default:\\s+18446744073709551615");
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
