package dev.millrace.media;

import dev.millrace.future.Future;
import dev.millrace.runtime.Environment;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Elements linked into streams, brought up and down together, with one clock and one bus.
 *
 * <p>It is built on one thread; after that its methods may be called from any.
 */
public final class Pipeline implements AutoCloseable {
    private final Environment environment;
    private final String name;
    private final Bus bus = new Bus();
    private final Map<String, Element> elements = new LinkedHashMap<>();
    private final Map<String, Integer> namesGiven = new LinkedHashMap<>();

    private volatile long baseTimeNs;

    /** Running time when the clock was stopped; of the state change that runs. */
    private long stoppedAtNs;

    /** Guarded by itself. */
    private final Set<Element> endedSinks = new LinkedHashSet<>();

    // Guarded by this.
    private final Map<String, Integer> laneByContext = new LinkedHashMap<>();
    private final Queue<StateChange> changes = new ArrayDeque<>();

    /** An empty pipeline on this machine. */
    public Pipeline(String name) {
        this(name, Environment.machine());
    }

    /** An empty pipeline in an environment. */
    public Pipeline(String name, Environment environment) {
        this.name = name;
        this.environment = environment;
    }

    public String name() {
        return name;
    }

    public Environment environment() {
        return environment;
    }

    /** What the elements have to say. */
    public Bus bus() {
        return bus;
    }

    // ---- building

    /** Makes an element with a name of its own, such as {@code fakesink0}, and adds it. */
    public <E extends Element> E add(ElementFactory<E> factory) {
        String free;
        do {
            int number = namesGiven.merge(factory.name(), 1, Integer::sum) - 1;
            free = factory.name() + number;
        } while (elements.containsKey(free));
        return add(factory, free);
    }

    /**
     * Makes an element and adds it.
     *
     * @throws IllegalArgumentException when there is one of this name already
     */
    public <E extends Element> E add(ElementFactory<E> factory, String elementName) {
        if (elements.containsKey(elementName))
            throw new IllegalArgumentException(
                    "element name is taken: name=" + elementName + "; names are unique in a pipeline");
        E element = factory.create(elementName);
        element.setPipeline(this);
        elements.put(elementName, element);
        return element;
    }

    /** Links each element to the next, from its first free source pad to the first free sink pad. */
    public void link(Element... chain) {
        for (int i = 1; i < chain.length; i++)
            link(freeSrcPad(chain[i - 1], chain[i]), freeSinkPad(chain[i - 1], chain[i]));
    }

    /**
     * Links two pads.
     *
     * @throws LinkException when one is linked already, or they have no format in common
     */
    public void link(SrcPad src, SinkPad sink) {
        if (src.peer() != null) throw new LinkException("pad is linked already: pad=" + src + " peer=" + src.peer());
        if (sink.peer() != null) throw new LinkException("pad is linked already: pad=" + sink + " peer=" + sink.peer());
        if (!src.template().caps().canIntersect(sink.template().caps()))
            throw new LinkException("pads have no format in common: " + src + " gives "
                    + src.template().caps() + "; " + sink + " takes "
                    + sink.template().caps());
        src.setPeer(sink);
        sink.setPeer(src);
    }

    private static SrcPad freeSrcPad(Element from, Element to) {
        for (SrcPad pad : from.srcPads()) if (pad.peer() == null) return pad;
        throw new LinkException("no free source pad: element=" + from.name() + " to=" + to.name());
    }

    private static SinkPad freeSinkPad(Element from, Element to) {
        for (SinkPad pad : to.sinkPads()) if (pad.peer() == null) return pad;
        throw new LinkException("no free sink pad: element=" + to.name() + " from=" + from.name());
    }

    /** The element of this name, or null. */
    public @Nullable Element find(String elementName) {
        return elements.get(elementName);
    }

    /**
     * The element of this name.
     *
     * @throws IllegalArgumentException when there is none
     */
    public Element get(String elementName) {
        Element element = elements.get(elementName);
        if (element == null)
            throw new IllegalArgumentException("no element \"" + elementName + "\" in pipeline " + name + "; it has "
                    + String.join(", ", elements.keySet()));
        return element;
    }

    /** Its elements, in the order in which they were added. */
    public List<Element> elements() {
        return List.copyOf(elements.values());
    }

    // ---- states

    /** Brings everything up to PLAYING. */
    public Future<State> play() {
        return setState(State.PLAYING);
    }

    /** Brings everything to PAUSED. */
    public Future<State> pause() {
        return setState(State.PAUSED);
    }

    /** Brings everything down to NULL. */
    public Future<State> stop() {
        return setState(State.NULL);
    }

    /**
     * Brings everything to {@code target}; begins at once, whether or not somebody waits for the result. Changes follow one
     * another in the order in which they were asked for.
     *
     * @return the state reached; fails with the failure of the element that could not follow, which has posted an error
     */
    public synchronized Future<State> setState(State target) {
        StateChange change = new StateChange(this, target, this::changeEnded);
        changes.add(change);
        if (changes.size() == 1) change.wake();
        return change.done();
    }

    private synchronized void changeEnded() {
        changes.remove();
        StateChange next = changes.peek();
        if (next != null) next.wake();
    }

    /** Ends the stream of each source; the bus tells when all sinks have seen it. */
    public void sendEndOfStream() {
        elements.values().forEach(Element::endStream);
    }

    /** Brings it down, without waiting for it. */
    @Override
    public void close() {
        setState(State.NULL);
    }

    // ---- time

    /** The time that it has been PLAYING, which the times of buffers count; {@code nowNs} is the environment's. */
    public long runningTimeNs(long nowNs) {
        return nowNs - baseTimeNs;
    }

    /** The environment's time at which a running time is reached. */
    public long clockTimeNs(long runningTimeNs) {
        return baseTimeNs + runningTimeNs;
    }

    // Called by state changes, one at a time.

    /** A new stream: running time begins at zero again. */
    void resetClock() {
        stoppedAtNs = 0;
        synchronized (endedSinks) {
            endedSinks.clear();
        }
    }

    /** Running time goes on from where it stopped. */
    void startClock() {
        baseTimeNs = environment.nowNs() - stoppedAtNs;
    }

    void stopClock() {
        stoppedAtNs = runningTimeNs(environment.nowNs());
    }

    // ---- for elements and state changes

    /** The lane of a context that this pipeline is on: the next one in turn, chosen when it is first asked for. */
    synchronized int lane(String context, int lanes) {
        return laneByContext.computeIfAbsent(context, environment::nextLane) % lanes;
    }

    void sinkEnded(Element sink) {
        synchronized (endedSinks) {
            if (!endedSinks.add(sink)) return;
            for (Element element : elements.values())
                if (element.srcPads().isEmpty() && !endedSinks.contains(element)) return;
        }
        bus.post(new Message.EndOfStream(sink));
    }

    /** The elements such that each one comes after all those downstream of it. */
    List<Element> sinksFirst() {
        Set<Element> ordered = new LinkedHashSet<>();
        for (Element element : elements.values()) addAfterDownstream(element, ordered, new LinkedHashSet<>());
        return new ArrayList<>(ordered);
    }

    private static void addAfterDownstream(Element element, Set<Element> ordered, Set<Element> path) {
        if (ordered.contains(element) || !path.add(element)) return;
        for (SrcPad pad : element.srcPads()) {
            SinkPad peer = pad.peer();
            if (peer != null) addAfterDownstream(peer.element(), ordered, path);
        }
        path.remove(element);
        ordered.add(element);
    }
}
