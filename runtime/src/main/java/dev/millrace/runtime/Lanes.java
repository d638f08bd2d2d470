package dev.millrace.runtime;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A context with several threads: as many contexts under one name, among which its users are spread.
 *
 * <p>Each lane is a context of its own, called {@code name/0}, {@code name/1} and so on; what is spawned on one stays there. The
 * lanes are shared by name like any context. {@link #next} may be called from any thread.
 */
public final class Lanes implements AutoCloseable {
    private final Environment environment;
    private final String name;
    private final List<Context> lanes;

    private Lanes(Environment environment, String name, List<Context> lanes) {
        this.environment = environment;
        this.name = name;
        this.lanes = List.copyOf(lanes);
    }

    /** The lanes of this name in the environment of the calling thread; see {@link #acquire(Environment, String, Duration, int)}. */
    public static Lanes acquire(String name, Duration wait, int threads) throws IOException {
        return acquire(Environment.current(), name, wait, threads);
    }

    /**
     * The lanes of this name in {@code environment}, made as far as there are none; to be closed once for each call.
     *
     * @param wait the slice of each
     * @param threads -1 for the one context called {@code name}, 0 for one lane per processor, or how many lanes
     * @throws IOException when the system refuses a reactor; then nothing is held
     */
    public static Lanes acquire(Environment environment, String name, Duration wait, int threads) throws IOException {
        List<Context> lanes = new ArrayList<>();
        try {
            for (String lane : names(name, threads)) lanes.add(environment.acquire(lane, wait));
        } catch (IOException | RuntimeException e) {
            lanes.forEach(Context::close);
            throw e;
        }
        return new Lanes(environment, name, lanes);
    }

    /** What the lanes of a name are called; {@code threads} as for {@link #acquire}. */
    public static List<String> names(String name, int threads) {
        if (threads < -1)
            throw new IllegalArgumentException("number of threads is out of range: context=" + name + " threads="
                    + threads + "; use -1 for one, 0 for one per processor, or how many");
        if (threads == -1) return List.of(name);
        int count = threads == 0 ? Runtime.getRuntime().availableProcessors() : threads;
        return IntStream.range(0, count).mapToObj(lane -> name + "/" + lane).toList();
    }

    /** How many there are. */
    public int size() {
        return lanes.size();
    }

    /** One of them, from 0. */
    public Context get(int lane) {
        return lanes.get(lane);
    }

    /** The lane whose turn it is: all users of this name take the lanes in turn. */
    public Context next() {
        return lanes.get(environment.nextLane(name) % lanes.size());
    }

    /** Gives all back. */
    @Override
    public void close() {
        lanes.forEach(Context::close);
    }
}
