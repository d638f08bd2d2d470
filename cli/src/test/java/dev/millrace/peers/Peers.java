package dev.millrace.peers;

import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/** The programs of others that tests talk to. */
final class Peers {
    private Peers() {}

    /** Skips the test where a program is missing; where peers are required, that is a failure. */
    static void need(String... programs) {
        for (String program : programs) {
            if (!isInstalled(program)) missing(program + " is not installed");
        }
    }

    /** Skips the test for a reason that no CI may have. */
    static void missing(String reason) {
        if ("required".equals(System.getenv("MILLRACE_PEERS"))) fail(reason);
        abort(reason);
    }

    private static boolean isInstalled(String program) {
        return Arrays.stream(System.getenv("PATH").split(File.pathSeparator, -1))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
    }
}
