package dev.millrace.media;

import java.util.function.BiConsumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What can be set on every sink of GStreamer's kind: when its buffers are rendered, which are dropped, what it tells of that.
 *
 * <p>Its sink works by them ({@link Sink#Sink(SinkSettings)}); {@link #addTo} makes them properties. From any thread.
 */
public final class SinkSettings {
    static final int SYNC = 1;
    static final int LAST = 2;
    static final int CLIP = 4;
    static final int TOLD = 8;
    static final int WHOLE_END = 16;

    private static final long DEADLINE_NS = 20_000_000;

    private final boolean classic;

    private volatile boolean sync;
    volatile boolean async = true;
    private volatile boolean keepsLast;
    private volatile boolean clips;
    private volatile boolean qos;
    private volatile int checks;

    volatile long tsOffsetNs;
    volatile long maxLatenessNs = -1;
    volatile long throttleNs;
    volatile long maxBitrate;
    private volatile long deadlineNs;
    private volatile long renderDelayNs;

    private SinkSettings(boolean classic, boolean sync) {
        this.classic = classic;
        this.sync = sync;
        this.keepsLast = classic;
        this.clips = classic;
        this.deadlineNs = classic ? DEADLINE_NS : 0;
        change();
    }

    /** For a sink that renders its buffers as they come, and has none of the properties. */
    public static SinkSettings atOnce() {
        return new SinkSettings(false, false);
    }

    /** For a sink whose buffers wait for their time unless it is told otherwise, by {@link #setSync} alone. */
    public static SinkSettings inTime() {
        return new SinkSettings(false, true);
    }

    /** For a sink with all of the properties of {@link #addTo}; {@code sync} is the default of that one. */
    public static SinkSettings all(boolean sync) {
        return new SinkSettings(true, sync);
    }

    /** Whether buffers wait for their time. */
    public boolean sync() {
        return sync;
    }

    public void setSync(boolean waits) {
        sync = waits;
        change();
    }

    /** Whether buffers outside of the segment are dropped. */
    public boolean dropsOutOfSegment() {
        return clips;
    }

    public void setDropsOutOfSegment(boolean drops) {
        clips = drops;
        change();
    }

    /** What each buffer has to be looked at for; 0 for nothing. One number, because every buffer asks. */
    int checks() {
        return checks;
    }

    boolean qos() {
        return qos;
    }

    /** By how much a live stream is rendered later because of this sink, beside what its context's slices take. */
    long addedLatencyNs() {
        return sync ? deadlineNs + renderDelayNs : 0;
    }

    long renderDelayNs() {
        return renderDelayNs;
    }

    /** A time that is added to when a buffer is due, beside the latency of the pipeline. */
    long shiftNs() {
        return tsOffsetNs - renderDelayNs;
    }

    private void change() {
        boolean told = qos || throttleNs > 0 || maxLatenessNs >= 0 || maxBitrate != 0;
        checks = (sync ? SYNC : 0)
                | (keepsLast ? LAST : 0)
                | (clips ? CLIP : 0)
                | (told && sync ? TOLD : 0)
                | (classic && sync ? WHOLE_END : 0);
    }

    // ---- as properties

    /** The factory with the properties of a sink; its elements are made with {@link #all} and the same {@code sync}. */
    public static <E extends Sink> ElementFactory<E> addTo(ElementFactory<E> factory, boolean sync) {
        return addTelling(addTimes(addSync(factory, sync)))
                .property(
                        Property.ofBool("async", true).blurb("whether PAUSED waits for the first buffer"),
                        (e, v) -> e.settings().async = v == null || v,
                        e -> e.settings().async)
                .property(
                        Property.ofBool("enable-last-sample", true)
                                .blurb("whether the latest buffer is kept for last-sample")
                                .mutableIn(State.PLAYING),
                        (e, v) -> {
                            e.settings().keepsLast = v == null || v;
                            e.settings().change();
                        },
                        e -> e.settings().keepsLast)
                .readOnly(
                        Property.ofObject("last-sample", Sample.class)
                                .blurb("copy of the latest buffer, with its caps and segment; none before PAUSED"),
                        Sink::lastSample)
                .readOnly(
                        Property.ofString("stats", null).blurb("buffers rendered and dropped"),
                        e -> e.stats().toString());
    }

    /** The factory with {@code sync} alone. */
    public static <E extends Sink> ElementFactory<E> addSync(ElementFactory<E> factory, boolean sync) {
        return factory.property(
                Property.ofBool("sync", sync)
                        .blurb("whether buffers wait for their time")
                        .mutableIn(State.PLAYING),
                (e, v) -> e.settings().setSync(v == null ? sync : v),
                e -> e.settings().sync);
    }

    private static <E extends Sink> ElementFactory<E> addTimes(ElementFactory<E> factory) {
        return factory.property(
                        Property.ofLong("ts-offset", Long.MIN_VALUE, Long.MAX_VALUE, 0)
                                .blurb("added to the time of each buffer, in ns")
                                .mutableIn(State.PLAYING),
                        (e, v) -> e.settings().tsOffsetNs = v == null ? 0 : v,
                        e -> e.settings().tsOffsetNs)
                .property(
                        time("render-delay", 0, "from when a buffer is rendered to when it is perceived, in ns"),
                        late((s, v) -> s.renderDelayNs = v, 0),
                        read(s -> s.renderDelayNs))
                .property(
                        time(
                                "processing-deadline",
                                DEADLINE_NS,
                                "time that elements may take for a buffer of a live stream, in ns"),
                        late((s, v) -> s.deadlineNs = v, DEADLINE_NS),
                        read(s -> s.deadlineNs));
    }

    private static <E extends Sink> ElementFactory<E> addTelling(ElementFactory<E> factory) {
        return factory.property(
                        Property.ofLong("max-lateness", -1, Long.MAX_VALUE, -1)
                                .blurb("how late a buffer may be, in ns, before it is dropped; -1 renders all")
                                .mutableIn(State.PLAYING),
                        set((s, v) -> s.maxLatenessNs = v, -1),
                        read(s -> s.maxLatenessNs))
                .property(
                        Property.ofBool("qos", false)
                                .blurb("whether upstream is told how late or early each buffer was")
                                .mutableIn(State.PLAYING),
                        (e, v) -> {
                            e.settings().qos = v != null && v;
                            e.settings().change();
                        },
                        e -> e.settings().qos)
                .property(
                        time(
                                "throttle-time",
                                0,
                                "time between buffers that upstream is asked to keep, in ns; needs qos"),
                        set((s, v) -> s.throttleNs = v, 0),
                        read(s -> s.throttleNs))
                .property(
                        time("max-bitrate", 0, "bits per second that are rendered at most; 0 for no limit, needs sync"),
                        set((s, v) -> s.maxBitrate = v, 0),
                        read(s -> s.maxBitrate));
    }

    private static Property<Long> time(String name, long defaultValue, String blurb) {
        return Property.ofUlong(name, defaultValue).blurb(blurb).mutableIn(State.PLAYING);
    }

    private static <E extends Sink> BiConsumer<E, @Nullable Long> set(
            BiConsumer<SinkSettings, Long> field, long otherwise) {
        return (e, v) -> {
            field.accept(e.settings(), v == null ? otherwise : v);
            e.settings().change();
        };
    }

    /** The same for what is part of the latency of the pipeline. */
    private static <E extends Sink> BiConsumer<E, @Nullable Long> late(
            BiConsumer<SinkSettings, Long> field, long otherwise) {
        return (e, v) -> {
            long before = e.settings().addedLatencyNs();
            field.accept(e.settings(), v == null ? otherwise : v);
            if (e.settings().addedLatencyNs() != before) e.postLatency();
        };
    }

    private static <E extends Sink> Function<E, @Nullable Long> read(Function<SinkSettings, Long> field) {
        return e -> field.apply(e.settings());
    }
}
