package dev.millrace.media;

import dev.millrace.caps.Caps;
import dev.millrace.future.Completer;
import dev.millrace.future.Future;
import dev.millrace.runtime.Context;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An end of an element, where it is linked to another. */
public abstract sealed class Pad permits SrcPad, SinkPad {
    private final Element element;
    private final PadTemplate template;
    private final String name;
    /** Whether buffers may pass; set by state changes, read by the stream. */
    private volatile boolean active;

    private volatile @Nullable Caps currentCaps;
    /** Null when there is none, so that the stream has one thing to look at. Written under this pad's lock. */
    private volatile @Nullable ProbeList probes;

    Pad(Element element, PadTemplate template, String name) {
        this.element = element;
        this.template = template;
        this.name = name;
    }

    public Element element() {
        return element;
    }

    public PadTemplate template() {
        return template;
    }

    public String name() {
        return name;
    }

    /** The pad it is linked to, or null. */
    public abstract @Nullable Pad peer();

    /** Buffers that have passed so far. */
    public abstract long buffers();

    /** The format of what flows now, or null. */
    public @Nullable Caps currentCaps() {
        return currentCaps;
    }

    /** The events that a peer which comes now has to know, in order; on the streaming thread. */
    public abstract List<Event> stickyEvents();

    /** Whether buffers may pass. */
    public boolean isActive() {
        return active;
    }

    // ---- questions

    /** Asks this pad's element. Returns whether there is an answer. */
    public boolean query(Query query) {
        return element.query(this, query);
    }

    /** Asks the other side of the link. Returns whether there is an answer; none without a link. */
    public boolean peerQuery(Query query) {
        Pad other = peer();
        return other != null && other.query(query);
    }

    /** The formats that are possible here, within {@code filter}. */
    public Caps queryCaps(Caps filter) {
        Query.CapsQuery query = new Query.CapsQuery(filter);
        return query(query) ? query.result() : filter.intersect(template.caps());
    }

    /** The formats that the other side can do, within {@code filter}; all of the filter without a link. */
    public Caps peerQueryCaps(Caps filter) {
        Pad other = peer();
        return other == null ? filter : other.queryCaps(filter);
    }

    // ---- probes

    /**
     * Has {@code probe} see each buffer before it passes; from any thread.
     *
     * <p>Buffers of a pad without probes cost nothing for it.
     */
    public void addProbe(BufferProbe probe) {
        changeProbes(ProbeList.with(probes, probe));
    }

    /** Has {@code probe} see each event before it passes; from any thread. */
    public void addEventProbe(EventProbe probe) {
        changeProbes(ProbeList.with(probes, probe));
    }

    /** Takes a probe away; from any thread. A buffer that is passing may still be seen. */
    public void removeProbe(Object probe) {
        changeProbes(ProbeList.without(probes, probe));
    }

    private synchronized void changeProbes(@Nullable ProbeList changed) {
        probes = changed;
        changed();
    }

    @Nullable
    ProbeList probes() {
        return probes;
    }

    /**
     * Does {@code action} while nothing passes this pad; from any thread.
     *
     * <p>That is on the context of its stream, between two tasks, or at once when no stream task feeds the pad.
     *
     * @return ready when it is done
     */
    public Future<@Nullable Void> whenIdle(Runnable action) {
        Completer<@Nullable Void> done = new Completer<>();
        Runnable told = () -> {
            try {
                action.run();
                done.complete(null);
            } catch (Throwable e) {
                done.fail(e);
            }
        };
        Context context = streamContext();
        if (context == null || context.isCurrent()) told.run();
        else context.executeNow(told);
        return done;
    }

    /** The context whose stream task pushes through this pad, or null when there is none; from any thread. */
    public abstract @Nullable Context streamContext();

    // ---- states

    void setActive(boolean active) {
        this.active = active;
        if (!active) {
            currentCaps = null;
            reset();
        }
        changed();
    }

    /** Something has changed that decides whether buffers may pass. */
    abstract void changed();

    /** Forgets the stream. */
    abstract void reset();

    void setCurrentCaps(Caps caps) {
        if (caps.equals(currentCaps)) return;
        currentCaps = caps;
        element.post(new Message.PropertyNotify(element, name, "caps", caps.toString()));
    }

    /** {@code element.pad}, as messages name it. */
    @Override
    public String toString() {
        return element.name() + "." + name;
    }
}
