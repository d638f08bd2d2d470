package dev.millrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

class LiveLineTest {
    private final StringWriter err = new StringWriter();

    @Test
    void writesOverItselfOnATerminal() {
        try (var line = new LiveLine(new PrintWriter(err), true)) {
            line.show("1 s");
            line.show("2 s");
        }

        assertThat(err.toString()).isEqualTo("\r\033[K1 s\r\033[K2 s\r\033[K");
    }

    @Test
    void writesLinesElsewhere() {
        try (var line = new LiveLine(new PrintWriter(err), false)) {
            line.show("1 s");
            line.show("2 s");
        }

        assertThat(err.toString()).isEqualTo("1 s\n2 s\n");
    }

    @Test
    void leavesATerminalAloneThatSawNothing() {
        new LiveLine(new PrintWriter(err), true).close();

        assertThat(err.toString()).isEmpty();
    }
}
