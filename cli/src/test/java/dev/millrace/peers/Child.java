package dev.millrace.peers;

import dev.millrace.load.ChildJvm;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;

/** A process that a test has started: what it says, how it ends. Ended by {@link #close}, whatever happened. */
final class Child implements AutoCloseable {
    private static final long LIMIT_NS = TimeUnit.SECONDS.toNanos(30);
    private static final long LOOK_EVERY_MS = 10;

    /** It is over before C2 has paid for itself. */
    private static final List<String> SHORT_LIVED = List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC");

    private final String name;
    private final Process process;
    private final List<Thread> readers = new ArrayList<>();
    private final List<String> out = new CopyOnWriteArrayList<>();
    private final List<String> err = new CopyOnWriteArrayList<>();

    private Child(String name, Process process) {
        this.name = name;
        this.process = process;
        readers.add(reader(process.inputReader(StandardCharsets.UTF_8), out));
        readers.add(reader(process.errorReader(StandardCharsets.UTF_8), err));
    }

    /** Starts a program; SIGINT ends it even where a shell has started this test in the background. */
    static Child start(String... words) throws IOException {
        List<String> command = new ArrayList<>(List.of("env", "--default-signal=INT"));
        command.addAll(List.of(words));
        return new Child(words[0], new ProcessBuilder(command).start());
    }

    /** Starts {@code millrace WORDS}, as users have it. */
    static Child millrace(String... words) throws IOException {
        return millrace(List.of("env", "--default-signal=INT"), words);
    }

    /** Starts {@code PREFIX java ... millrace WORDS}. */
    static Child millrace(List<String> prefix, String... words) throws IOException {
        ProcessBuilder builder = ChildJvm.builder(prefix, List.of(words));
        builder.command().replaceAll(Child::withoutTests);
        builder.command().addAll(prefix.size() + 1, SHORT_LIVED);
        return new Child("millrace " + words[0], builder.start());
    }

    /** Of a class path what users have too: without the commands that tests bring. */
    private static String withoutTests(String word) {
        if (!word.contains("test-classes")) return word;
        return Arrays.stream(word.split(File.pathSeparator, -1))
                .filter(entry -> !entry.endsWith("test-classes"))
                .collect(Collectors.joining(File.pathSeparator));
    }

    private static Thread reader(BufferedReader from, List<String> to) {
        Thread thread = new Thread(
                () -> {
                    try {
                        for (String line = from.readLine(); line != null; line = from.readLine()) to.add(line);
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                },
                "child-output");
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    /** Waits until it has said something on stdout or stderr. */
    void awaitText(String text) throws InterruptedException {
        await("\"" + text + "\"", () -> out().contains(text) || err().contains(text));
    }

    /** Waits for something that it brings about; fails when it ends before. */
    void await(String what, BooleanSupplier reached) throws InterruptedException {
        long beganNs = System.nanoTime();
        while (!reached.getAsBoolean()) {
            boolean ended = process.waitFor(LOOK_EVERY_MS, TimeUnit.MILLISECONDS);
            if (ended) join();
            if (reached.getAsBoolean()) return;
            if (ended || System.nanoTime() - beganNs > LIMIT_NS)
                throw new AssertionError("waiting for " + what + " in vain: ended=" + ended + "\n" + this);
        }
    }

    /** Ctrl-C. */
    Child interrupt() throws IOException, InterruptedException {
        return signal("INT");
    }

    Child signal(String signal) throws IOException, InterruptedException {
        new ProcessBuilder("kill", "-" + signal, String.valueOf(process.pid()))
                .start()
                .waitFor();
        return this;
    }

    /** Its exit code, once it has ended. */
    int exitCode() throws InterruptedException {
        if (!process.waitFor(LIMIT_NS, TimeUnit.NANOSECONDS)) throw new AssertionError("it does not end\n" + this);
        join();
        return process.exitValue();
    }

    /** Waits for a good end. */
    Child succeed() throws InterruptedException {
        if (exitCode() != 0) throw new AssertionError("it has failed\n" + this);
        return this;
    }

    long pid() {
        return process.pid();
    }

    ProcessHandle handle() {
        return process.toHandle();
    }

    String out() {
        return String.join("\n", out);
    }

    String err() {
        return String.join("\n", err);
    }

    List<String> errLines() {
        return List.copyOf(err);
    }

    private void join() throws InterruptedException {
        for (Thread reader : readers) reader.join(TimeUnit.SECONDS.toMillis(5));
    }

    @Override
    public void close() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }

    @Override
    public String toString() {
        String exit = process.isAlive() ? "running" : "exit code " + process.exitValue();
        return name + " (" + exit + ")\n--- stdout\n" + out() + "\n--- stderr\n" + err();
    }
}
