package dev.millrace.load;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** A number that a measured row can have. The unit is in the key. */
public enum Figure {
    STREAMS("streams", "Streams", Merge.MEDIAN, Show.COUNT),
    CONTEXTS("contexts", "Contexts", Merge.MEDIAN, Show.COUNT),
    CONTEXT_THREADS("context_threads", "Threads", Merge.MEDIAN, Show.COUNT),
    THREADS("threads", "Live", Merge.MEDIAN, Show.COUNT),
    WAIT_MS("wait_ms", "Wait", Merge.MEDIAN, Show.COUNT),
    SECONDS("seconds", "Seconds", Merge.MEDIAN, Show.ONE_DIGIT),
    CPU_PERCENT("cpu_percent", "CPU", Merge.MEDIAN, Show.PERCENT),
    US_PER_PACKET("us_per_packet", "us/packet", Merge.MEDIAN, Show.TWO_DIGITS),
    INSTRUCTIONS_PER_PACKET("instructions_per_packet", "instr/packet", Merge.MEDIAN, Show.COUNT),
    PACKETS_IN("packets_in", "Packets", Merge.MEDIAN, Show.COUNT),
    PACKETS_OUT("packets_out", "Out", Merge.MEDIAN, Show.COUNT),
    LOST("lost", "Lost", Merge.WORST, Show.COUNT),
    LATE("late", "Late", Merge.WORST, Show.COUNT),
    WRONG("wrong", "Wrong", Merge.WORST, Show.COUNT),
    ALLOC_BYTES_PER_PACKET("alloc_bytes_per_packet", "B/packet", Merge.MEDIAN, Show.TWO_DIGITS),
    CONTEXT_SWITCHES_PER_S("context_switches_per_s", "switches/s", Merge.MEDIAN, Show.COUNT),
    WAKEUPS_PER_S("wakeups_per_s", "wakeups/s", Merge.MEDIAN, Show.COUNT),
    RSS_BYTES("rss_bytes", "RSS", Merge.MEDIAN, Show.BYTES),
    LATENCY_P50_US("latency_p50_us", "p50 us", Merge.MEDIAN, Show.COUNT),
    LATENCY_P99_US("latency_p99_us", "p99 us", Merge.MEDIAN, Show.COUNT);

    private enum Merge {
        MEDIAN,
        WORST
    }

    private enum Show {
        COUNT,
        ONE_DIGIT,
        TWO_DIGITS,
        PERCENT,
        BYTES
    }

    private static final double BYTES_PER_MIB = 1 << 20;

    private final String key;
    private final String heading;
    private final Merge merge;
    private final Show show;

    Figure(String key, String heading, Merge merge, Show show) {
        this.key = key;
        this.heading = heading;
        this.merge = merge;
        this.show = show;
    }

    /** The name in JSON, snake_case with the unit at its end. */
    public String key() {
        return key;
    }

    /** The head of the column in a table. */
    public String heading() {
        return heading;
    }

    /** How a value looks in a table. */
    String text(double value) {
        return switch (show) {
            case COUNT -> String.format(Locale.ROOT, "%.0f", value);
            case ONE_DIGIT -> String.format(Locale.ROOT, "%.1f", value);
            case TWO_DIGITS -> String.format(Locale.ROOT, "%.2f", value);
            case PERCENT -> String.format(Locale.ROOT, "%.1f%%", value);
            case BYTES -> String.format(Locale.ROOT, "%.0f MiB", value / BYTES_PER_MIB);
        };
    }

    /** One value for several runs: the median; of faults the worst, so that a single lost packet stays seen. */
    double merged(List<Double> runs) {
        double[] sorted =
                runs.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        if (merge == Merge.WORST) {
            return Arrays.stream(sorted).max().orElseThrow();
        }
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
