package dev.millrace.bench;

import dev.millrace.load.Figure;
import dev.millrace.load.Row;
import java.util.ArrayList;
import java.util.List;

/**
 * What is measured in one run.
 *
 * @param source the element or program that receives
 * @param streams how many streams
 * @param contexts how many contexts; 0 where there are none
 * @param contextThreads lanes of each context
 * @param waitMs slice of the contexts in ms
 */
record Candidate(String source, int streams, int contexts, int contextThreads, int waitMs) {
    /** A candidate for each combination of contexts, threads and waits. */
    static List<Candidate> shared(
            String source, int streams, List<Integer> contexts, List<Integer> contextThreads, List<Integer> waits) {
        List<Candidate> all = new ArrayList<>();
        for (int wait : waits)
            for (int context : contexts)
                for (int threads : contextThreads) all.add(new Candidate(source, streams, context, threads, wait));
        return all;
    }

    /** Whether it has contexts. */
    boolean isShared() {
        return contexts > 0;
    }

    /** A row that says what was measured, with the figures of {@code measured}. */
    Row label(Row measured) {
        return measured.with(Figure.STREAMS, streams)
                .with(Figure.CONTEXTS, isShared() ? contexts : null)
                .with(Figure.CONTEXT_THREADS, isShared() ? contextThreads : null)
                .with(Figure.WAIT_MS, isShared() || source.startsWith("floor-") ? waitMs : null);
    }

    @Override
    public String toString() {
        String shared = isShared() ? " contexts=" + contexts + " threads=" + contextThreads + " wait=" + waitMs : "";
        return source + " streams=" + streams + shared;
    }
}
