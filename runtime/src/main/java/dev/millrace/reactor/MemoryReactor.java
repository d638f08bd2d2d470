package dev.millrace.reactor;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Readiness of handles in memory: by looking at those that have told, or that are armed anew; for environments in which one
 * thread does everything, so it never waits.
 */
public final class MemoryReactor extends Reactor {
    /** Those that do not tell. */
    private final List<Registration> silent = new ArrayList<>();
    /** Those that may be ready, in the order in which they told. */
    private final Set<Registration> toLookAt = new LinkedHashSet<>();

    private Runnable whenReady = () -> {};

    public MemoryReactor(boolean throttled) {
        super(throttled);
    }

    /** Has {@code action} run when a block would end: something armed is ready, or {@link #wakeUp} was called. */
    public void whenReady(Runnable action) {
        whenReady = action;
    }

    @Override
    public boolean wouldWait() {
        return toLookAt.isEmpty() && silent.stream().noneMatch(MemoryReactor::isReady);
    }

    @Override
    public void wakeUp() {
        whenReady.run();
    }

    @Override
    protected void attach(Registration registration) {
        if (!((MemoryPollable) registration.handle).tellWhenReady(() -> told(registration))) silent.add(registration);
    }

    @Override
    protected void detach(Registration registration) {
        silent.remove(registration);
        toLookAt.remove(registration);
        ((MemoryPollable) registration.handle).tellWhenReady(() -> {});
    }

    @Override
    void setInterest(Registration registration, int interest) {
        if (isReady(registration)) told(registration);
    }

    @Override
    void select(long timeoutNs) {
        for (Registration registration : List.copyOf(silent)) reportIfReady(registration);
        if (toLookAt.isEmpty()) return;
        List<Registration> told = List.copyOf(toLookAt);
        toLookAt.clear();
        for (Registration registration : told) {
            reportIfReady(registration);
            // Level-triggered: it is reported again as long as it is armed and ready.
            if (!registration.isClosed() && isReady(registration)) told(registration);
        }
    }

    private void told(Registration registration) {
        if (registration.armed == 0) return;
        toLookAt.add(registration);
        if (!throttled) whenReady.run();
    }

    private static boolean isReady(Registration registration) {
        MemoryPollable handle = (MemoryPollable) registration.handle;
        return ((registration.armed & Registration.READ) != 0 && handle.isReadable())
                || ((registration.armed & Registration.WRITE) != 0 && handle.isWritable());
    }

    private void reportIfReady(Registration registration) {
        MemoryPollable handle = (MemoryPollable) registration.handle;
        boolean readable = (registration.armed & Registration.READ) != 0 && handle.isReadable();
        boolean writable = (registration.armed & Registration.WRITE) != 0 && handle.isWritable();
        if (readable || writable) report(registration.index, readable, writable);
    }
}
