package dev.millrace.testkit;

import dev.millrace.future.Futures;
import dev.millrace.launch.Launch;
import dev.millrace.media.ElementFactory;
import dev.millrace.media.Pipeline;
import dev.millrace.media.Registry;
import dev.millrace.runtime.BlockOn;
import dev.millrace.runtime.Environment;
import dev.millrace.sim.Simulation;
import java.time.Duration;

/** Where a test runs: the same text on this machine, with its threads and sockets, and as the program of a simulation. */
enum World {
    MACHINE,
    SIMULATION;

    private static final int SEEDS = 3;

    /** A test; on a thread that may block. */
    interface Program {
        void run(Environment environment) throws Exception;
    }

    void run(Program program) throws Exception {
        if (this == MACHINE) program.run(Environment.machine());
        else Simulation.explore(1, SEEDS, sim -> program.run(sim.environment()));
    }

    /** The elements that the text describes, with those of the tests. */
    static Pipeline launch(Environment environment, String text, ElementFactory<?>... more) {
        Registry registry =
                Registry.installed().with(Recorder.FACTORY, Plug.FACTORY).with(more);
        return Launch.into(new Pipeline("world", environment), registry, text);
    }

    static void play(Pipeline... pipelines) {
        for (Pipeline pipeline : pipelines) BlockOn.run(pipeline.play());
    }

    static void stop(Pipeline... pipelines) {
        for (Pipeline pipeline : pipelines) BlockOn.run(pipeline.stop());
    }

    /** Lets time pass. */
    static void pass(long ms) {
        BlockOn.run(Futures.sleepAtLeast(Duration.ofMillis(ms)));
    }
}
