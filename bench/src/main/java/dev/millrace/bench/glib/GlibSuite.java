package dev.millrace.bench.glib;

import dev.millrace.glib.loop.GlibExecutor;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Measures all candidates of a benchmark in turns, round after round, so that a disturbance of the machine hits all alike. The first
 * rounds warm up.
 *
 * @param rounds how many are measured; the figures are their medians
 * @param say told in a line how it goes on
 */
public record GlibSuite(int rounds, Consumer<String> say) {
    /** What one candidate runs before it is measured, so that all of its code is compiled. */
    private static final int WARM_UPS = 50_000;

    /** What there is. */
    public static final List<String> BENCHMARKS = List.of("task_hop", "read_100mb", "many", "spawn");

    /** A round of one candidate; returns the nanoseconds for each. */
    @FunctionalInterface
    interface Round {
        double run() throws Exception;
    }

    /**
     * Runs on the calling thread, an ordinary one.
     *
     * @throws dev.millrace.glib.abi.GlibMissingException where GLib is not installed
     */
    public GlibFigures run(List<String> benchmarks) throws Exception {
        List<GlibFigure> rows = new ArrayList<>();
        try (GlibExecutor glib = GlibExecutor.create()) {
            if (benchmarks.contains("task_hop")) rows.addAll(hops(glib));
            if (benchmarks.contains("read_100mb")) rows.addAll(reads(glib));
            if (benchmarks.contains("many")) rows.addAll(many(glib));
            if (benchmarks.contains("spawn")) rows.add(new SpawnCase(glib, rounds, say).run());
        }
        return new GlibFigures(rows);
    }

    private List<GlibFigure> hops(GlibExecutor glib) throws Exception {
        HopCase hops = new HopCase(glib);
        Map<String, Round> candidates = new LinkedHashMap<>();
        candidates.put("g_idle_add", hops::byIdleSources);
        candidates.put("task", hops::byTask);
        candidates.put("execute", hops::byExecute);
        candidates.put("other_thread", hops::fromAnotherThread);
        candidates.put("await", hops::byAwait);
        return measure("task_hop", candidates, HopCase.HOPS);
    }

    private List<GlibFigure> reads(GlibExecutor glib) throws Exception {
        try (ReadCase reads = new ReadCase(glib)) {
            Map<String, Round> candidates = new LinkedHashMap<>();
            candidates.put("callbacks", reads::byCallbacks);
            candidates.put("with_cancellable", reads::byCancellableCallbacks);
            candidates.put("futures", reads::byFutures);
            candidates.put("await", reads::byAwait);
            return measure("read_100mb", candidates, ReadCase.CHUNKS);
        }
    }

    private List<GlibFigure> many(GlibExecutor glib) throws Exception {
        ManyCase many = new ManyCase(glib);
        List<GlibFigure> rows =
                new ArrayList<>(measure("timeouts", Map.of("10000_at_once", many::timeouts), ManyCase.TIMEOUTS));
        rows.addAll(measure("files", Map.of("1000_at_once", many::files), ManyCase.FILES));
        many.close();
        return rows;
    }

    private List<GlibFigure> measure(String benchmark, Map<String, Round> candidates, long count) throws Exception {
        Map<String, List<Double>> samples = new LinkedHashMap<>();
        int warmUp = Math.toIntExact(Math.ceilDiv(WARM_UPS, count)) + 1;
        for (int round = -warmUp; round < rounds; round++) {
            if (round == 0) say.accept(benchmark + ": warm; measuring " + String.join(", ", candidates.keySet()));
            for (Map.Entry<String, Round> candidate : candidates.entrySet()) {
                double ns = candidate.getValue().run();
                if (round >= 0)
                    samples.computeIfAbsent(candidate.getKey(), _ -> new ArrayList<>())
                            .add(ns);
            }
        }
        List<GlibFigure> rows = new ArrayList<>();
        samples.forEach((candidate, each) -> rows.add(new GlibFigure(benchmark, candidate, median(each), count, null)));
        return rows;
    }

    private static double median(List<Double> samples) {
        List<Double> sorted = samples.stream().sorted().toList();
        return sorted.get(sorted.size() / 2);
    }

    /** The median of what rounds took, for reports that need no rows. */
    static void checkDone(boolean done, String what) throws IOException {
        if (!done) throw new IOException("a benchmark did not do its work: " + what);
    }
}
