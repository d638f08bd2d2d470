package dev.millrace.media;

import dev.millrace.caps.Caps;
import dev.millrace.caps.Structure;
import dev.millrace.runtime.Context;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Where buffers leave an element. */
public final class SrcPad extends Pad {
    /*
     * Overview. Whether a buffer may pass depends on both ends of the link. Asking both with every buffer touches both
     * pads; so the source pad keeps the answer (`open`), and with it the element to call, and both ends have it worked out again (`refresh`) whenever
     * something changes that it depends on.
     *
     * Most of these changes come from the stream itself, or from a state change while nothing streams. Three come from any
     * thread: a probe, a block, the wish to negotiate again. They are volatile, and refresh looks at them once more after it
     * has written `open`, so that a write between its look and its own write is not lost.
     */
    private @Nullable SinkPad peer;

    // The streaming thread.
    private final StickyEvents sticky = new StickyEvents();

    /** The peer's element while it takes buffers, knows all that it must have been told, and nobody watches; else null. */
    private volatile @Nullable Element open;

    private long buffers;

    // Any thread.
    private volatile boolean needsReconfigure;
    private volatile @Nullable PadBlock block;

    SrcPad(Element element, PadTemplate template, String name) {
        super(element, template, name);
    }

    @Override
    public @Nullable SinkPad peer() {
        return peer;
    }

    /** Buffers that the peer has taken so far. */
    @Override
    public long buffers() {
        return buffers;
    }

    /**
     * Pushes a buffer and its reference to the peer; the caller no longer owns it, whatever comes of it.
     *
     * <p>On the streaming thread.
     */
    public FlowReturn push(Buffer buffer) {
        Element to = open;
        SinkPad at = peer;
        if (to == null || at == null) return pushSlowly(buffer);
        buffers++;
        return to.chain(at, buffer);
    }

    /**
     * Pushes all buffers of a list, which is empty afterwards, whatever comes of it. A probe or a block sees them one by one.
     *
     * <p>On the streaming thread.
     */
    public FlowReturn pushList(BufferList list) {
        if (open == null && !isBlocked() && !prepare()) {
            list.releaseAll();
            return FlowReturn.NOT_NEGOTIATED;
        }
        Element to = open;
        SinkPad at = peer;
        if (to != null && at != null) {
            buffers += list.size();
            return to.chainList(at, list);
        }
        FlowReturn flow = FlowReturn.OK;
        for (Buffer next = list.take(); next != null; next = list.take()) {
            flow = push(next);
            if (flow != FlowReturn.OK) list.releaseAll();
        }
        return flow;
    }

    /** What comes before the first buffers after a change; returns whether there is a format. */
    private boolean prepare() {
        if (needsReconfigure && !reconfigure()) return false;
        if (peer != null && !sticky.isTold()) pushSticky();
        refresh();
        return true;
    }

    /** The first buffer after a change, or one that somebody watches. */
    private FlowReturn pushSlowly(Buffer buffer) {
        if (isBlocked()) return hold(buffer);
        if (isStopped(this, buffer)) return FlowReturn.OK;
        return pass(buffer);
    }

    /** Whether a probe takes the buffer out of the stream; one that throws does so as well. */
    private static boolean isStopped(Pad at, Buffer buffer) {
        boolean passes = false;
        try {
            passes = ProbeList.passes(at, buffer);
        } finally {
            if (!passes) buffer.release();
        }
        return !passes;
    }

    private FlowReturn hold(Buffer buffer) {
        PadBlock by = block;
        if (by == null) return pass(buffer);
        by.hold(buffer);
        return FlowReturn.OK;
    }

    private FlowReturn pass(Buffer buffer) {
        if (needsReconfigure && !reconfigure()) {
            buffer.release();
            return FlowReturn.NOT_NEGOTIATED;
        }
        SinkPad to = peer;
        if (to == null) {
            buffer.release();
            return FlowReturn.NOT_LINKED;
        }
        if (!sticky.isTold()) pushSticky();
        refresh();
        if (!to.isReady()) return to.refuse(buffer);
        buffers++;
        return isStopped(to, buffer) ? FlowReturn.OK : to.element().chain(to, buffer);
    }

    /** An event that a flush has overtaken: what the next peer has to know all the same is kept. */
    void keep(Event event) {
        if (!event.isSticky() || event instanceof Event.Segment) return;
        sticky.keep(event);
        if (event instanceof Event.CapsChange change) setCurrentCaps(change.caps());
        refresh();
    }

    /** Something that a block has held goes on; only now do probes see it. */
    void passHeld(Object item) {
        if (item instanceof Buffer buffer) {
            if (!isStopped(this, buffer)) pass(buffer);
        } else if (item instanceof Event event && ProbeList.passes(this, event)) {
            passEvent(event);
        }
    }

    private boolean reconfigure() {
        needsReconfigure = false;
        return element().renegotiate(this);
    }

    /** Works out again whether buffers may pass. */
    void refresh() {
        SinkPad to = peer;
        open = to != null && sticky.isTold() && to.isReady() && !isWatched(to) ? to.element() : null;
        if (to == null || isWatched(to)) open = null;
    }

    private boolean isWatched(SinkPad to) {
        return needsReconfigure || block != null || probes() != null || to.probes() != null;
    }

    /**
     * Tells the peer; sticky events are kept for a peer that comes or comes up later.
     *
     * <p>On the streaming thread.
     *
     * @return whether the peer understood it, or may yet
     */
    public boolean pushEvent(Event event) {
        if (event.isUpstream())
            throw new IllegalArgumentException("event goes upstream: event=" + event + "; send it at a sink pad");
        if (event.isSerialized() && !(event instanceof Event.FlushStop) && isBlocked()) {
            PadBlock by = block;
            if (by != null) by.hold(event);
            return true;
        }
        return !ProbeList.passes(this, event) || passEvent(event);
    }

    private boolean passEvent(Event event) {
        if (event.isSticky()) {
            sticky.keep(event);
            if (event instanceof Event.CapsChange change) setCurrentCaps(change.caps());
            refresh();
            return pushSticky();
        }
        if (event instanceof Event.FlushStart) {
            PadBlock by = block;
            if (by != null) by.releaseAll();
        } else if (event instanceof Event.FlushStop) {
            sticky.dropSegment();
        } else if (!sticky.isTold()) {
            pushSticky();
        }
        SinkPad to = peer;
        boolean understood = to != null && to.receiveEvent(event);
        refresh();
        return understood;
    }

    /** Tells the peer what it has not been told, in the order in which a stream begins. */
    private boolean pushSticky() {
        SinkPad to = peer;
        if (to == null) return true;
        if (!to.isActive()) return false;
        boolean understood = sticky.tell(to);
        refresh();
        return understood && to.isReady();
    }

    @Override
    public List<Event> stickyEvents() {
        return sticky.all();
    }

    /** The segment of what flows now, or null; on the streaming thread. */
    public Event.@Nullable Segment segment() {
        return sticky.segment();
    }

    /** Keeps what a stream that comes in has begun with, for a pad that comes later; on the streaming thread. */
    public void adoptSticky(SinkPad from) {
        for (Event event : from.stickyEvents()) {
            sticky.keep(event);
            if (event instanceof Event.CapsChange change) setCurrentCaps(change.caps());
        }
        refresh();
    }

    // ---- negotiation

    /**
     * Agrees on a format with downstream: the preferred one that is in {@code possible}, in the template, and that
     * downstream takes; and tells it.
     *
     * <p>On the streaming thread.
     *
     * @param prefer fixes what matters in the preferred structure
     * @return the format, or null when there is none, or it was refused; an error has been posted then
     */
    public @Nullable Caps negotiate(Caps possible, UnaryOperator<Structure> prefer) {
        Caps mine = possible.intersect(template().caps());
        Caps common = peerQueryCaps(mine);
        if (common.isEmpty() || common.isAny()) {
            element().postError("no format in common: " + Disagreement.behind(this, mine), null);
            return null;
        }
        Caps fixed = Caps.of(prefer.apply(common.structure(0))).fixate();
        return pushEvent(new Event.CapsChange(fixed)) ? fixed : null;
    }

    /** Whether downstream takes exactly this format now; without a link it may. */
    public boolean peerAccepts(Caps caps) {
        Query.AcceptCaps query = new Query.AcceptCaps(caps);
        return !peerQuery(query) || query.isAccepted();
    }

    /** An event from downstream; on the thread of whoever sends it. */
    boolean receiveUpstream(Event event) {
        if (event instanceof Event.Reconfigure) {
            needsReconfigure = true;
            open = null;
        }
        if (!ProbeList.passes(this, event)) return true;
        return element().srcEvent(this, event);
    }

    // ---- blocks

    /** Stops the stream here before its next buffer or event; from any thread. A pad has one block at a time. */
    public PadBlock block() {
        PadBlock made = new PadBlock(this);
        block = made;
        open = null;
        return made;
    }

    /** Whether what comes now is held. */
    private boolean isBlocked() {
        PadBlock by = block;
        if (by == null) return false;
        if (!by.isOver()) return true;
        block = null;
        refresh();
        return false;
    }

    // ---- for links and states

    @Override
    public @Nullable Context streamContext() {
        return element().streamContext();
    }

    void setPeer(@Nullable SinkPad peer) {
        this.peer = peer;
        sticky.forgetTold();
        refresh();
    }

    @Override
    void changed() {
        refresh();
    }

    @Override
    void reset() {
        PadBlock by = block;
        if (by != null) by.releaseAll();
        sticky.clear();
        needsReconfigure = false;
        refresh();
    }
}
