package dev.millrace.bench;

import dev.millrace.load.ChildJvm;
import dev.millrace.load.Report;
import dev.millrace.load.Row;
import java.io.IOException;
import java.util.List;

/** This program once more, with the pipelines that are measured. */
final class MillraceSubject implements Subject {
    private final LineProcess process;

    private final String started;

    private MillraceSubject(LineProcess process, String started) {
        this.process = process;
        this.started = started;
    }

    static MillraceSubject start(Candidate candidate, int basePort, int outBase) throws IOException {
        Process started = ChildJvm.start(List.of(
                "bench",
                "subject",
                "--source=" + candidate.source(),
                "--streams=" + candidate.streams(),
                "--contexts=" + candidate.contexts(),
                "--context-threads=" + candidate.contextThreads(),
                "--wait=" + candidate.waitMs(),
                "--in-base=" + basePort,
                "--out-base=" + outBase));
        LineProcess process = new LineProcess(started);
        try {
            return new MillraceSubject(process, process.line());
        } catch (IOException e) {
            process.close();
            throw e;
        }
    }

    @Override
    public long pid() {
        return process.pid();
    }

    @Override
    public String started() {
        return started;
    }

    @Override
    public void begin() throws IOException {
        process.ask("begin");
    }

    @Override
    public Row end() throws IOException {
        return Report.parse(process.ask("end")).rows().getFirst();
    }

    @Override
    public Long packets() throws IOException {
        return Long.valueOf(process.ask("packets"));
    }

    @Override
    public void close() {
        process.close();
    }
}
