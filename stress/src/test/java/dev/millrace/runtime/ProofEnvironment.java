package dev.millrace.runtime;

import dev.millrace.reactor.Backend;
import dev.millrace.reactor.DatagramHandle;
import dev.millrace.reactor.DatagramOptions;
import dev.millrace.reactor.ParkingReactor;
import dev.millrace.reactor.Reactor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.SplittableRandom;
import java.util.concurrent.Executor;
import java.util.random.RandomGenerator;

/**
 * A world for proofs: its time stands still, its reactors wait without a kernel, and its contexts run where a scene says:
 * turned by it, or with a thread that it lends to the loop.
 */
final class ProofEnvironment extends Environment implements Backend {
    private final Reactor reactor;

    private ProofEnvironment(Reactor reactor) {
        this.reactor = reactor;
    }

    /** A context of a world of its own; {@code waitMs} is the length of its slices. */
    static Context open(int waitMs) {
        return open(waitMs, new ParkingReactor(waitMs > 0));
    }

    /** As {@link #open(int)}, with this reactor. */
    static Context open(int waitMs, Reactor reactor) {
        try {
            return new ProofEnvironment(reactor).open("proof", Duration.ofMillis(waitMs));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public String name() {
        return "proof";
    }

    @Override
    public Reactor openReactor(boolean throttled) {
        return reactor;
    }

    @Override
    public DatagramHandle openDatagram(DatagramOptions options) {
        throw new UnsupportedOperationException("no proof opens a socket");
    }

    @Override
    public long nowNs() {
        return 0;
    }

    @Override
    public RandomGenerator random() {
        return new SplittableRandom(1);
    }

    @Override
    public Backend backend() {
        return this;
    }

    @Override
    public Executor blocking() {
        throw new UnsupportedOperationException("no proof blocks");
    }

    @Override
    public Executor parallel() {
        throw new UnsupportedOperationException("no proof computes elsewhere");
    }

    @Override
    public void startThread(String name, Runnable body) {
        throw new UnsupportedOperationException("no proof starts a thread here");
    }

    @Override
    public boolean hasThreads() {
        return false;
    }

    @Override
    protected void start(Context context, Runnable body) {}

    @Override
    protected void awaitEnd(Context context) {}
}
