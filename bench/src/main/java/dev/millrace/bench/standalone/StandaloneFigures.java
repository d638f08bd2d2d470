package dev.millrace.bench.standalone;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * What came of one run.
 *
 * <p>As JSON {@code {"rows":[{"streams":5000,"contexts":2,"wait_ms":20,"buffers":...,"interval_mean_us":...,...}]}}, null where
 * there was nothing to measure.
 *
 * @param streams how many streams there were
 * @param contexts how many contexts shared them
 * @param waitMs slice of the contexts in ms
 * @param buffers buffers that reached the sinks, of all streams, from the start to the stop
 * @param intervals from one buffer to the next, at the first stream while it was measured
 * @param lateness how long after it was due a buffer reached the sink, at the first stream while it was measured
 * @param startMs how long the whole pipeline took from NULL to PLAYING
 * @param stopMs how long it took back
 * @param parkedPercent share of the time that the first context waited while it was measured
 */
public record StandaloneFigures(
        int streams,
        int contexts,
        int waitMs,
        long buffers,
        Spread intervals,
        Spread lateness,
        double startMs,
        double stopMs,
        double parkedPercent) {
    private static final JsonMapper JSON = new JsonMapper();
    private static final double US_PER_MS = 1e3;

    /** The run in one line of JSON. */
    public String json() {
        ObjectNode root = JSON.createObjectNode();
        ObjectNode row = root.putArray("rows").addObject();
        row.put("streams", streams)
                .put("contexts", contexts)
                .put("wait_ms", waitMs)
                .put("buffers", buffers);
        put(row, "interval_mean_us", intervals.meanUs());
        put(row, "interval_sigma_us", intervals.sigmaUs());
        put(row, "interval_min_us", intervals.minUs());
        put(row, "interval_max_us", intervals.maxUs());
        put(row, "lateness_mean_us", lateness.meanUs());
        put(row, "lateness_max_us", lateness.maxUs());
        put(row, "start_ms", startMs);
        put(row, "stop_ms", stopMs);
        put(row, "parked_percent", parkedPercent);
        return JSON.writeValueAsString(root);
    }

    /** Nothing measured is no number, which JSON does not have. */
    private static void put(ObjectNode row, String key, double value) {
        if (Double.isNaN(value)) row.putNull(key);
        else row.put(key, Math.round(value * 100) / 100.0);
    }

    /**
     * Writes {@link #json()} and a line end into a file, over what it held.
     *
     * @throws IOException if the file cannot be written
     */
    public void write(Path file) throws IOException {
        Files.writeString(file, json() + "\n");
    }

    /** The run as aligned text, times in milliseconds. */
    public String table() {
        return String.format(
                        Locale.ROOT,
                        "%-8s %9s  %28s  %16s%n%-8s %9s  %7s %6s %6s %6s  %8s %7s  %9s %9s %9s%n",
                        "",
                        "",
                        "------- interval ms -------",
                        "-- lateness ms -",
                        "Streams",
                        "Contexts",
                        "mean",
                        "sigma",
                        "min",
                        "max",
                        "mean",
                        "max",
                        "start ms",
                        "stop ms",
                        "parked %")
                + String.format(
                        Locale.ROOT,
                        "%-8d %9d  %7.2f %6.2f %6.2f %6.2f  %8.2f %7.2f  %9.0f %9.0f %9.1f%n",
                        streams,
                        contexts,
                        intervals.meanUs() / US_PER_MS,
                        intervals.sigmaUs() / US_PER_MS,
                        intervals.minUs() / US_PER_MS,
                        intervals.maxUs() / US_PER_MS,
                        lateness.meanUs() / US_PER_MS,
                        lateness.maxUs() / US_PER_MS,
                        startMs,
                        stopMs,
                        parkedPercent);
    }
}
