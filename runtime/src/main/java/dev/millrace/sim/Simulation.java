package dev.millrace.sim;

import dev.millrace.runtime.Environment;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * A world in which contexts, pools, threads, clocks and the network are all made up, and chance is decided by a seed: the same
 * seed gives the same run, to the last bit.
 *
 * <pre>{@code
 * Simulation.run(42, sim -> {
 *     sim.network().loss(0.05).delay(Duration.ofMillis(10), Duration.ofMillis(60));
 *     Pipeline pipeline = Launch.pipeline("ts-udpsrc port=5004 ! ts-jitterbuffer ! fakesink", sim.environment());
 *     BlockOn.run(pipeline.play());
 *     sim.advance(Duration.ofMinutes(1));
 * });
 * }</pre>
 *
 * <p>The body runs on a thread of the simulation: it may block, as on a machine. Time passes only while everything waits, and
 * then at once. Everything happens on the calling thread, which must be a platform thread; one simulation knows nothing of another
 * that runs on another thread.
 *
 * <p>A failure, a wait that nothing can end, and what only a real machine could do end the simulation with a
 * {@link SimulationFailure}, which names the seed and the command that replays it.
 */
public final class Simulation {
    /** What is simulated. */
    @FunctionalInterface
    public interface Body {
        /** Runs on a thread of the simulation; the simulation ends with it. */
        void run(Simulation sim) throws Exception;
    }

    /**
     * What a run came to.
     *
     * @param traceHash equal for equal runs: over each step, each moment, each packet and each note
     * @param steps how often something was chosen to run
     * @param endNs the time at the end of the body
     */
    public record Outcome(long seed, long traceHash, long steps, long endNs) {}

    private static final String DEFAULT_HOST = "host";

    private final long seed;
    private final SplittableRandom random;
    private final SplittableRandom ofHosts;
    private final Scheduler scheduler;
    private final SimulatedNetwork network;
    private final Map<String, SimulatedHost> hosts = new LinkedHashMap<>();
    private final SimulatedHost host;

    private Simulation(long seed) {
        this.seed = seed;
        // Each its own, so that one more draw by one does not change the chances of another.
        SplittableRandom root = new SplittableRandom(seed);
        scheduler = new Scheduler(root.split());
        network = new SimulatedNetwork(scheduler, root.split());
        ofHosts = root.split();
        random = root.split();
        host = host(DEFAULT_HOST, "192.0.2.1");
    }

    /**
     * Runs {@code body} with this seed.
     *
     * @throws SimulationFailure when it fails
     * @throws UnsupportedOperationException where virtual threads cannot be scheduled (baton mode)
     * @throws IllegalStateException on a virtual thread, which cannot carry those of a simulation
     */
    public static Outcome run(long seed, Body body) {
        if (Thread.currentThread().isVirtual())
            throw new IllegalStateException("a virtual thread cannot carry a simulation: thread="
                    + Thread.currentThread().getName() + "; call Simulation.run on a platform thread");
        return new Simulation(seed).run(body);
    }

    /**
     * Runs {@code body} with the seeds from {@code first} on, until one fails; or, where the command line has
     * {@code -Dmillrace.seed=N}, with that one alone.
     *
     * @throws SimulationFailure for the first seed that fails
     */
    public static List<Outcome> explore(long first, int count, Body body) {
        Long wanted = Replay.wantedSeed();
        if (wanted != null) return List.of(run(wanted, body));
        List<Outcome> outcomes = new ArrayList<>(count);
        for (int i = 0; i < count; i++) outcomes.add(run(first + i, body));
        return outcomes;
    }

    /** The seed of this run. */
    public long seed() {
        return seed;
    }

    /** The environment that the body runs in: a host with the address 192.0.2.1. */
    public SimulatedHost environment() {
        return host;
    }

    /**
     * The host of this name; made at the first call.
     *
     * @param literals its IP addresses, beside 127.0.0.1 and ::1
     * @throws IllegalArgumentException when one of them belongs to another host
     */
    public SimulatedHost host(String name, String... literals) {
        SimulatedHost known = hosts.get(name);
        if (known != null) return known;
        List<InetAddress> addresses =
                Arrays.stream(literals).map(InetAddress::ofLiteral).toList();
        SimulatedHost made = new SimulatedHost(scheduler, name, ofHosts.split(), network, addresses);
        network.add(made);
        hosts.put(name, made);
        return made;
    }

    /** The network between the hosts, and within each. */
    public SimulatedNetwork network() {
        return network;
    }

    /** Chance for the body's own use. */
    public RandomGenerator random() {
        return random;
    }

    /** The time since the beginning, on a clock without fault. */
    public long nowNs() {
        return scheduler.nowNs();
    }

    /** Waits, in the body, while {@code duration} passes for everybody. */
    public void advance(Duration duration) {
        Environment current = Environment.current();
        if (current instanceof SimulatedHost on) on.sleep(duration);
        else throw new IllegalStateException("not on a thread of a simulation: environment=" + current);
    }

    /** The time at which a simulation is given up, as one that does not end; an hour if this is not called. */
    public void limit(Duration limit) {
        scheduler.limit(limit.toNanos());
    }

    /** Has every thread be late by up to {@code most} whenever its time has come, as on a busy machine. */
    public void lateness(Duration most) {
        scheduler.lateBy(most.toNanos());
    }

    /** Makes {@code value} part of the trace: two runs that differ in it have different hashes. */
    public void note(long value) {
        scheduler.trace.add(Trace.NOTE, value, scheduler.nowNs());
    }

    private Outcome run(Body body) {
        ThreadActor main = new ThreadActor(host, "main", () -> {
            try {
                body.run(this);
            } catch (Exception e) {
                scheduler.fail(e);
            }
        });
        Throwable failure = null;
        main.thread().start();
        try {
            scheduler.runUntil(main::isEnded);
        } catch (Throwable thrown) {
            failure = thrown;
        }
        Outcome outcome = new Outcome(seed, scheduler.trace.hash(), scheduler.steps(), scheduler.nowNs());
        failure = end(failure);
        if (failure != null) throw new SimulationFailure(seed, outcome.endNs(), Replay.command(seed), failure);
        return outcome;
    }

    /** Has what is left end; what does not is a failure, if there is no other. */
    private @Nullable Throwable end(@Nullable Throwable failure) {
        hosts.values().forEach(SimulatedHost::stopAll);
        List<Actor> left = scheduler.close();
        if (failure != null || left.isEmpty()) return failure;
        return new IllegalStateException("does not end when it is interrupted: " + left);
    }
}
