package dev.millrace.reactor;

import java.util.ArrayList;
import java.util.List;

/** Readiness of handles in memory, by looking at each armed one; for environments that are stepped, so it never waits. */
public final class MemoryReactor extends Reactor {
    private final List<Registration> known = new ArrayList<>();

    public MemoryReactor(boolean throttled) {
        super(throttled);
    }

    @Override
    public void wakeUp() {
        // Nothing ever waits here.
    }

    @Override
    protected void attach(Registration registration) {
        known.add(registration);
    }

    @Override
    protected void detach(Registration registration) {
        known.remove(registration);
    }

    @Override
    void setInterest(Registration registration, int interest) {
        // Read from the registration when it is looked at.
    }

    @Override
    void select(long timeoutNs) {
        for (Registration registration : List.copyOf(known)) {
            MemoryPollable handle = (MemoryPollable) registration.handle;
            boolean readable = (registration.armed & Registration.READ) != 0 && handle.isReadable();
            boolean writable = (registration.armed & Registration.WRITE) != 0 && handle.isWritable();
            if (readable || writable) report(registration.index, readable, writable);
        }
    }
}
