package dev.millrace.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.millrace.cli.ExitCode;
import dev.millrace.cli.Main;
import dev.millrace.glib.abi.Native;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The examples on the main loop of GLib, which is the real one. */
@Timeout(30)
class GioExamplesTest {
    @TempDir
    private Path directory;

    @BeforeAll
    static void needGlib() {
        boolean there = Native.isThere();
        if ("required".equals(System.getenv("MILLRACE_PEERS")))
            assertThat(there).as("GLib is installed; MILLRACE_PEERS=required").isTrue();
        assumeTrue(there, "GLib is not installed");
    }

    private static List<String> linesOf(String name, String... args) throws Exception {
        StringWriter printed = new StringWriter();
        Objects.requireNonNull(Examples.find(name), name).example().run(new PrintWriter(printed), List.of(args));
        return printed.toString().lines().toList();
    }

    @Test
    void aFileIsReadTheSameInBothForms() throws Exception {
        Path file = Files.writeString(directory.resolve("text"), "0123456789".repeat(13));
        List<String> expected = List.of(
                "0: " + "0123456789".repeat(6) + "0123",
                "1: 456789" + "0123456789".repeat(5) + "01234567",
                "2: 89",
                "closed after 3 chunks");
        assertThat(linesOf("gio-read", file.toString())).isEqualTo(expected);
        assertThat(linesOf("gio-read-combinators", file.toString())).isEqualTo(expected);
    }

    @Test
    void whatCannotBeReadFailsTheCommandAndIsSaid() {
        for (String example : List.of("gio-read", "gio-read-combinators")) {
            StringWriter said = new StringWriter();
            PrintWriter writer = new PrintWriter(said);
            assertThat(Main.run(writer, writer, "example", example, "/nowhere/at/all"))
                    .isEqualTo(ExitCode.FAILED);
            assertThat(said.toString()).startsWith("millrace: ").contains("/nowhere/at/all", "code=NOT_FOUND");
        }
    }

    @Test
    void echoesComeBack() throws Exception {
        assertThat(linesOf("gio-echo"))
                .containsExactly("client got back: ping 1", "client got back: ping 2", "client got back: ping 3");
    }

    @Test
    void directoriesAreListed() throws Exception {
        for (int i = 10; i < 35; i++) Files.createFile(directory.resolve("f" + i));
        assertThat(linesOf("gio-ls", directory.toString()))
                .hasSize(25)
                .startsWith("f10", "f11")
                .endsWith("f34");
    }

    /** Does something the moment the example says that it watches. */
    private static List<String> watched(Path path, String count, Callable<?> whenWatching) throws Exception {
        StringWriter printed = new StringWriter();
        PrintWriter out = new PrintWriter(printed) {
            @Override
            public void println(String line) {
                super.println(line);
                if (!line.startsWith("watching ")) return;
                try {
                    whenWatching.call();
                } catch (Exception e) {
                    throw new AssertionError(e);
                }
            }
        };
        Objects.requireNonNull(Examples.find("gio-monitor")).example().run(out, List.of(path.toString(), count));
        return printed.toString().lines().toList();
    }

    @Test
    void changesArePrintedUntilThereAreEnough() throws Exception {
        Path made = Files.createDirectory(directory.resolve("made"));
        assertThat(watched(directory, "2", () -> {
                    Files.move(made, directory.resolve("moved"));
                    Files.delete(directory.resolve("moved"));
                    return null;
                }))
                .containsExactly("watching " + directory, "RENAMED made -> moved", "DELETED moved", "changes: 2");
    }

    /** A real SIGINT, which GLib handles for as long as the example runs. */
    @Test
    void orUntilCtrlC() throws Exception {
        long self = ProcessHandle.current().pid();
        assertThat(watched(
                        directory,
                        "1",
                        () -> new ProcessBuilder("kill", "-INT", Long.toString(self))
                                .start()
                                .waitFor()))
                .containsExactly("watching " + directory, "changes: 0");
    }

    @Test
    void programsAreSpokenTo() throws Exception {
        assertThat(linesOf("gio-subprocess")).containsExactly("sorted: mill race wheel", "exit: 3");
    }

    @Test
    void theCommandSaysWhatIsMissing() {
        StringWriter err = new StringWriter();
        int code = Main.run(new PrintWriter(new StringWriter()), new PrintWriter(err), "example", "gio-read");
        assertThat(code).isEqualTo(2);
        assertThat(err.toString().lines()).containsExactly("millrace: nothing to work on: expected a file to read");
    }
}
