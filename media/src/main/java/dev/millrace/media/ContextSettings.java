package dev.millrace.media;

import dev.millrace.runtime.Context;
import dev.millrace.runtime.Lanes;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * On which thread an element streams: the properties {@code context}, {@code context-wait} and {@code context-threads}.
 *
 * <p>Elements with the same context share its thread. With {@code context-threads} of N there are N lanes, each a thread
 * of its own; all elements of a pipeline that name the context are on the same lane. Set before READY.
 */
public final class ContextSettings {
    private static final Property<String> NAME = Property.ofString("context", "")
            .blurb("name of the context to share a thread with")
            .mutableIn(State.NULL);
    private static final Property<Integer> WAIT = Property.ofInt("context-wait", 0, 1000, 0)
            .blurb("how long the context waits between two turns, in ms; 0 does not throttle")
            .mutableIn(State.NULL);
    private static final Property<Integer> THREADS = Property.ofInt("context-threads", -1, 1024, -1)
            .blurb("lanes of the context: -1 one thread, 0 one per core, N as many threads")
            .mutableIn(State.NULL);

    private String name = "";
    private int waitMs;
    private int threads = -1;
    private boolean set;

    /** The settings of an element that has set none: the context without a name, not throttled. */
    public ContextSettings() {}

    /** The factory with the three properties; {@code of} gives an element's settings. */
    public static <E extends Element> ElementFactory<E> addTo(
            ElementFactory<E> factory, Function<E, ContextSettings> of) {
        return factory.property(NAME, (e, v) -> of.apply(e).setName(v), e -> of.apply(e).name)
                .property(WAIT, (e, v) -> of.apply(e).setWaitMs(v), e -> of.apply(e).waitMs)
                .property(THREADS, (e, v) -> of.apply(e).setThreads(v), e -> of.apply(e).threads);
    }

    private void setName(@Nullable String value) {
        name = value == null ? "" : value;
        set = true;
    }

    private void setWaitMs(@Nullable Integer value) {
        waitMs = value == null ? 0 : value;
        set = true;
    }

    private void setThreads(@Nullable Integer value) {
        threads = value == null ? -1 : value;
        set = true;
    }

    /** Whether one of the three was set: an element that can do without a context of its own asks. */
    public boolean isSet() {
        return set;
    }

    /** Acquires the context for an element of {@code pipeline}; to be closed once. */
    public Context acquire(Pipeline pipeline) throws IOException {
        Duration wait = Duration.ofMillis(waitMs);
        List<String> lanes = Lanes.names(name, threads);
        int lane = lanes.size() == 1 ? 0 : pipeline.lane(name, lanes.size());
        return pipeline.environment().acquire(lanes.get(lane), wait);
    }
}
