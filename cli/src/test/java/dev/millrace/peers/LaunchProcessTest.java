package dev.millrace.peers;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.DatagramSocket;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How {@code millrace launch} ends, as a process: exit codes, what it says, what it leaves behind. */
@Execution(ExecutionMode.CONCURRENT)
class LaunchProcessTest {
    private static final String PCMU =
            "caps=\"application/x-rtp,media=audio,encoding-name=PCMU,clock-rate=8000,payload=0\"";

    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource({"INT, 130", "TERM, 143"})
    void aSignalEndsIt(String signal, int exitCode) throws Exception {
        try (Child launch = Child.millrace("launch", "ts-udpsrc address=127.0.0.1 port=0 ! fakesink")) {
            launch.awaitText("Pipeline is PLAYING");
            assertThat(launch.signal(signal).exitCode()).isEqualTo(exitCode);
            assertThat(launch.out()).endsWith("Setting pipeline to NULL ...");
            assertThat(launch.err()).isEmpty();
        }
    }

    @Test
    void aSignalEndsTheStreamsInOrderWhenAskedTo() throws Exception {
        Path wav = folder.resolve("empty.wav");
        String text = "ts-udpsrc address=127.0.0.1 port=0 " + PCMU
                + " ! ts-jitterbuffer ! rtppcmudepay ! mulawdec ! wavenc ! filesink location=" + wav;
        try (Child launch = Child.millrace("launch", "--eos-on-shutdown", text)) {
            launch.awaitText("Pipeline is PLAYING");
            launch.interrupt().succeed();
            assertThat(launch.out()).contains("waiting for EOS", "Got EOS from element filesink0");
        }
        // Nobody has sent anything: no file, or one whose header says that it is empty.
        byte[] bytes = Files.readAllBytes(wav);
        if (bytes.length > 0)
            assertThat(ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getInt(40))
                    .isZero();
    }

    @Test
    void thePipelineIsDrawnAndItsMessagesAreShown() throws Exception {
        Path drawing = folder.resolve("p.dot");
        String text = "audiotestsrc num-buffers=9 ! level ! fakesink name=end";
        try (Child launch = Child.millrace("launch", "-m", "--dot", drawing.toString(), text)) {
            launch.succeed();
            assertThat(launch.out())
                    .contains("Got message #1 from element \"", "from element \"level0\" (element): level, ")
                    .containsPattern("Got message #[0-9]+ from element \"end\" \\(eos\\): ");
        }
        assertThat(Files.readString(drawing)).startsWith("digraph").contains("fakesink\\nend");
    }

    @Test
    void quietSaysNothing() throws Exception {
        int port = Ports.pair();
        try (Child launch =
                Child.millrace("launch", "-q", "ts-udpsrc address=127.0.0.1 port=" + port + " ! fakesink")) {
            launch.await("port " + port, () -> Ports.isBound(port));
            launch.interrupt().exitCode();
            assertThat(launch.out() + launch.err()).isEmpty();
        }
    }

    @Test
    void aPortInUseIsNamed() throws Exception {
        try (DatagramSocket taken = Ports.bind(0)) {
            String text = "ts-udpsrc address=127.0.0.1 port=" + taken.getLocalPort() + " ! fakesink";
            assertFails(
                    text,
                    "millrace: ERROR: from element ts-udpsrc0: cannot open a udp socket at address=127.0.0.1:"
                            + taken.getLocalPort() + ": EADDRINUSE: address already in use");
            try (Child launch = Child.millrace("launch", "-v", text)) {
                assertThat(launch.exitCode()).isEqualTo(1);
                assertThat(launch.err()).contains("java.net.BindException", "\tat dev.millrace.");
            }
        }
    }

    @Test
    void aFileThatCannotBeWrittenIsNamed() throws Exception {
        String head = "ts-udpsrc address=127.0.0.1 port=0 ! filesink location=";
        String said = "millrace: ERROR: from element filesink0: file cannot be opened for writing: location=";
        Path missing = folder.resolve("missing/x.wav");
        assertFails(head + missing, said + missing + " reason=no such file or directory");
        assertFails(head + folder, said + folder + " reason=Is a directory");
    }

    private static void assertFails(String text, String line) throws Exception {
        try (Child launch = Child.millrace("launch", text)) {
            assertThat(launch.exitCode()).isEqualTo(1);
            assertThat(launch.errLines()).containsExactly(line);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "ts-udpsr port=5004 ! fakesink | no element \"ts-udpsr\"; did you mean ts-udpsrc, ts-appsrc, ts-udpsink? |"
                        + " ^^^^^^^^",
                "ts-udpsrc prt=1 ! fakesink | no property of ts-udpsrc \"prt\"; did you mean port? |           ^^^",
                "ts-udpsrc port=70000 ! fakesink | value is out of range: port=70000; use 0 - 65535 |               "
                        + " ^^^^^",
                "rtppcmudepay ! alawdec | pads have no format in common: rtppcmudepay0.src gives audio/x-mulaw |      "
                        + "        ^",
            })
    void wrongLaunchTextIsPointedAt(String text, String message, String carets) throws Exception {
        try (Child launch = Child.millrace("launch", text)) {
            assertThat(launch.exitCode()).isEqualTo(2);
            List<String> lines = launch.errLines();
            assertThat(lines).hasSize(3);
            assertThat(lines.getFirst()).startsWith("millrace: " + message);
            assertThat(lines.get(1)).isEqualTo("  " + text);
            assertThat(lines.getLast().strip()).isEqualTo(carets);
            assertThat(lines.getLast().indexOf('^') - 2).isEqualTo(text.indexOf(blamed(text, carets)));
            assertThat(launch.out()).isEmpty();
        }
    }

    private static String blamed(String text, String carets) {
        return switch (carets.length()) {
            case 1 -> "!";
            case 3 -> "prt";
            case 5 -> "70000";
            default -> text.substring(0, carets.length());
        };
    }
}
