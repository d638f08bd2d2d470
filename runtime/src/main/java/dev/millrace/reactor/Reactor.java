package dev.millrace.reactor;

import dev.millrace.future.Waker;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The registrations of one thread, and the one place where that thread asks the system for I/O.
 *
 * <p>Everything here runs on the owning thread, but {@link #wakeUp}.
 */
public abstract class Reactor {
    private static final System.Logger LOG = System.getLogger("dev.millrace.reactor");

    final boolean throttled;
    private final List<@Nullable Registration> registrations = new ArrayList<>();
    private final ArrayDeque<Integer> freeIndexes = new ArrayDeque<>();

    /** The sweep list: every hot registration, in the order in which they became hot. */
    private Registration[] hot = new Registration[16];

    private int hotCount;
    /** How many registrations are armed in the backend; none, and the kernel is not asked. */
    private int armedCount;

    private long slice;
    private int woken;
    private boolean wakerFailureLogged;

    /**
     * Creates a reactor.
     *
     * @param throttled whether {@link #harvest} is called once per slice, or {@link #block} whenever nothing runs
     */
    protected Reactor(boolean throttled) {
        this.throttled = throttled;
    }

    /**
     * Registers a handle of the same backend. It counts as ready until an attempt shows otherwise, if it may be swept.
     *
     * @throws IOException when the backend refuses
     */
    public final Registration register(Pollable handle) throws IOException {
        Integer free = freeIndexes.peek();
        int index = free != null ? free : registrations.size();
        Registration registration = new Registration(this, handle, index);
        attach(registration);
        if (free != null) registrations.set(freeIndexes.remove(), registration);
        else registrations.add(registration);
        if (throttled && handle.isSwept()) addHot(registration);
        return registration;
    }

    /** How many handles are registered. */
    public final int size() {
        return registrations.size() - freeIndexes.size();
    }

    /** How many registrations are swept without asking the backend. */
    public final int hotCount() {
        return hotCount;
    }

    /** One slice: wakes the readers of all hot handles, and those whose cold handles the backend reports. */
    public final int harvest() {
        woken = 0;
        if (throttled) {
            slice++;
            sweep();
        }
        if (armedCount > 0) select(0);
        return woken;
    }

    /**
     * Waits for events and wakes who waits for them; returns early after {@link #wakeUp}.
     *
     * @param timeoutNs how long at most; {@link Long#MAX_VALUE} waits without end
     */
    public final int block(long timeoutNs) {
        woken = 0;
        select(timeoutNs);
        return woken;
    }

    /** Whether a {@link #block} would wait; told by reactors that never wait, for who waits in their stead. */
    public boolean wouldWait() {
        return true;
    }

    /** Ends a running or the next {@link #block}; from any thread. */
    public abstract void wakeUp();

    /** Closes the reactor; all registrations end, and their handles are closed. */
    public void close() {
        for (Registration registration : new ArrayList<>(registrations)) {
            if (registration == null) continue;
            registration.close();
            registration.handle.close();
        }
    }

    // What a backend provides.

    /** Makes the handle known to the backend, unarmed. */
    protected abstract void attach(Registration registration) throws IOException;

    /** Makes the backend forget the handle. */
    protected abstract void detach(Registration registration);

    /** Arms exactly {@code interest} (READ, WRITE): one-shot when throttled, else level-triggered. */
    abstract void setInterest(Registration registration, int interest);

    /** Calls {@link #report} for each event; waits up to {@code timeoutNs} for the first. */
    abstract void select(long timeoutNs);

    // What backends and registrations call.

    /** An event of the backend for the registration at {@code index}, which may be gone by now. */
    final void report(int index, boolean readable, boolean writable) {
        Registration registration = index < registrations.size() ? registrations.get(index) : null;
        if (registration == null) return;
        if (throttled) reportOneShot(registration, readable, writable);
        else reportLevel(registration, readable, writable);
    }

    final void arm(Registration registration, int interest) {
        if (registration.isClosed() || registration.armed == interest) return;
        if (registration.armed == 0) armedCount++;
        if (interest == 0) armedCount--;
        registration.armed = interest;
        setInterest(registration, interest);
    }

    final void remove(Registration registration) {
        if (registration.armed != 0) {
            registration.armed = 0;
            armedCount--;
        }
        detach(registration);
        registrations.set(registration.index, null);
        freeIndexes.add(registration.index);
    }

    /** Wakes; a waker that throws hurts nobody else. */
    final void wake(Waker waker) {
        woken++;
        try {
            waker.wake();
        } catch (RuntimeException e) {
            if (!wakerFailureLogged)
                LOG.log(System.Logger.Level.WARNING, "a waker failed; further ones are not logged", e);
            wakerFailureLogged = true;
        }
    }

    private void sweep() {
        int kept = 0;
        for (int i = 0; i < hotCount; i++) {
            Registration registration = hot[i];
            if (registration.isClosed()) continue;
            if (registration.sweep(slice)) hot[kept++] = registration;
            else registration.becameCold();
        }
        Arrays.fill(hot, kept, hotCount, null);
        hotCount = kept;
    }

    private void addHot(Registration registration) {
        if (hotCount == hot.length) hot = Arrays.copyOf(hot, 2 * hotCount);
        hot[hotCount++] = registration;
        registration.hot = true;
    }

    private void reportOneShot(Registration registration, boolean readable, boolean writable) {
        int left = registration.armed & ~((readable ? Registration.READ : 0) | (writable ? Registration.WRITE : 0));
        // The kernel reports errors of a handle that is not armed, too; those must not be taken off the count.
        if (registration.armed != 0) armedCount--;
        registration.armed = 0;
        if (readable && !registration.hot && registration.handle.isSwept()) addHot(registration);
        if (left != 0) arm(registration, left);
        if (readable) registration.reportReadable();
        if (writable) registration.reportWritable();
    }

    private void reportLevel(Registration registration, boolean readable, boolean writable) {
        int interest = registration.armed;
        if (readable && !registration.hasReader()) interest &= ~Registration.READ;
        if (writable) interest &= ~Registration.WRITE;
        arm(registration, interest);
        if (readable) registration.reportReadable();
        if (writable) registration.reportWritable();
    }
}
