package dev.millrace.media;

import dev.millrace.caps.Caps;
import dev.millrace.runtime.Context;
import dev.millrace.runtime.Environment;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A node of a pipeline: takes buffers at its sink pads, pushes buffers at its source pads.
 *
 * <p><b>Threads.</b> {@code chain}, {@code sinkEvent} and {@code setCaps} run on the thread of the stream that pushes;
 * {@code srcEvent} and {@code query} on any. The state hooks ({@link #nullToReady} and so on) run on a thread that may
 * block. Those below PAUSED never run while this element streams, with everything they wrote visible to the stream and the
 * other way round; between PAUSED and PLAYING an element behind a queue may stream.
 */
public abstract class Element {
    @SuppressWarnings("this-escape") // it is only kept
    private final ElementPads pads = new ElementPads(this);

    // The first of each, at hand: every buffer passes here, and a list costs two more cache lines.
    private @Nullable SinkPad firstSinkPad;
    private @Nullable SrcPad firstSrcPad;
    private @Nullable ElementFactory<?> factory;
    private String name = "";
    private @Nullable Bin parent;
    private @Nullable Pipeline pipeline;
    private volatile State state = State.NULL;
    private final Signals signals = new Signals();

    protected Element() {}

    void init(ElementFactory<?> factory, String name) {
        this.factory = factory;
        this.name = name;
        for (PadTemplate template : factory.padTemplates())
            if (template.presence() == PadTemplate.Presence.ALWAYS) pads.add(pads.make(template, template.name()));
        created();
    }

    // ---- what it is

    public final String name() {
        return name;
    }

    public final ElementFactory<?> factory() {
        if (factory == null)
            throw new IllegalStateException(
                    "element is not made by a factory: " + getClass().getName());
        return factory;
    }

    /** Its sink pads now; from any thread. */
    public final List<SinkPad> sinkPads() {
        return pads.sinks();
    }

    /** Its source pads now; from any thread. */
    public final List<SrcPad> srcPads() {
        return pads.sources();
    }

    /** How far it is up; from any thread. */
    public final State state() {
        return state;
    }

    /** The bin it is in, or null. */
    public final @Nullable Bin parent() {
        return parent;
    }

    /**
     * The pipeline it is in.
     *
     * @throws IllegalStateException when it is in none
     */
    public final Pipeline pipeline() {
        if (pipeline == null) throw new IllegalStateException("element is in no pipeline: name=" + name);
        return pipeline;
    }

    protected final Environment environment() {
        return pipeline().environment();
    }

    /** The first sink pad. */
    protected final SinkPad sinkPad() {
        if (firstSinkPad == null) throw new IllegalStateException("element has no sink pad: name=" + name);
        return firstSinkPad;
    }

    /** The first source pad. */
    protected final SrcPad srcPad() {
        if (firstSrcPad == null) throw new IllegalStateException("element has no source pad: name=" + name);
        return firstSrcPad;
    }

    void setFirstPads(@Nullable SinkPad sink, @Nullable SrcPad src) {
        firstSinkPad = sink;
        firstSrcPad = src;
    }

    // ---- pads that come and go

    /** The pad of this name, or null. */
    public final @Nullable Pad pad(String padName) {
        return pads.find(padName);
    }

    /**
     * Makes a pad on request, from any thread and in any state.
     *
     * @param wanted the name of the template, such as {@code sink_%u}, or of the pad, such as {@code sink_3}
     * @throws LinkException when there is no such template, or the name is taken
     */
    public final Pad requestPad(String wanted) {
        return pads.request(wanted);
    }

    /** Gives back a pad that was requested: it is unlinked and gone. */
    public final void releasePad(Pad pad) {
        pads.release(pad);
    }

    /** Has {@code listener} told of pads that come and go; from any thread. */
    public final void addPadListener(PadListener listener) {
        pads.addListener(listener);
    }

    /** Adds a pad of a template that is there sometimes, for instance once the streams in a file are known. */
    protected final Pad addPad(PadTemplate template, String padName) {
        Pad pad = pads.make(template, padName);
        pads.add(pad);
        return pad;
    }

    /** Removes a pad that was added; it is unlinked. */
    protected final void removePad(Pad pad) {
        pads.remove(pad);
    }

    /** Says that no more pads will be added. */
    protected final void noMorePads() {
        pads.noMore();
    }

    /** A pad was requested and added. */
    protected void padRequested(Pad pad) {}

    /** A pad was given back; it is unlinked, and gone in a moment. */
    protected void padReleased(Pad pad) {}

    // ---- properties, actions and signals

    /**
     * Sets a property.
     *
     * @throws PropertyException when there is none of this name, the value is not right, or it cannot be changed now
     */
    public final void set(String property, @Nullable Object value) {
        checkMutable(factory().property(property));
        factory().set(this, property, value);
    }

    /**
     * Sets a property to what text stands for.
     *
     * @throws PropertyException as {@link #set}
     */
    public final void setText(String property, String text) {
        Property<?> known = factory().property(property);
        checkMutable(known);
        factory().set(this, property, known.parse(text));
    }

    /** The value of a property. */
    public final @Nullable Object get(String property) {
        return factory().get(this, property);
    }

    /**
     * Has the element do one of its actions, such as {@code emit("push-buffer", buffer)}; from any thread.
     *
     * @return what the action gives, or null
     * @throws PropertyException when there is no such action, or its arguments are not right
     */
    public final @Nullable Object emit(String action, Object... arguments) {
        return factory().act(this, action, arguments);
    }

    /** Has {@code handler} called at each {@code signal} of this element, on the thread that gives it. */
    public final void connect(String signal, SignalHandler handler) {
        factory().checkSignal(signal);
        signals.connect(signal, handler);
    }

    public final void disconnect(String signal, SignalHandler handler) {
        signals.disconnect(signal, handler);
    }

    /** Gives a signal; returns what the last handler returned, or null without one. */
    protected final @Nullable Object signal(String signal, @Nullable Object... arguments) {
        return signals.give(this, signal, arguments);
    }

    /** Whether somebody listens to a signal: asked before its arguments are made. */
    protected final boolean isConnected(String signal) {
        return signals.isConnected(signal);
    }

    private void checkMutable(Property<?> property) {
        if (!property.isWritable())
            throw new PropertyException(
                    "property is read only: element=" + name + " property=" + property.name(), null);
        if (state.compareTo(property.mutableIn()) > 0)
            throw new PropertyException(
                    "property cannot be changed now: element=" + name + " property=" + property.name() + " state="
                            + state + "; change it in " + property.mutableIn() + " or below",
                    null);
    }

    // ---- what an element does; for those who write one

    /** Its name and pads are there. */
    protected void created() {}

    /** Takes a buffer and its reference. */
    protected FlowReturn chain(SinkPad pad, Buffer buffer) {
        buffer.release();
        throw new UnsupportedOperationException("element takes no buffers: name=" + name);
    }

    /** Takes all buffers of a list; the default takes one after the other, and releases the rest when one is refused. */
    protected FlowReturn chainList(SinkPad pad, BufferList list) {
        FlowReturn flow = FlowReturn.OK;
        for (Buffer next = list.take(); next != null; next = list.take()) {
            flow = chain(pad, next);
            if (flow != FlowReturn.OK) list.releaseAll();
        }
        return flow;
    }

    /** Takes an event; the default passes it on. Returns whether it was understood. */
    protected boolean sinkEvent(SinkPad pad, Event event) {
        boolean understood = true;
        for (SrcPad src : srcPads()) understood &= src.pushEvent(event);
        return understood;
    }

    /** Takes the format of the buffers to come; the default passes it on. Returns whether it can work with it. */
    protected boolean setCaps(SinkPad pad, Caps caps) {
        return sinkEvent(pad, new Event.CapsChange(caps));
    }

    /** Takes an event from downstream, on any thread; the default passes it on upstream. Returns whether it was understood. */
    protected boolean srcEvent(SrcPad pad, Event event) {
        boolean understood = false;
        for (SinkPad sink : sinkPads()) understood |= sink.pushUpstream(event);
        return understood;
    }

    /** Agrees on a format anew, because downstream has asked for it; returns whether there is one. */
    protected boolean renegotiate(SrcPad pad) {
        return true;
    }

    /** Answers a question at one of its pads, on any thread; returns whether there is an answer. */
    protected boolean query(Pad pad, Query query) {
        return Answers.query(this, pad, query);
    }

    /** The formats that are possible at a pad, within a filter; the default is all of its template. */
    protected Caps possibleCaps(Pad pad, Caps filter) {
        return pad.template().caps();
    }

    /** The latency of the pipeline is this now; told to elements without source pads, from any thread. */
    protected void latencyChanged(long latencyNs) {}

    /** Adds to a latency what this element adds; the default adds nothing. */
    protected void addLatency(Query.Latency latency) {}

    /** Takes its resources. */
    protected void nullToReady() throws Exception {}

    /** Gets ready for buffers. */
    protected void readyToPaused() throws Exception {}

    /** The clock runs from here. */
    protected void pausedToPlaying() throws Exception {}

    /** The clock has stopped. */
    protected void playingToPaused() throws Exception {}

    /** Forgets the stream; its task, if it has one, has stopped. */
    protected void pausedToReady() throws Exception {}

    /** Gives back its resources. */
    protected void readyToNull() throws Exception {}

    /** Its stream task, if it has one now. */
    protected @Nullable StreamTask streamTask() {
        return null;
    }

    /** Whether its stream task starts together with the sources, at PLAYING, rather than at PAUSED. */
    protected boolean isLiveSource() {
        return false;
    }

    /** The clock that it can give to its pipeline, or null. */
    protected @Nullable Clock provideClock() {
        return null;
    }

    /** Ends its stream, if it is a source: pushes end of stream after what it has pushed. From any thread. */
    protected void endStream() {}

    /** Drops what it has under way, if it is a source, and goes on with a new segment. From any thread. */
    protected void flushStream() {}

    // ---- what it tells

    /** Posts a message; from any thread. */
    public final void post(Message message) {
        if (pipeline != null) pipeline.posted(message);
    }

    /** Posts that its stream is over for good. */
    public final void postError(String text, @Nullable Throwable cause) {
        post(new Message.Error(this, text, cause));
    }

    /** Posts that something went wrong and goes on. */
    public final void postWarning(String text, @Nullable Throwable cause) {
        post(new Message.Warning(this, text, cause));
    }

    /** Posts that its latency has changed: the application recalculates that of the pipeline. */
    protected final void postLatency() {
        post(new Message.Latency(this));
    }

    /** Posts that this sink has seen the end of its stream. */
    protected final void postEndOfStream() {
        pipeline().sinkEnded(this);
    }

    // ---- for the pipeline

    void setParent(@Nullable Bin parent, @Nullable Pipeline pipeline) {
        this.parent = parent;
        this.pipeline = pipeline;
    }

    ElementPads pads() {
        return pads;
    }

    void setState(State to) {
        State from = state;
        if (from == to) return;
        state = to;
        post(new Message.StateChanged(this, from, to));
    }

    void activatePads(boolean active) {
        srcPads().forEach(pad -> pad.setActive(active));
        sinkPads().forEach(pad -> pad.setActive(active));
    }

    /** The context of the stream that passes through it, or null when no stream task feeds it. */
    @Nullable
    Context streamContext() {
        StreamTask task = streamTask();
        if (task != null) return task.context();
        for (SinkPad pad : sinkPads()) {
            Context context = pad.streamContext();
            if (context != null) return context;
        }
        return null;
    }

    /** From now on the first buffer waits for PLAYING; for sinks. */
    void holdFirst() {}

    /** What waits for PLAYING goes on; for sinks. */
    void letGo() {}

    /** What waits for PLAYING is given up; for sinks. */
    void dropHeld() {}

    @Override
    public String toString() {
        return name;
    }
}
