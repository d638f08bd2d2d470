package dev.millrace.bench;

import dev.millrace.load.Row;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A C program: compiled with the system's compiler when it is first needed. */
final class FloorSubject implements Subject {
    /** What {@code receiver.c} can do. */
    static final List<String> RECEIVERS = List.of("floor-epoll", "floor-sweep");

    /** What {@code transcoder.c} can do. */
    static final List<String> TRANSCODERS = List.of("floor-own", "floor-shared");

    private static final String PREFIX = "floor-";

    private final LineProcess process;
    private final OutsideMeter meter;

    private FloorSubject(LineProcess process, OutsideMeter meter) {
        this.process = process;
        this.meter = meter;
    }

    /** Runs the receiver, which takes and drops. */
    static FloorSubject receive(Path program, Candidate candidate, int inBase) throws IOException {
        return start(
                candidate,
                List.of(
                        program.toString(),
                        mode(candidate),
                        text(inBase),
                        text(candidate.streams()),
                        text(candidate.waitMs())));
    }

    /** Runs the transcoder, which sends on. */
    static FloorSubject transcode(Path program, Candidate candidate, int inBase, int outBase, int latencyMs)
            throws IOException {
        return start(
                candidate,
                List.of(
                        program.toString(),
                        mode(candidate),
                        text(inBase),
                        text(outBase),
                        text(candidate.streams()),
                        text(candidate.waitMs()),
                        text(latencyMs)));
    }

    private static String mode(Candidate candidate) {
        return candidate.source().substring(PREFIX.length());
    }

    private static String text(int number) {
        return String.valueOf(number);
    }

    private static FloorSubject start(Candidate candidate, List<String> command) throws IOException {
        Process started = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        LineProcess process = new LineProcess(started);
        process.line();
        return new FloorSubject(process, new OutsideMeter(candidate, started.pid()));
    }

    /** Compiles the program of that name into a folder of its own; null, and a word of it, without a compiler. */
    static @Nullable Path compile(String name, Output output) throws IOException, InterruptedException {
        Path folder = Files.createTempDirectory("millrace-bench");
        Path source = folder.resolve(name + ".c");
        Path program = folder.resolve(name);
        try (InputStream code = FloorSubject.class.getResourceAsStream(name + ".c")) {
            if (code == null) throw new IOException(name + ".c is missing from the jar");
            Files.copy(code, source);
        }
        if (runs("cc", "-O2", "-o", program.toString(), source.toString())) return program;
        output.say("no C floor: cc is missing or does not compile " + name + ".c");
        return null;
    }

    private static boolean runs(String... command) throws InterruptedException {
        try {
            return new ProcessBuilder(command).inheritIO().start().waitFor() == 0;
        } catch (IOException e) {
            return false;
        }
    }

    @Override
    public long pid() {
        return process.pid();
    }

    @Override
    public void begin() {
        meter.begin();
    }

    @Override
    public Row end() {
        return meter.end();
    }

    @Override
    public Long packets() throws IOException {
        process.endInput();
        return Long.valueOf(process.line());
    }

    @Override
    public void close() {
        process.close();
    }
}
