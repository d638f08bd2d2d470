package dev.millrace.bench.runtime;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Runs a main class of this package in a JVM of its own, for the line that it prints. */
final class ChildProgram {
    /** Flags of each JVM: those of the launcher, but that Netty and JMH may use {@code sun.misc.Unsafe}. */
    static final List<String> FLAGS = List.of(
            "--add-opens=java.base/java.lang=ALL-UNNAMED",
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow",
            "-XX:+UseSerialGC");

    private ChildProgram() {}

    /**
     * The numbers of the last line that it prints; its stderr goes to this process's stderr.
     *
     * @param flag one more flag of the JVM
     * @throws IOException when it cannot be started, or fails
     */
    static double[] run(Class<?> main, String flag, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(FLAGS);
        command.addAll(List.of(flag, "-cp", System.getProperty("java.class.path"), main.getName()));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try {
            String said = new String(process.getInputStream().readAllBytes(), UTF_8);
            int exit = process.waitFor();
            if (exit != 0)
                throw new IOException("benchmark failed: arguments=" + String.join(" ", arguments) + " exit=" + exit);
            return numbers(said);
        } finally {
            process.destroyForcibly();
        }
    }

    private static double[] numbers(String said) {
        String last = said.strip().lines().toList().getLast();
        return List.of(last.split(" ", -1)).stream()
                .mapToDouble(Double::parseDouble)
                .toArray();
    }
}
