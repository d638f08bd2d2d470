package dev.millrace.testkit;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/** Other programs that tests compare with: skipped with a reason when they are missing, unless MILLRACE_PEERS=required. */
public final class Peers {
    private Peers() {}

    /** Skips the test, or fails it where peers are required, when {@code program} is not on the path. */
    public static void need(String program) {
        if (isThere(program)) return;
        if ("required".equals(System.getenv("MILLRACE_PEERS")))
            throw new AssertionError("program is missing: name=" + program + "; MILLRACE_PEERS=required");
        assumeTrue(false, "program is missing: name=" + program);
    }

    /** What a program says on its standard output; its errors go where those of the test go. */
    public static String output(List<String> command) throws IOException, InterruptedException {
        return new String(bytes(command), StandardCharsets.UTF_8);
    }

    /** The bytes of a program's standard output; fails when it does not end well within 20 s. */
    public static byte[] bytes(List<String> command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        process.getOutputStream().close();
        byte[] output = process.getInputStream().readAllBytes();
        if (!process.waitFor(20, TimeUnit.SECONDS)) process.destroyForcibly();
        if (process.waitFor() != 0)
            throw new AssertionError(
                    "program failed: command=" + String.join(" ", command) + " exit=" + process.exitValue());
        return output;
    }

    private static boolean isThere(String program) {
        String path = System.getenv("PATH");
        if (path == null) return false;
        return Pattern.compile(":")
                .splitAsStream(path)
                .anyMatch(directory -> Files.isExecutable(Path.of(directory, program)));
    }
}
