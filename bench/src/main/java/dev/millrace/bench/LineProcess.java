package dev.millrace.bench;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;

/** A process that is talked to by lines. One thread talks. */
final class LineProcess implements AutoCloseable {
    private static final long END_WITHIN_S = 10;

    private final Process process;
    private final BufferedReader lines;
    private final BufferedWriter commands;

    LineProcess(Process process) {
        this.process = process;
        lines = process.inputReader(StandardCharsets.UTF_8);
        commands = process.outputWriter(StandardCharsets.UTF_8);
    }

    long pid() {
        return process.pid();
    }

    /**
     * The next line that it says.
     *
     * @throws IOException when it ends instead; it has said why on stderr
     */
    String line() throws IOException {
        String line = lines.readLine();
        if (line == null) throw new IOException("the measured process has ended too early: pid=" + pid());
        return line;
    }

    /** Says a line, and returns the answer. */
    String ask(String command) throws IOException {
        commands.write(command);
        commands.newLine();
        commands.flush();
        return line();
    }

    /** Says that nothing more will be said. */
    void endInput() throws IOException {
        commands.close();
    }

    /** Ends it: asked first, and by force if that takes too long. */
    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(END_WITHIN_S, TimeUnit.SECONDS))
                process.destroyForcibly().waitFor();
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
