package dev.millrace.testkit;

import dev.millrace.caps.Caps;
import dev.millrace.future.Completer;
import dev.millrace.launch.Launch;
import dev.millrace.media.Buffer;
import dev.millrace.media.BufferPool;
import dev.millrace.media.Element;
import dev.millrace.media.ElementFactory;
import dev.millrace.media.Event;
import dev.millrace.media.FlowReturn;
import dev.millrace.media.Message;
import dev.millrace.media.PadTemplate;
import dev.millrace.media.Pipeline;
import dev.millrace.media.Registry;
import dev.millrace.media.SrcPad;
import dev.millrace.media.State;
import dev.millrace.runtime.Context;
import dev.millrace.sim.SteppedEnvironment;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One element, or a few in a row, alone: a test feeds the first, looks at what comes out of the last, and moves the clock.
 *
 * <pre>{@code
 * try (var h = PadHarness.of("mulawdec").caps("audio/x-mulaw, rate=8000, channels=1")) {
 *     h.push(bytes);
 *     assertThat(h.pull()).isEqualTo(samples);
 *     h.assertAllBuffersReturned();
 * }
 * }</pre>
 *
 * <p>The element is PLAYING when the harness is there. One that is a source is fed nothing: what it has pushed can be pulled. Every call does all that follows from it before it returns. Closing
 * brings the element down and fails when a buffer has not come back. On the thread of the test.
 */
public final class PadHarness implements AutoCloseable {
    private static final int HEADROOM = 64;
    private static final Duration SLICE = Duration.ofMillis(1);
    private static final Duration LIMIT = Duration.ofSeconds(10);

    private final SteppedEnvironment environment = new SteppedEnvironment(1);
    private final Pipeline pipeline = new Pipeline("harness", environment);
    private final Feeder feeder;
    private final Element first;
    private final Element last;
    private final @Nullable Catcher catcher;
    private final List<Message> messages = new ArrayList<>();
    private boolean begun;

    private PadHarness(String text, Registry registry, boolean open) {
        Launch.into(pipeline, registry, text);
        keepNoSamples(pipeline);
        first = pipeline.elements().getFirst();
        last = pipeline.elements().getLast();
        feeder = pipeline.add(Feeder.FACTORY);
        if (has(first, PadTemplate.Direction.SINK)) pipeline.link(feeder, first);
        catcher = open || !has(last, PadTemplate.Direction.SRC) ? null : pipeline.add(Catcher.FACTORY);
        if (catcher != null) pipeline.link(last, catcher);
        setState(State.PLAYING);
    }

    /**
     * The elements that launch text describes, such as {@code gain factor=2}; fed at the first, watched at the last.
     *
     * @param more elements that no installed plugin has
     * @throws RuntimeException when an element does not come up, for its reason
     */
    public static PadHarness of(String text, ElementFactory<?>... more) {
        return new PadHarness(text, Registry.installed().with(more), false);
    }

    /** As {@link #of}, for elements that end in sinks of their own, or in nothing: fed at the first, with nothing to pull. */
    public static PadHarness ofMany(String text, ElementFactory<?>... more) {
        return new PadHarness(text, Registry.installed().with(more), true);
    }

    /**
     * Has the sinks of a pipeline keep no last sample, so that each buffer that does not come back is a leak; the harness does it
     * with its own. A test of {@code last-sample} sets {@code enable-last-sample} after that. Returns the pipeline.
     */
    public static Pipeline keepNoSamples(Pipeline pipeline) {
        for (Element element : pipeline.elements())
            if (element.factory().properties().stream()
                    .anyMatch(one -> one.name().equals("enable-last-sample"))) element.set("enable-last-sample", false);
        return pipeline;
    }

    private static boolean has(Element element, PadTemplate.Direction direction) {
        return element.factory().padTemplates().stream().anyMatch(template -> template.direction() == direction);
    }

    // ---- what goes in

    /** Tells the format of what is pushed next; returns this. */
    public PadHarness caps(String caps) {
        event(new Event.CapsChange(Caps.parse(caps)));
        return this;
    }

    /** Tells an event, after the beginning of the stream; returns whether it was understood. */
    public boolean event(Event event) {
        begin();
        AtomicReference<@Nullable Boolean> understood = new AtomicReference<>();
        feeder.add(pad -> understood.set(pad.pushEvent(event)));
        return done(understood);
    }

    /** Ends the stream. */
    public void endOfStream() {
        event(new Event.EndOfStream());
    }

    /** A buffer of these bytes from the pool of the context, without times, with headroom; to be pushed or released. */
    public Buffer buffer(byte[] bytes) {
        return buffer(HEADROOM, bytes);
    }

    /** A buffer of these bytes with so much headroom and at least as much room after them; to be pushed or released. */
    public Buffer buffer(int headroom, byte[] bytes) {
        Buffer buffer =
                BufferPool.of(feeder.context(), headroom + 2 * bytes.length).acquire();
        buffer.setRange(headroom, bytes.length);
        MemorySegment.copy(MemorySegment.ofArray(bytes), 0, buffer.segment(), headroom, bytes.length);
        return buffer;
    }

    /** Pushes a buffer of these bytes. */
    public FlowReturn push(byte[] bytes) {
        return push(buffer(bytes));
    }

    /** Pushes a buffer of these bytes, of whose values the low 8 bits count. */
    public FlowReturn push(int... bytes) {
        byte[] narrow = new byte[bytes.length];
        for (int i = 0; i < bytes.length; i++) narrow[i] = (byte) bytes[i];
        return push(narrow);
    }

    /** Pushes a buffer of these bytes with a PTS. */
    public FlowReturn pushAt(long ptsNs, byte[] bytes) {
        Buffer buffer = buffer(bytes);
        buffer.setPtsNs(ptsNs);
        return push(buffer);
    }

    /**
     * Pushes a buffer and its reference.
     *
     * @throws IllegalStateException when the stream waits for an element; {@link #pushLater} waits with it
     */
    public FlowReturn push(Buffer buffer) {
        AtomicReference<@Nullable FlowReturn> flow = new AtomicReference<>();
        begin();
        feeder.add(pad -> flow.set(pad.push(buffer)));
        return done(flow);
    }

    /** Pushes a buffer and its reference as soon as the stream does not wait any more. */
    public void pushLater(Buffer buffer) {
        begin();
        feeder.addBuffer(buffer);
        environment.step();
    }

    /** How many pushes have not been done, because the stream waits. */
    public int pending() {
        return feeder.pending();
    }

    /** Flushes the stream, also while it waits: what it waits for is given up. A new segment has to follow. */
    public void flush() {
        feeder.flush();
        environment.step();
    }

    /** Does {@code action} on the stream, as one item, with the pad that it pushes from. */
    public void onStream(Consumer<SrcPad> action) {
        begin();
        feeder.add(action);
        environment.step();
    }

    private <T> T done(AtomicReference<@Nullable T> result) {
        environment.step();
        T value = result.get();
        if (value == null)
            throw new IllegalStateException("stream waits: pending=" + pending() + "; advance the time, or push later");
        return value;
    }

    private void begin() {
        if (begun) return;
        begun = true;
        feeder.add(pad -> {
            pad.pushEvent(new Event.StreamStart("harness"));
            pad.pushEvent(Event.Segment.TIME);
        });
        environment.step();
    }

    // ---- what comes out

    /** The bytes of the next buffer that came out, which is released. */
    public byte[] pull() {
        Buffer buffer = pullBuffer();
        byte[] bytes = buffer.toArray();
        buffer.release();
        return bytes;
    }

    /** The next buffer that came out; the caller holds it. */
    public Buffer pullBuffer() {
        Buffer buffer = caught().buffers.poll();
        if (buffer == null) throw new NoSuchElementException("no buffer has come out: messages=" + messages());
        return buffer;
    }

    /** How many buffers have come out and were not pulled. */
    public int available() {
        return caught().buffers.size();
    }

    /** The events that have come out so far. */
    public List<Event> events() {
        return List.copyOf(caught().events);
    }

    /** The format of what comes out, or null. */
    public @Nullable Caps outputCaps() {
        return last.srcPads().getFirst().currentCaps();
    }

    /** What downstream answers from now on; buffers are let go unless it is OK. */
    public void answer(FlowReturn flow) {
        caught().answer = flow;
    }

    /** Has downstream take one buffer and the stream that pushes it wait, until {@link #unblock}. */
    public void block() {
        caught().wait = new Completer<>();
    }

    /** Downstream takes everything again. */
    public void unblock() {
        Completer<@Nullable Void> waiting = caught().wait;
        caught().wait = null;
        if (waiting != null) waiting.complete(null);
        environment.step();
    }

    private Catcher caught() {
        if (catcher == null) throw new IllegalStateException("nothing comes out: element=" + last.name());
        return catcher;
    }

    // ---- the element and the world around it

    /** The first element. */
    public Element element() {
        return first;
    }

    /** The value of a property of the first element. */
    public @Nullable Object get(String property) {
        return first.get(property);
    }

    /** What was posted so far, without changes of state and of properties and without beginnings. */
    public List<Message> messages() {
        for (Message message = pipeline.bus().poll();
                message != null;
                message = pipeline.bus().poll())
            if (!(message instanceof Message.StateChanged)
                    && !(message instanceof Message.PropertyNotify)
                    && !(message instanceof Message.StreamStart)) messages.add(message);
        return List.copyOf(messages);
    }

    /** The text of the first error that was posted, or null. */
    public @Nullable String error() {
        for (Message message : messages()) if (message instanceof Message.Error error) return error.text();
        return null;
    }

    /** Whether the end of the stream was posted. */
    public boolean hasEnded() {
        return messages().stream().anyMatch(Message.EndOfStream.class::isInstance);
    }

    /** The context of the stream that is fed. */
    public Context context() {
        return feeder.context();
    }

    public Pipeline pipeline() {
        return pipeline;
    }

    public SteppedEnvironment environment() {
        return environment;
    }

    /** Brings everything to a state; what begins anew below PAUSED is a new stream. */
    public void setState(State state) {
        environment.run(pipeline.setState(state), SLICE, LIMIT);
        if (state.compareTo(State.PAUSED) < 0) begun = false;
    }

    /** Moves the time forward in slices of 1 ms. */
    public void advance(Duration duration) {
        environment.advance(duration, SLICE);
    }

    /**
     * Checks that nobody holds a buffer.
     *
     * @throws AssertionError when somebody does, or one that came out was not pulled
     */
    public void assertAllBuffersReturned() {
        long held = held();
        int caught = catcher == null ? 0 : catcher.buffers.size();
        if (held != 0) throw new AssertionError("buffers are not returned: held=" + held + ", not pulled=" + caught);
    }

    /**
     * Brings the element down.
     *
     * @throws AssertionError when a buffer has not come back then, other than those that were not pulled
     */
    @Override
    public void close() {
        setState(State.READY);
        if (catcher != null) {
            catcher.buffers.forEach(Buffer::release);
            catcher.buffers.clear();
        }
        long held = held();
        setState(State.NULL);
        if (held != 0) throw new AssertionError("buffers have leaked: held=" + held);
    }

    /** Buffers of the feeder's context, and of the element's own where it is a source. */
    private long held() {
        long held = BufferPool.outstanding(feeder.context());
        if (first.sinkPads().isEmpty() && !first.srcPads().isEmpty()) {
            Context own = first.srcPads().getFirst().streamContext();
            if (own != null && own != feeder.context()) held += BufferPool.outstanding(own);
        }
        return held;
    }
}
