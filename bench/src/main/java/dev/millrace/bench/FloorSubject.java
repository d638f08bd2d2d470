package dev.millrace.bench;

import dev.millrace.load.Row;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The C receiver: compiled with the system's compiler when it is first needed. */
final class FloorSubject implements Subject {
    static final List<String> SOURCES = List.of("floor-epoll", "floor-sweep");

    private final LineProcess process;
    private final OutsideMeter meter;

    private FloorSubject(LineProcess process, OutsideMeter meter) {
        this.process = process;
        this.meter = meter;
    }

    static FloorSubject start(Path program, Candidate candidate, int basePort) throws IOException {
        String mode = candidate.source().substring("floor-".length());
        Process started = new ProcessBuilder(
                        program.toString(),
                        mode,
                        String.valueOf(basePort),
                        String.valueOf(candidate.streams()),
                        String.valueOf(candidate.waitMs()))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        LineProcess process = new LineProcess(started);
        process.line();
        return new FloorSubject(process, new OutsideMeter(candidate, started.pid()));
    }

    /** Compiles the receiver into {@code folder}; null without a compiler. */
    static @Nullable Path compile(Path folder) throws IOException, InterruptedException {
        Path source = folder.resolve("receiver.c");
        Path program = folder.resolve("receiver");
        try (InputStream code = FloorSubject.class.getResourceAsStream("receiver.c")) {
            if (code == null) throw new IOException("receiver.c is missing from the jar");
            Files.copy(code, source, StandardCopyOption.REPLACE_EXISTING);
        }
        try {
            Process compiler = new ProcessBuilder("cc", "-O2", "-o", program.toString(), source.toString())
                    .inheritIO()
                    .start();
            return compiler.waitFor() == 0 ? program : null;
        } catch (IOException e) {
            return null;
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
