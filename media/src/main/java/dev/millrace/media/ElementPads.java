package dev.millrace.media;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** The pads of one element. Lists are replaced as a whole, so that a stream may go through one while pads come and go. */
final class ElementPads {
    private final Element element;
    private final List<PadListener> listeners = new CopyOnWriteArrayList<>();

    // Written under this object's lock, read by any thread.
    private volatile List<SinkPad> sinks = List.of();
    private volatile List<SrcPad> sources = List.of();

    ElementPads(Element element) {
        this.element = element;
    }

    List<SinkPad> sinks() {
        return sinks;
    }

    List<SrcPad> sources() {
        return sources;
    }

    void addListener(PadListener listener) {
        listeners.add(listener);
    }

    @Nullable
    Pad find(String name) {
        for (SinkPad pad : sinks) if (pad.name().equals(name)) return pad;
        for (SrcPad pad : sources) if (pad.name().equals(name)) return pad;
        return null;
    }

    Pad make(PadTemplate template, String name) {
        return template.direction() == PadTemplate.Direction.SINK
                ? new SinkPad(element, template, name)
                : new SrcPad(element, template, name);
    }

    void add(Pad pad) {
        boolean known = element.factory().padTemplates().contains(pad.template());
        if (!known)
            throw new IllegalArgumentException("template is not of this element: pad=" + pad + " template="
                    + pad.template().name());
        insert(pad);
        if (element.state().compareTo(State.PAUSED) >= 0) pad.setActive(true);
        listeners.forEach(listener -> listener.padAdded(pad));
    }

    private synchronized void insert(Pad pad) {
        if (find(pad.name()) != null)
            throw new LinkException("pad name is taken: element=" + element.name() + " pad=" + pad.name());
        if (pad instanceof SinkPad sink) sinks = with(sinks, sink);
        else if (pad instanceof SrcPad src) sources = with(sources, src);
        updateFirst();
    }

    void remove(Pad pad) {
        Links.unlink(pad);
        synchronized (this) {
            if (pad instanceof SinkPad sink) sinks = without(sinks, sink);
            else if (pad instanceof SrcPad src) sources = without(sources, src);
            updateFirst();
        }
        if (pad.isActive()) pad.setActive(false);
        listeners.forEach(listener -> listener.padRemoved(pad));
    }

    /** Pads of a bin belong to elements in it; it only shows them. */
    synchronized void show(List<SinkPad> shownSinks, List<SrcPad> shownSources) {
        sinks = List.copyOf(shownSinks);
        sources = List.copyOf(shownSources);
        updateFirst();
    }

    private void updateFirst() {
        element.setFirstPads(sinks.isEmpty() ? null : sinks.getFirst(), sources.isEmpty() ? null : sources.getFirst());
    }

    void noMore() {
        listeners.forEach(listener -> listener.noMorePads(element));
    }

    Pad request(String wanted) {
        PadTemplate template = requestTemplate(wanted);
        Pad pad;
        synchronized (this) {
            pad = make(template, template.name().equals(wanted) ? freeName(template) : wanted);
            insert(pad);
        }
        element.padRequested(pad);
        if (element.state().compareTo(State.PAUSED) >= 0) pad.setActive(true);
        listeners.forEach(listener -> listener.padAdded(pad));
        return pad;
    }

    private PadTemplate requestTemplate(String wanted) {
        List<String> names = new ArrayList<>();
        for (PadTemplate template : element.factory().padTemplates()) {
            if (template.presence() != PadTemplate.Presence.REQUEST) continue;
            if (template.name().equals(wanted) || template.matches(wanted)) return template;
            names.add(template.name());
        }
        throw new LinkException("no pad can be requested by this name: element=" + element.name() + " pad=" + wanted
                + (names.isEmpty() ? "; it has no request pads" : "; it has " + String.join(", ", names)));
    }

    private String freeName(PadTemplate template) {
        int next = 0;
        for (Pad pad : all()) next = Math.max(next, template.numberIn(pad.name()) + 1);
        return template.named(next);
    }

    private List<Pad> all() {
        List<Pad> all = new ArrayList<>(sinks);
        all.addAll(sources);
        return all;
    }

    void release(Pad pad) {
        if (pad.template().presence() != PadTemplate.Presence.REQUEST)
            throw new LinkException("pad was not requested: pad=" + pad);
        Links.unlink(pad);
        element.padReleased(pad);
        remove(pad);
    }

    private static <P> List<P> with(List<P> pads, P pad) {
        List<P> more = new ArrayList<>(pads);
        more.add(pad);
        return List.copyOf(more);
    }

    private static <P> List<P> without(List<P> pads, P pad) {
        List<P> fewer = new ArrayList<>(pads);
        fewer.remove(pad);
        return List.copyOf(fewer);
    }
}
