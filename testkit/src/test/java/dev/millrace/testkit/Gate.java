package dev.millrace.testkit;

import dev.millrace.caps.Caps;
import dev.millrace.future.Completer;
import dev.millrace.media.Buffer;
import dev.millrace.media.ElementFactory;
import dev.millrace.media.FlowReturn;
import dev.millrace.media.Sink;
import dev.millrace.media.StreamTask;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/** Takes one buffer and no more until it is opened: it has its stream wait, or, {@code blocking}, stops its thread. */
final class Gate extends Sink {
    /** One that has its stream wait. */
    static final ElementFactory<Gate> DEFERRING =
            ElementFactory.of("gate", () -> new Gate(false)).sink(Caps.any());

    /** An element of somebody who knows nothing of contexts. */
    static final ElementFactory<Gate> BLOCKING =
            ElementFactory.of("blockinggate", () -> new Gate(true)).sink(Caps.any());

    private final boolean blocking;
    private final Completer<@Nullable Void> opened = new Completer<>();
    private final CountDownLatch unlocked = new CountDownLatch(1);

    // The stream; read by the test when it has ended.
    private final List<Long> times = new ArrayList<>();
    private volatile boolean reached;
    private volatile boolean open;

    private Gate(boolean blocking) {
        this.blocking = blocking;
    }

    /** Takes everything from now on. */
    void open() {
        open = true;
        opened.complete(null);
        unlocked.countDown();
    }

    /** Whether the first buffer has come. */
    boolean isReached() {
        return reached;
    }

    /** The times of all buffers, in the order in which they came. */
    List<Long> times() {
        return times;
    }

    @Override
    protected boolean prerolls() {
        return false;
    }

    @Override
    protected FlowReturn render(Buffer buffer) {
        times.add(buffer.ptsNs());
        buffer.release();
        reached = true;
        if (open) return FlowReturn.OK;
        if (!blocking) StreamTask.defer(opened);
        else awaitUnlocked();
        return FlowReturn.OK;
    }

    private void awaitUnlocked() {
        try {
            unlocked.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException("interrupted", e);
        }
    }
}
