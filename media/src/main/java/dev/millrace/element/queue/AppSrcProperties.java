package dev.millrace.element.queue;

import dev.millrace.media.BufferList;
import dev.millrace.media.ElementFactory;
import dev.millrace.media.Property;
import dev.millrace.media.Sample;
import dev.millrace.media.State;
import dev.millrace.media.Unit;
import org.jspecify.annotations.Nullable;

/** What only the classic appsrc can be told. */
final class AppSrcProperties {
    /** What is dropped when it is full, in appsrc's words. */
    enum LeakyType {
        NONE,
        UPSTREAM,
        DOWNSTREAM
    }

    private AppSrcProperties() {}

    static int toInt(@Nullable Long value, int otherwise) {
        return value == null ? otherwise : (int) Long.min(value, Integer.MAX_VALUE);
    }

    /** Unsigned, with more than fits as no practical limit. */
    private static long toLong(@Nullable Long value, long otherwise) {
        if (value == null) return otherwise;
        return value < 0 ? Long.MAX_VALUE : value;
    }

    private static int clamp(long value) {
        return (int) Math.min(value, Integer.MAX_VALUE);
    }

    private static LeakyType typeOf(Leaky leaky) {
        return switch (leaky) {
            case NO -> LeakyType.NONE;
            case UPSTREAM -> LeakyType.UPSTREAM;
            case DOWNSTREAM -> LeakyType.DOWNSTREAM;
        };
    }

    private static Leaky leakyOf(@Nullable LeakyType type) {
        if (type == null || type == LeakyType.NONE) return Leaky.NO;
        return type == LeakyType.UPSTREAM ? Leaky.UPSTREAM : Leaky.DOWNSTREAM;
    }

    private static <T> Property<T> live(Property<T> property, String blurb) {
        return property.blurb(blurb).mutableIn(State.PLAYING);
    }

    static ElementFactory<AppSrc> addTo(ElementFactory<AppSrc> factory) {
        return seeks(times(limits(factory)))
                .property(
                        live(Property.ofBool("block", false), "whether push waits while it is full"),
                        (e, v) -> e.settings().block = v != null && v,
                        e -> e.settings().block)
                .property(
                        Property.ofBool("is-live", false).blurb("whether it is silent before PLAYING"),
                        (e, v) -> e.settings().live = v != null && v,
                        e -> e.settings().live)
                .property(
                        live(
                                Property.ofBool("emit-signals", true),
                                "whether it gives need-data, enough-data and seek-data"),
                        (e, v) -> e.settings().emitSignals = v == null || v,
                        e -> e.settings().emitSignals)
                .property(
                        Property.ofEnum("format", Unit.BYTES)
                                .blurb("what its segment counts; what is not time counts as bytes"),
                        (e, v) -> e.settings().format = v == null ? Unit.BYTES : v,
                        e -> e.settings().format)
                .property(
                        Property.ofInt("num-buffers", -1, Integer.MAX_VALUE, -1)
                                .blurb("buffers to push before the end; -1 for no end"),
                        (e, v) -> e.out().setNumBuffers(v == null ? -1 : v),
                        e -> e.out().numBuffers())
                .action(
                        "push-buffer-list",
                        "takes all buffers of a list; gives whether they were taken",
                        (e, a) -> e.push(AppSrc.only(BufferList.class, "push-buffer-list", a)),
                        BufferList.class)
                .action(
                        "push-sample",
                        "takes what a sample holds, and its caps; gives whether it was taken",
                        (e, a) -> e.push(AppSrc.only(Sample.class, "push-sample", a)),
                        Sample.class)
                .signal("need-data", "it has little or nothing to push: how many bytes would do", Integer.class)
                .signal("enough-data", "it is full")
                .signal(
                        "seek-data",
                        "the stream goes on from a position of its format: the handler answers whether it can",
                        Long.class);
    }

    private static ElementFactory<AppSrc> seeks(ElementFactory<AppSrc> factory) {
        return factory.property(
                        Property.ofEnum("stream-type", AppSrcSettings.StreamType.STREAM)
                                .blurb("whether it can be sought; seek-data then says where"),
                        (e, v) -> e.settings().streamType = v == null ? AppSrcSettings.StreamType.STREAM : v,
                        e -> e.settings().streamType)
                .property(
                        live(
                                Property.ofUint("min-percent", 0, 100, 0),
                                "of a limit: it gives need-data from there down; 0 for only when it is empty"),
                        (e, v) -> e.settings().minPercent = v == null ? 0 : v,
                        e -> e.settings().minPercent)
                .property(
                        Property.ofBool("handle-segment-change", false)
                                .blurb("whether the segment of a sample of push-sample is followed; of time, with"
                                        + " format=time"),
                        (e, v) -> e.settings().handleSegmentChange = v != null && v,
                        e -> e.settings().handleSegmentChange);
    }

    private static ElementFactory<AppSrc> limits(ElementFactory<AppSrc> factory) {
        return factory.property(
                        live(Property.ofUlong("max-buffers", 0), "buffers to hold; 0 for no limit"),
                        (e, v) -> e.settings().limits = e.settings().limits.withBuffers(clamp(toLong(v, 0))),
                        e -> (long) e.settings().limits.buffers())
                .property(
                        live(Property.ofUlong("max-bytes", 200_000), "bytes to hold; 0 for no limit"),
                        (e, v) -> e.settings().limits = e.settings().limits.withBytes(clamp(toLong(v, 200_000))),
                        e -> (long) e.settings().limits.bytes())
                .property(
                        live(Property.ofUlong("max-time", 0), "time to hold in ns; 0 for no limit"),
                        (e, v) -> e.settings().limits = e.settings().limits.withTimeNs(toLong(v, 0)),
                        e -> e.settings().limits.timeNs())
                .property(
                        Property.ofEnum("leaky-type", LeakyType.NONE).blurb("what is dropped when it is full"),
                        (e, v) -> e.settings().limits = e.settings().limits.withLeaky(leakyOf(v)),
                        e -> typeOf(e.settings().limits.leaky()))
                .readOnly(
                        Property.ofUlong("current-level-buffers", 0).blurb("buffers held now"),
                        e -> e.queue().buffers())
                .readOnly(
                        Property.ofUlong("current-level-bytes", 0).blurb("bytes held now"),
                        e -> e.queue().bytes())
                .readOnly(
                        Property.ofUlong("current-level-time", 0).blurb("time held now, in ns"),
                        e -> e.queue().timeNs());
    }

    private static ElementFactory<AppSrc> times(ElementFactory<AppSrc> factory) {
        return factory.property(
                        live(
                                Property.ofLong("min-latency", -1, Long.MAX_VALUE, -1),
                                "least latency in ns; -1 for none"),
                        (e, v) -> e.settings().minLatencyNs = v == null ? -1 : v,
                        e -> e.settings().minLatencyNs)
                .property(
                        live(
                                Property.ofLong("max-latency", -1, Long.MAX_VALUE, -1),
                                "most latency in ns; -1 for no limit"),
                        (e, v) -> e.settings().maxLatencyNs = v == null ? -1 : v,
                        e -> e.settings().maxLatencyNs)
                .property(
                        live(Property.ofUlong("duration", -1), "length of the stream in ns, if it is known"),
                        (e, v) -> e.settings().durationNs = v == null ? -1 : v,
                        e -> e.settings().durationNs)
                .property(
                        live(
                                Property.ofLong("size", -1, Long.MAX_VALUE, -1),
                                "length of the stream in bytes; -1 unknown"),
                        (e, v) -> e.settings().sizeBytes = v == null ? -1 : v,
                        e -> e.settings().sizeBytes);
    }
}
