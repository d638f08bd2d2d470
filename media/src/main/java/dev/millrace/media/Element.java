package dev.millrace.media;

import dev.millrace.caps.Caps;
import dev.millrace.runtime.Environment;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A node of a pipeline: takes buffers at its sink pads, pushes buffers at its source pads.
 *
 * <p><b>Threads.</b> {@code chain}, {@code sinkEvent} and {@code setCaps} run on the thread of the stream that pushes. The
 * state hooks ({@link #nullToReady} and so on) run on a thread that may block, never while this element streams, with
 * everything they wrote visible to the stream and the other way round.
 */
public abstract class Element {
    private final List<SinkPad> sinkPads = new ArrayList<>(1);
    private final List<SrcPad> srcPads = new ArrayList<>(1);

    // The first of each, at hand: every buffer passes here, and a list costs two more cache lines.
    private @Nullable SinkPad firstSinkPad;
    private @Nullable SrcPad firstSrcPad;
    private @Nullable ElementFactory<?> factory;
    private String name = "";
    private @Nullable Pipeline pipeline;
    private volatile State state = State.NULL;

    protected Element() {}

    void init(ElementFactory<?> factory, String name) {
        this.factory = factory;
        this.name = name;
        for (PadTemplate template : factory.padTemplates()) {
            if (template.direction() == PadTemplate.Direction.SINK)
                sinkPads.add(new SinkPad(this, template, template.name()));
            else srcPads.add(new SrcPad(this, template, template.name()));
        }
        firstSinkPad = sinkPads.isEmpty() ? null : sinkPads.getFirst();
        firstSrcPad = srcPads.isEmpty() ? null : srcPads.getFirst();
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

    public final List<SinkPad> sinkPads() {
        return sinkPads;
    }

    public final List<SrcPad> srcPads() {
        return srcPads;
    }

    /** How far it is up; from any thread. */
    public final State state() {
        return state;
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

    // ---- properties

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

    /** Takes an event; the default passes it on. Returns whether it was understood. */
    protected boolean sinkEvent(SinkPad pad, Event event) {
        boolean understood = true;
        for (SrcPad src : srcPads) understood &= src.pushEvent(event);
        return understood;
    }

    /** Takes the format of the buffers to come; the default passes it on. Returns whether it can work with it. */
    protected boolean setCaps(SinkPad pad, Caps caps) {
        return sinkEvent(pad, new Event.CapsChange(caps));
    }

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

    /** Ends its stream, if it is a source: pushes end of stream after what it has pushed. From any thread. */
    protected void endStream() {}

    // ---- what it tells

    /** Posts a message; from any thread. */
    public final void post(Message message) {
        if (pipeline != null) pipeline.bus().post(message);
    }

    /** Posts that its stream is over for good. */
    public final void postError(String text, @Nullable Throwable cause) {
        post(new Message.Error(this, text, cause));
    }

    /** Posts that something went wrong and goes on. */
    public final void postWarning(String text, @Nullable Throwable cause) {
        post(new Message.Warning(this, text, cause));
    }

    /** Posts that this sink has seen the end of its stream. */
    protected final void postEndOfStream() {
        pipeline().sinkEnded(this);
    }

    // ---- for the pipeline

    void setPipeline(Pipeline pipeline) {
        this.pipeline = pipeline;
    }

    void setState(State to) {
        State from = state;
        state = to;
        post(new Message.StateChanged(this, from, to));
    }

    void activatePads(boolean active) {
        srcPads.forEach(pad -> pad.setActive(active));
        sinkPads.forEach(pad -> pad.setActive(active));
    }

    @Override
    public String toString() {
        return name;
    }
}
