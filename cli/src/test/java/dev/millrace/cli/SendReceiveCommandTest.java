package dev.millrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.io.UdpSocket;
import dev.millrace.load.Figure;
import dev.millrace.load.Report;
import dev.millrace.load.Row;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SendReceiveCommandTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "send --streams 0      | streams out of range: streams=0, expected 1 or more",
                "send --seconds 0      | no time: --seconds=0.0, expected seconds above 0",
                "send --base-port 65535 --streams 2 | ports out of range: base port=65535 streams=2, expected 1..65535"
                        + " for all",
                "receive --streams -1  | streams out of range: streams=-1, expected 1 or more",
                "receive --idle x      | invalid value for option '--idle': 'x' is not a double (see millrace receive"
                        + " --help)",
                "receive --expect x    | invalid value for option '--expect': unknown expectation: expect=x, expected"
                        + " one of pcmu:ramp, pcma:ramp, any (see millrace receive --help)",
                "send --codec opus     | invalid value for option '--codec': unknown codec: codec=opus, expected PCMU"
                        + " or PCMA (see millrace send --help)",
                "send --pace slow      | invalid value for option '--pace': unknown pace: pace=slow, expected spread"
                        + " or burst (see millrace send --help)",
            })
    void refusesWhatMakesNoSense(String words, String message) {
        assertThat(run(words)).isEqualTo(ExitCode.USAGE);
        assertThat(err.toString()).endsWith("millrace: " + message + "\n");
    }

    @Test
    void saysWhichPortIsInUse() throws IOException {
        try (UdpSocket taken = UdpSocket.bind("127.0.0.1", 0)) {
            int port = taken.localAddress().getPort();

            assertThat(run("receive --address 127.0.0.1 --base-port " + port)).isEqualTo(ExitCode.FAILED);
            assertThat(err.toString()).contains("127.0.0.1:" + port).doesNotContain("\tat ");
        }
    }

    @Test
    void receivesWhatIsSent() throws InterruptedException, IOException {
        int port = freePort();
        String words = "send --seconds 0.5 --pace burst --base-port " + port;
        var nobody = new PrintWriter(new StringWriter());
        var sender = new Thread(() -> Main.run(nobody, nobody, words.split(" ", -1)));
        sender.start();
        int exitCode = run("receive --idle 1 --json --base-port " + port);
        sender.join();
        Row row = Report.parse(out.toString()).rows().getFirst();

        assertThat(exitCode).as(out.toString()).isZero();
        assertThat(row.source()).isEqualTo("receive");
        assertThat(row.get(Figure.PACKETS_IN)).isEqualTo(25.0);
        assertThat(row.get(Figure.LOST)).isZero();
        assertThat(row.get(Figure.CPU_PERCENT)).isNull();
        assertThat(err.toString()).contains("received 25");
    }

    @Test
    void failsWhenNothingComes() throws IOException {
        assertThat(run("receive --seconds 0.5 --base-port " + freePort())).isEqualTo(ExitCode.FAILED);
        assertThat(out.toString()).contains("received 0 packets on 1 stream;", "without a packet 1: not exact");
    }

    /** In a process of its own: the signal ends it in order, with its result. */
    @Test
    void tellsTheResultWhenTerminated() throws IOException, InterruptedException {
        Process receiver = new ProcessBuilder(
                        System.getProperty("java.home") + "/bin/java",
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Main.class.getName(),
                        "receive",
                        "--base-port",
                        Integer.toString(freePort()))
                .start();
        try (var lines = receiver.errorReader()) {
            assertThat(lines.lines().anyMatch(line -> line.contains("received 0")))
                    .isTrue();
            receiver.toHandle().destroy();
            assertThat(receiver.waitFor(30, TimeUnit.SECONDS)).isTrue();
            assertThat(receiver.exitValue()).isEqualTo(ExitCode.TERMINATED);
            assertThat(receiver.inputReader().lines()).first().asString().contains("received 0 packets");
        } finally {
            receiver.destroyForcibly();
        }
    }

    private int run(String words) {
        return Main.run(new PrintWriter(out), new PrintWriter(err), words.split(" ", -1));
    }

    private static int freePort() throws IOException {
        try (UdpSocket probe = UdpSocket.bind("0.0.0.0", 0)) {
            return probe.localAddress().getPort();
        }
    }
}
