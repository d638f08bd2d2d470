package dev.millrace.media;

import dev.millrace.caps.Caps;
import org.jspecify.annotations.Nullable;

/** An end of an element, where it is linked to another. */
public abstract sealed class Pad permits SrcPad, SinkPad {
    private final Element element;
    private final PadTemplate template;
    private final String name;
    /** Whether buffers may pass; set by state changes, read by the stream. */
    private volatile boolean active;

    private @Nullable Caps currentCaps;

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

    /** The format of what flows now, or null. */
    public @Nullable Caps currentCaps() {
        return currentCaps;
    }

    /** Whether buffers may pass. */
    public boolean isActive() {
        return active;
    }

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
