package dev.millrace.reactor;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;

/** Readiness by a JDK selector. */
final class NioReactor extends Reactor {
    /*
     * Overview. A key that is cancelled stays in the selector until the next selection. Until then its channel cannot be
     * registered again, and one that is closed keeps its descriptor and its port; and a reactor whose handles are all hot
     * does not select at all. So detaching selects at once. Within a selection that is not possible, nor needed: what is
     * cancelled there is taken out right after it.
     */
    /** A selection reports a limited number of keys, on Linux 1024; one that reports fewer than this was complete. */
    private static final int MAY_BE_FULL = 256;

    private static final int READ_OPERATIONS = SelectionKey.OP_READ | SelectionKey.OP_ACCEPT;
    private static final int WRITE_OPERATIONS = SelectionKey.OP_WRITE | SelectionKey.OP_CONNECT;

    private final Selector selector = Selector.open();
    private boolean selecting;
    private boolean cancelled;

    NioReactor(boolean throttled) throws IOException {
        super(throttled);
    }

    @Override
    public void wakeUp() {
        selector.wakeup();
    }

    @Override
    protected void attach(Registration registration) throws IOException {
        NioPollable handle = (NioPollable) registration.handle;
        registration.backendKey = handle.channel().register(selector, 0, registration);
    }

    @Override
    protected void detach(Registration registration) {
        if (!(registration.backendKey instanceof SelectionKey key)) return;
        key.cancel();
        if (selecting) cancelled = true;
        else if (selector.isOpen()) select(0);
    }

    @Override
    void setInterest(Registration registration, int interest) {
        if (!(registration.backendKey instanceof SelectionKey key) || !key.isValid()) return;
        NioPollable handle = (NioPollable) registration.handle;
        key.interestOps(((interest & Registration.READ) != 0 ? handle.readOperation() : 0)
                | ((interest & Registration.WRITE) != 0 ? handle.writeOperation() : 0));
    }

    @Override
    void select(long timeoutNs) {
        selecting = true;
        try {
            int count = selectOnce(timeoutNs);
            // A throttled turn takes everything there is; a blocking one comes back soon anyway.
            while (throttled && count >= MAY_BE_FULL) count = selector.selectNow(this::dispatch);
            while (cancelled) {
                cancelled = false;
                selector.selectNow(this::dispatch);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the selector refuses to wait", e);
        } finally {
            selecting = false;
        }
    }

    private int selectOnce(long timeoutNs) throws IOException {
        if (timeoutNs == 0) return selector.selectNow(this::dispatch);
        if (timeoutNs == Long.MAX_VALUE) return selector.select(this::dispatch);
        return selector.select(this::dispatch, (timeoutNs - 1) / 1_000_000 + 1);
    }

    private void dispatch(SelectionKey key) {
        Registration registration = (Registration) key.attachment();
        if (!key.isValid()) return;
        int ready = key.readyOps();
        // A selector has no one-shot interest.
        if (throttled) key.interestOpsAnd(~ready);
        report(registration.index, (ready & READ_OPERATIONS) != 0, (ready & WRITE_OPERATIONS) != 0);
    }

    @Override
    public void close() {
        super.close();
        try {
            selector.close();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot close the selector", e);
        }
    }
}
