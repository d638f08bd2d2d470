package dev.millrace.reactor;

import dev.millrace.future.Waker;

/** A handle in memory with so many packets, and its reader; counts what both do. */
final class Inbox implements MemoryPollable, Waker {
    int arrived;
    int taken;
    int attempts;
    int wakes;
    int closes;
    private final Registration registration;

    Inbox(Reactor reactor) throws java.io.IOException {
        registration = reactor.register(this);
    }

    Registration registration() {
        return registration;
    }

    /** Reads as a task does: until told to wait. */
    void read() {
        while (registration.pollReadable(this)) {
            attempts++;
            if (arrived == 0) {
                registration.drained();
            } else {
                arrived--;
                taken++;
                registration.received();
            }
        }
    }

    @Override
    public boolean isReadable() {
        return arrived > 0;
    }

    @Override
    public void wake() {
        wakes++;
    }

    @Override
    public void close() {
        closes++;
    }
}
