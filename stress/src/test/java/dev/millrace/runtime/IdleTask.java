package dev.millrace.runtime;

/** A task for queues that never run it; counts how often it was dropped. */
final class IdleTask extends Task {
    private int drops;

    @SuppressWarnings("NullAway") // never woken, so that it needs no context
    IdleTask() {
        super(null);
    }

    @Override
    protected void run(long nowNs) {}

    @Override
    protected void failed(Throwable failure) {}

    @Override
    protected void dropped() {
        drops++;
    }

    int drops() {
        return drops;
    }
}
