package dev.millrace.bench.runtime;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Runs cases in rounds, each in a JVM of its own: every case once per round, so that a disturbance of the machine hits all
 * alike.
 *
 * @param seconds for how long a case is measured in each round, after as long a warm-up
 * @param rounds how often each is run
 * @param bodies how many async bodies, or threads, are parked
 * @param say told in a line how it goes on
 */
public record Suite(int seconds, int rounds, int bodies, Consumer<String> say) {
    /** A million virtual threads with their stacks, and as much again for the collector to copy into. */
    private static final String HEAP_OF_PARKED = "-Xmx4g";

    /** JMH itself needs little; the JVM that it starts gets the default. */
    private static final String HEAP_OF_JMH = "-Xmx128m";

    /**
     * Runs all rounds; a row per case, medians over the rounds.
     *
     * @throws IOException when a JVM cannot be started, or what it measures fails
     */
    public Costs run(List<BenchCase> cases) throws IOException, InterruptedException {
        Map<BenchCase, List<Cost>> costs = new LinkedHashMap<>();
        for (int round = 1; round <= rounds; round++) {
            for (BenchCase one : cases) {
                Cost cost = measure(one);
                costs.computeIfAbsent(one, key -> new ArrayList<>()).add(cost);
                say.accept("round " + round + " of " + rounds + ": " + one + figures(cost));
            }
        }
        return new Costs(costs.values().stream().map(Cost::median).toList());
    }

    private Cost measure(BenchCase one) throws IOException, InterruptedException {
        String method = one.jmhMethod();
        if (method == null) {
            double[] bytes = ChildProgram.run(Parked.class, HEAP_OF_PARKED, one.candidate(), String.valueOf(bodies));
            return new Cost(one.benchmark(), one.candidate(), null, bytes[0]);
        }
        double[] figures = ChildProgram.run(JmhHost.class, HEAP_OF_JMH, method, String.valueOf(seconds));
        return new Cost(one.benchmark(), one.candidate(), figures[0], Double.isNaN(figures[1]) ? null : figures[1]);
    }

    private static String figures(Cost cost) {
        String time = cost.nsPerOp() == null ? "" : String.format(Locale.ROOT, "  %.1f ns", cost.nsPerOp());
        return cost.bytesPerOp() == null ? time : time + String.format(Locale.ROOT, "  %.1f B", cost.bytesPerOp());
    }
}
