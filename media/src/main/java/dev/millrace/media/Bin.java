package dev.millrace.media;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Elements that are handled as one: added, named, brought up and down, linked by ghost pads. Bins may be in bins.
 *
 * <p>Buffers do not notice it: a link to a ghost pad is a link to the pad behind it. Built from any thread.
 */
public final class Bin extends Element {
    /** The element {@code bin}. */
    public static final ElementFactory<Bin> FACTORY = ElementFactory.of("bin", Bin::new)
            .klass("Generic/Bin")
            .description("holds elements that are handled as one")
            .property(
                    Property.ofBool("message-forward", false)
                            .blurb("whether the end of each sink is told by itself, in a message that holds it")
                            .mutableIn(State.PLAYING),
                    (e, v) -> e.forwards = v != null && v,
                    e -> e.forwards)
            .signal("element-added", "an element was added: element", Element.class)
            .signal("element-removed", "an element was taken out: element", Element.class)
            .signal(
                    "deep-element-added",
                    "an element was added here or further down: its bin, element",
                    Bin.class,
                    Element.class)
            .signal(
                    "deep-element-removed",
                    "an element was taken out here or further down: its bin, element",
                    Bin.class,
                    Element.class);

    // Guarded by this.
    private final Map<String, Element> children = new LinkedHashMap<>();
    private final Map<String, Integer> namesGiven = new LinkedHashMap<>();
    private final Map<String, GhostPad> ghosts = new LinkedHashMap<>();

    private @Nullable Pipeline root;

    // Any thread.
    private volatile boolean forwards;

    Bin() {}

    /** The outermost bin of a pipeline. */
    static Bin rootOf(Pipeline pipeline, String name) {
        Bin bin = FACTORY.create(name);
        bin.root = pipeline;
        bin.setParent(null, pipeline);
        return bin;
    }

    /** Makes an element with a name of its own, such as {@code fakesink0}, and adds it. */
    public <E extends Element> E add(ElementFactory<E> factory) {
        E element;
        synchronized (this) {
            String free;
            do {
                int number = namesGiven.merge(factory.name(), 1, Integer::sum) - 1;
                free = factory.name() + number;
            } while (children.containsKey(free));
            element = take(factory, free);
        }
        tell("element-added", element);
        return element;
    }

    /**
     * Makes an element and adds it; it is in state NULL until {@link Pipeline#sync}.
     *
     * @throws IllegalArgumentException when there is one of this name already
     */
    public <E extends Element> E add(ElementFactory<E> factory, String elementName) {
        E element = take(factory, elementName);
        tell("element-added", element);
        return element;
    }

    private synchronized <E extends Element> E take(ElementFactory<E> factory, String elementName) {
        if (children.containsKey(elementName))
            throw new IllegalArgumentException(
                    "element name is taken: name=" + elementName + "; names are unique in a pipeline");
        E element = factory.create(elementName);
        element.setParent(this, pipelineOrNull());
        children.put(elementName, element);
        return element;
    }

    /**
     * Takes an element out, with its links.
     *
     * @throws IllegalStateException when it is not in state NULL
     * @throws IllegalArgumentException when it is not in this bin
     */
    public void remove(Element element) {
        letGo(element);
        tell("element-removed", element);
    }

    private synchronized void letGo(Element element) {
        if (children.get(element.name()) != element)
            throw new IllegalArgumentException("element is not in this bin: element=" + element + " bin=" + name());
        if (element.state() != State.NULL)
            throw new IllegalStateException("element is not down: element=" + element + " state=" + element.state()
                    + "; bring it to NULL first");
        element.sinkPads().forEach(Links::unlink);
        element.srcPads().forEach(Links::unlink);
        children.remove(element.name());
        ghosts.values().removeIf(ghost -> ghost.target().element() == element);
        showPads();
        element.setParent(null, null);
    }

    /** Here, and as a deep signal from here to the outermost bin. */
    private void tell(String signal, Element element) {
        signal(signal, element);
        for (Bin bin = this; bin != null; bin = bin.parent()) bin.signal("deep-" + signal, this, element);
    }

    /** A message that only tells the pipeline something: the bins that are asked to pass it on. */
    void forward(Message message) {
        for (Bin bin = this; bin != null; bin = bin.parent())
            if (bin.forwards) bin.post(new Message.Forwarded(bin, message));
    }

    private @Nullable Pipeline pipelineOrNull() {
        if (root != null) return root;
        Bin above = parent();
        return above == null ? null : above.pipelineOrNull();
    }

    // ---- what is in it

    /** Its elements, in the order in which they were added, bins as one. */
    public synchronized List<Element> elements() {
        return List.copyOf(children.values());
    }

    /** All elements in it and in the bins in it, without the bins themselves. */
    public List<Element> allElements() {
        List<Element> all = new ArrayList<>();
        for (Element element : elements()) {
            if (element instanceof Bin bin) all.addAll(bin.allElements());
            else all.add(element);
        }
        return all;
    }

    /** The bins in it, each after those in it. */
    List<Bin> allBins() {
        List<Bin> all = new ArrayList<>();
        for (Element element : elements()) {
            if (!(element instanceof Bin bin)) continue;
            all.addAll(bin.allBins());
            all.add(bin);
        }
        return all;
    }

    /** The element of this name, here or in a bin in it, or null. */
    public @Nullable Element find(String elementName) {
        for (Element element : elements()) if (element.name().equals(elementName)) return element;
        for (Element element : elements()) {
            Element found = element instanceof Bin bin ? bin.find(elementName) : null;
            if (found != null) return found;
        }
        return null;
    }

    // ---- ghost pads

    /**
     * Shows a pad of an element in it under a name of its own.
     *
     * @throws LinkException when the name is taken
     */
    public synchronized GhostPad ghost(String ghostName, Pad target) {
        if (ghosts.containsKey(ghostName))
            throw new LinkException("pad name is taken: element=" + name() + " pad=" + ghostName);
        GhostPad ghost = new GhostPad(this, ghostName, target);
        ghosts.put(ghostName, ghost);
        showPads();
        return ghost;
    }

    /** The ghost pads in the order in which they were made. */
    public synchronized List<GhostPad> ghosts() {
        return List.copyOf(ghosts.values());
    }

    /** The pad behind the ghost pad of this name, or null. */
    public synchronized @Nullable Pad target(String ghostName) {
        GhostPad ghost = ghosts.get(ghostName);
        return ghost == null ? null : ghost.target();
    }

    /** Shows the first pad in it that is not linked under {@code sink} or {@code src}; null when there is none. */
    public @Nullable Pad ghostUnlinked(PadTemplate.Direction direction) {
        for (Element element : allElements()) {
            for (Pad pad : direction == PadTemplate.Direction.SINK ? element.sinkPads() : element.srcPads())
                if (pad.peer() == null) return ghostAs(direction == PadTemplate.Direction.SINK ? "sink" : "src", pad);
        }
        return null;
    }

    private synchronized Pad ghostAs(String base, Pad pad) {
        for (GhostPad ghost : ghosts.values()) if (ghost.target() == pad) return pad;
        String free = base;
        for (int i = 0; ghosts.containsKey(free); i++) free = base + "_" + i;
        ghost(free, pad);
        return pad;
    }

    synchronized void showPads() {
        List<SinkPad> sinks = new ArrayList<>();
        List<SrcPad> sources = new ArrayList<>();
        for (GhostPad ghost : ghosts.values()) {
            if (ghost.target() instanceof SinkPad sink) sinks.add(sink);
            else if (ghost.target() instanceof SrcPad src) sources.add(src);
        }
        pads().show(sinks, sources);
    }
}
