package dev.millrace.bench.glib;

import dev.millrace.future.Futures;
import dev.millrace.glib.abi.Callbacks;
import dev.millrace.glib.loop.GlibExecutor;
import dev.millrace.load.ProcessMeter;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A million tasks that are spawned and end, and how much the process has grown for each of them. */
final class SpawnCase {
    private static final int TASKS = 1_000_000;
    private static final int BATCH = 1_000;
    private static final int STEPS = 10;

    private final GlibExecutor glib;
    private final int rounds;
    private final Consumer<String> say;

    SpawnCase(GlibExecutor glib, int rounds, Consumer<String> say) {
        this.glib = glib;
        this.rounds = rounds;
        this.say = say;
    }

    /**
     * Each round is a million; the growth is the slope of the resident memory over the steps of the last one.
     *
     * @throws IOException when a source or a callback is left over
     */
    GlibFigure run() throws IOException {
        int before = Callbacks.live();
        double ns = 0;
        @Nullable Double slope = null;
        for (int round = 0; round < rounds; round++) {
            long beganNs = System.nanoTime();
            slope = million();
            ns = (double) (System.nanoTime() - beganNs) / TASKS;
        }
        int left = Callbacks.live() - before;
        say.accept("spawn: callbacks left over: " + left + ", tasks left over: " + glib.liveTasks());
        GlibSuite.checkDone(left == 0 && glib.liveTasks() == 0, "callbacks=" + left + " tasks=" + glib.liveTasks());
        return new GlibFigure("spawn", "task", ns, TASKS, slope);
    }

    private @Nullable Double million() {
        List<Long> resident = new ArrayList<>();
        for (int step = 0; step < STEPS; step++) {
            for (int i = 0; i < TASKS / STEPS / BATCH; i++) {
                for (int k = 0; k < BATCH; k++) glib.spawn(Futures.yieldNow());
                glib.blockOn(Futures.yieldNow());
                glib.blockOn(Futures.yieldNow());
            }
            System.gc();
            Long bytes = ProcessMeter.self().sample().rssBytes();
            if (bytes != null) resident.add(bytes);
        }
        return resident.size() < STEPS ? null : slope(resident) * STEPS / TASKS;
    }

    /** Bytes for each step, by least squares. */
    private static double slope(List<Long> bytes) {
        double meanStep = (bytes.size() - 1) / 2.0;
        double mean = bytes.stream().mapToLong(Long::longValue).average().orElse(0);
        double over = 0;
        double under = 0;
        for (int step = 0; step < bytes.size(); step++) {
            over += (step - meanStep) * (bytes.get(step) - mean);
            under += (step - meanStep) * (step - meanStep);
        }
        return over / under;
    }
}
