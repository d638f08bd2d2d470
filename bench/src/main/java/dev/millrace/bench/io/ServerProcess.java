package dev.millrace.bench.io;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A server in a JVM of its own. */
final class ServerProcess implements AutoCloseable {
    /** Those of the launcher, but that Netty may use {@code sun.misc.Unsafe}. */
    private static final List<String> FLAGS = List.of(
            "--add-opens=java.base/java.lang=ALL-UNNAMED",
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow",
            "-XX:+UseSerialGC",
            "-XX:+UseCompactObjectHeaders",
            "-XX:+UseTransparentHugePages");

    private final Process process;
    private final BufferedReader lines;
    private final Writer commands;
    private final int port;

    private ServerProcess(Process process) throws IOException {
        this.process = process;
        lines = process.inputReader(UTF_8);
        commands = process.outputWriter(UTF_8);
        port = Integer.parseInt(line());
    }

    static ServerProcess start(String candidate) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(FLAGS);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), ServerMain.class.getName(), candidate));
        Process started = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try {
            return new ServerProcess(started);
        } catch (IOException | RuntimeException e) {
            started.destroyForcibly();
            throw e;
        }
    }

    int port() {
        return port;
    }

    /** What it holds in memory after a collection, in bytes. */
    long residentBytes() throws IOException {
        commands.write("collect\n");
        commands.flush();
        line();
        for (String line : Files.readAllLines(Path.of("/proc/" + process.pid() + "/status")))
            if (line.startsWith("VmRSS:")) return 1024 * Long.parseLong(line.replaceAll("\\D", ""));
        throw new IOException("memory of a process is not told: pid=" + process.pid());
    }

    private String line() throws IOException {
        String line = lines.readLine();
        if (line == null) throw new IOException("the server has ended too early: pid=" + process.pid());
        return line;
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
