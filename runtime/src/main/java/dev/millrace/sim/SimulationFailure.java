package dev.millrace.sim;

/** A simulated program has failed; says with which seed, and how to run it again. The cause is the program's. */
public final class SimulationFailure extends AssertionError {
    private static final long serialVersionUID = 1;

    private final long seed;

    SimulationFailure(long seed, long nowNs, String replay, Throwable cause) {
        super(
                "simulation failed: seed=" + seed + " atNs=" + nowNs + ": " + cause + System.lineSeparator()
                        + "  replay: " + replay,
                cause);
        this.seed = seed;
    }

    /** The seed with which it fails again. */
    public long seed() {
        return seed;
    }
}
