package dev.millrace.media;

import dev.millrace.future.Future;
import dev.millrace.future.Futures;
import dev.millrace.runtime.Environment;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Elements linked into streams, brought up and down together, with one clock and one bus.
 *
 * <p>Its methods may be called from any thread. Links between pads through which a stream passes change on the thread of that
 * stream ({@link Pad#whenIdle}, {@link SrcPad#block}).
 */
public final class Pipeline implements AutoCloseable {
    private final Environment environment;
    private final String name;
    private final Bus bus;
    private final Bin root;
    private final PipelineClock time;
    private final PipelineLatency latency = new PipelineLatency(this);
    private final long groupId;

    private volatile @Nullable Clock chosenClock;
    private volatile boolean clockIsChosen;

    /** Guarded by itself. */
    private final EndedSinks ended = new EndedSinks(this);

    // Guarded by this.
    private final Map<String, Integer> laneByContext = new LinkedHashMap<>();
    private final Queue<StateChange> changes = new ArrayDeque<>();
    private volatile @Nullable StateChange current;

    /** An empty pipeline on this machine. */
    public Pipeline(String name) {
        this(name, Environment.machine());
    }

    /** An empty pipeline in an environment. */
    public Pipeline(String name, Environment environment) {
        this.name = name;
        this.environment = environment;
        this.bus = new Bus(environment.blocking());
        this.time = new PipelineClock(environment);
        this.root = Bin.rootOf(this, name);
        this.groupId = environment.random().nextLong();
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

    /** The bin that all its elements are in; what the pipeline itself tells comes from it. */
    public Bin bin() {
        return root;
    }

    /** What the streams of this pipeline have in common. */
    long groupId() {
        return groupId;
    }

    // ---- building

    /** Makes an element with a name of its own, such as {@code fakesink0}, and adds it. */
    public <E extends Element> E add(ElementFactory<E> factory) {
        return root.add(factory);
    }

    /**
     * Makes an element and adds it. In a pipeline that is up already it is in state NULL until {@link #sync}.
     *
     * @throws IllegalArgumentException when there is one of this name already
     */
    public <E extends Element> E add(ElementFactory<E> factory, String elementName) {
        return root.add(factory, elementName);
    }

    /** Takes an element out, with its links; it has to be in state NULL. */
    public void remove(Element element) {
        Bin from = element.parent();
        (from == null ? root : from).remove(element);
    }

    /** Links each element to the next, from its first free source pad to the first free sink pad. */
    public void link(Element... chain) {
        for (int i = 1; i < chain.length; i++)
            link(Links.freeSrcPad(chain[i - 1], chain[i]), Links.freeSinkPad(chain[i - 1], chain[i]));
    }

    /**
     * Links two pads. Upstream of a stream that is up already negotiates again.
     *
     * @throws LinkException when one is linked already, they have no format in common, or there would be a loop
     */
    public void link(SrcPad src, SinkPad sink) {
        Links.link(src, sink);
    }

    /**
     * Takes a link away.
     *
     * @throws LinkException when they are not linked to each other
     */
    public void unlink(SrcPad src, SinkPad sink) {
        Links.unlink(src, sink);
    }

    /** The element of this name, in the pipeline or in a bin in it, or null. */
    public @Nullable Element find(String elementName) {
        return root.find(elementName);
    }

    /**
     * The element of this name, in the pipeline or in a bin in it.
     *
     * @throws IllegalArgumentException when there is none
     */
    public Element get(String elementName) {
        Element element = find(elementName);
        if (element == null)
            throw new IllegalArgumentException("no element \"" + elementName + "\" in pipeline " + name + "; it has "
                    + String.join(", ", elements().stream().map(Element::name).toList()));
        return element;
    }

    /** Its elements, in the order in which they were added, bins as one. */
    public List<Element> elements() {
        return root.elements();
    }

    /** Its elements and those in bins, without the bins. */
    public List<Element> allElements() {
        return root.allElements();
    }

    // ---- states

    /** Brings everything up to PLAYING. */
    public Future<State> play() {
        return setState(State.PLAYING);
    }

    /** Brings everything to PAUSED: unless it {@link #isLive}, with the first buffer in each sink. */
    public Future<State> pause() {
        return setState(State.PAUSED);
    }

    /** Brings everything down to NULL. */
    public Future<State> stop() {
        return setState(State.NULL);
    }

    /** Whether one of its sources is live: there is no preroll then, and PAUSED is reached without buffers. */
    public boolean isLive() {
        return allElements().stream().anyMatch(Element::isLiveSource);
    }

    /**
     * Brings everything to {@code target}; begins at once, whether or not somebody waits for the result. Changes follow one
     * another in the order in which they were asked for; one that waits for first buffers is given up for one that leads
     * below PAUSED.
     *
     * @return the state reached; fails with the failure of the element that could not follow, which has posted an error, and
     *     as cancelled when it was given up. Cancelling it ends the waiting, not the change
     */
    public Future<State> setState(State target) {
        return change(target, List.of());
    }

    /** Brings one element, or all in a bin, to a state: one that was added, to that of the pipeline, or one that is to go, to NULL. */
    public Future<State> setState(Element element, State target) {
        List<Element> only = element instanceof Bin bin ? bin.allElements() : List.of(element);
        return only.isEmpty() ? Futures.ready(target) : change(target, only);
    }

    /** Brings an element that was added to a running pipeline to the state of the pipeline. */
    public Future<State> sync(Element element) {
        return setState(element, root.state());
    }

    private synchronized Future<State> change(State target, List<Element> only) {
        StateChange change = new StateChange(this, target, only, this::changeEnded);
        if (target.compareTo(State.PAUSED) < 0 && only.isEmpty()) changes.forEach(StateChange::supersede);
        changes.add(change);
        if (changes.size() == 1) begin(change);
        return change.done();
    }

    private void begin(StateChange change) {
        current = change;
        change.wake();
    }

    private synchronized void changeEnded() {
        changes.remove();
        current = null;
        StateChange next = changes.peek();
        if (next != null) begin(next);
    }

    /** Ends the stream of each source; the bus tells when all sinks have seen it. */
    public void sendEndOfStream() {
        allElements().forEach(Element::endStream);
    }

    /** Sends an event upstream, from one sink after the other until an element understands it; returns whether one has. */
    public boolean sendUpstream(Event event) {
        return Ends.offer(allElements(), event);
    }

    /** Drops what is under way in all streams, which go on with what comes next. */
    public void flush() {
        allElements().forEach(Element::flushStream);
    }

    /**
     * Has the streams go on from another position; from any thread, in PAUSED or PLAYING.
     *
     * @return whether a source, or an element on the way to it, does so
     */
    public boolean seek(Event.Seek seek) {
        return ended.seek(seek);
    }

    /** Brings it down, without waiting for it. */
    @Override
    public void close() {
        setState(State.NULL);
    }

    // ---- time

    /** The time that it has been PLAYING, which the times of buffers count; {@code nowNs} is the environment's. */
    public long runningTimeNs(long nowNs) {
        return time.runningTimeNs(nowNs);
    }

    /** The environment's time at which a running time is reached. */
    public long clockTimeNs(long runningTimeNs) {
        return time.clockTimeNs(runningTimeNs);
    }

    /** What the clock showed when running time was zero. */
    public long baseTimeNs() {
        return time.baseTimeNs();
    }

    /** Sets what the clock showed at running time zero, so that pipelines with one clock have one running time. */
    public void setBaseTimeNs(long baseTimeNs) {
        time.setBaseTimeNs(baseTimeNs);
    }

    /** The clock that counts, or null for the environment's own. */
    public @Nullable Clock clock() {
        return time.clock();
    }

    /** Has this clock count from the next start on, whatever the elements offer; null for the environment's own. */
    public void useClock(@Nullable Clock clock) {
        chosenClock = clock;
        clockIsChosen = true;
    }

    /** How much later than its running time a buffer is rendered, in every sink. */
    public long latencyNs() {
        return latency.latencyNs();
    }

    /** Sets the latency by hand; {@link #recalculateLatency} leaves it. */
    public void setLatencyNs(long latencyNs) {
        latency.set(latencyNs);
    }

    /** Asks every sink how late its stream comes, and has all of them wait for the slowest. Done at PLAYING by itself. */
    public void recalculateLatency() {
        latency.recalculate();
    }

    /** Where the stream is, or {@link Buffer#NO_TIME}. */
    public long queryPosition(Event.Segment.Format format) {
        Query.Position query = new Query.Position(format);
        return Ends.ask(allElements(), query) ? query.value() : Buffer.NO_TIME;
    }

    /** How long the stream is, or {@link Buffer#NO_TIME}. */
    public long queryDuration(Event.Segment.Format format) {
        Query.Duration query = new Query.Duration(format);
        return Ends.ask(allElements(), query) ? query.value() : Buffer.NO_TIME;
    }

    // ---- for state changes, one at a time

    void beforeStep(State from, boolean up) {
        if (from == State.READY && up) {
            time.reset();
            ended.clear();
        }
        if (from == State.PAUSED && up) beforePlaying();
        if (from == State.PLAYING) time.stop();
    }

    private void beforePlaying() {
        Clock clock = clockIsChosen ? chosenClock : offeredClock();
        if (clock != time.clock()) {
            time.use(clock);
            bus.post(new Message.NewClock(root, clock == null ? "environment" : clock.name()));
        }
        recalculateLatency();
        time.start();
    }

    /** Sources know best how fast their data comes, then sinks. */
    private @Nullable Clock offeredClock() {
        List<Element> order = sinksFirst(List.of()).reversed();
        for (Element element : order) {
            Clock offered = element.provideClock();
            if (offered != null) return offered;
        }
        return null;
    }

    /** All elements have reached a state, and so have the bins. */
    void allReached(State state, boolean prerolled) {
        for (Bin bin : root.allBins()) bin.setState(state);
        root.setState(state);
        if (prerolled) bus.post(new Message.AsyncDone(root));
    }

    // ---- for elements

    void posted(Message message) {
        bus.post(message);
        StateChange waiting = current;
        if (waiting != null && message instanceof Message.Error error) waiting.giveUp(error);
    }

    /** The lane of a context that this pipeline is on: the next one in turn, chosen when it is first asked for. */
    synchronized int lane(String context, int lanes) {
        return laneByContext.computeIfAbsent(context, environment::nextLane) % lanes;
    }

    void sinkEnded(Element sink) {
        ended.add(sink);
    }

    /** A flush: the stream of this sink has not ended any more. */
    void sinkGoesOn(Element sink) {
        ended.remove(sink);
    }

    void resetRunningTime() {
        time.reset();
    }

    /** All elements, or these, such that each one comes after all those downstream of it. */
    List<Element> sinksFirst(List<Element> only) {
        List<Element> all = Downstream.first(allElements());
        if (only.isEmpty()) return all;
        Set<Element> wanted = new HashSet<>(only);
        return all.stream().filter(wanted::contains).toList();
    }
}
