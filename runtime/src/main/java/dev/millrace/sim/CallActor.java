package dev.millrace.sim;

/** Work that must not block: runs to its end in one step. */
final class CallActor extends Actor {
    private final Runnable body;

    CallActor(SimulatedHost host, String name, Runnable body) {
        super(host, name);
        this.body = body;
        ready();
    }

    @Override
    void step() {
        end();
        try {
            body.run();
        } catch (Throwable failure) {
            scheduler.fail(failure);
        }
    }
}
