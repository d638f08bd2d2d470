package dev.millrace.element.queue;

import dev.millrace.media.ElementFactory;
import dev.millrace.media.Property;
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
        return times(limits(factory))
                .property(
                        live(Property.ofBool("block", false), "whether push waits while it is full"),
                        (e, v) -> e.block = v != null && v,
                        e -> e.block)
                .property(
                        Property.ofBool("is-live", false).blurb("whether it is silent before PLAYING"),
                        (e, v) -> e.live = v != null && v,
                        e -> e.live)
                .property(
                        live(Property.ofBool("emit-signals", true), "whether it gives need-data and enough-data"),
                        (e, v) -> e.emitSignals = v == null || v,
                        e -> e.emitSignals)
                .property(
                        Property.ofEnum("format", Unit.BYTES)
                                .blurb("what its segment counts; what is not time counts as bytes"),
                        (e, v) -> e.format = v == null ? Unit.BYTES : v,
                        e -> e.format)
                .signal("need-data", "it has nothing to push")
                .signal("enough-data", "it is full");
    }

    private static ElementFactory<AppSrc> limits(ElementFactory<AppSrc> factory) {
        return factory.property(
                        live(Property.ofUlong("max-buffers", 0), "buffers to hold; 0 for no limit"),
                        (e, v) -> e.limits = e.limits.withBuffers(clamp(toLong(v, 0))),
                        e -> (long) e.limits.buffers())
                .property(
                        live(Property.ofUlong("max-bytes", 200_000), "bytes to hold; 0 for no limit"),
                        (e, v) -> e.limits = e.limits.withBytes(clamp(toLong(v, 200_000))),
                        e -> (long) e.limits.bytes())
                .property(
                        live(Property.ofUlong("max-time", 0), "time to hold in ns; 0 for no limit"),
                        (e, v) -> e.limits = e.limits.withTimeNs(toLong(v, 0)),
                        e -> e.limits.timeNs())
                .property(
                        Property.ofEnum("leaky-type", LeakyType.NONE).blurb("what is dropped when it is full"),
                        (e, v) -> e.limits = e.limits.withLeaky(leakyOf(v)),
                        e -> typeOf(e.limits.leaky()))
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
                        (e, v) -> e.minLatencyNs = v == null ? -1 : v,
                        e -> e.minLatencyNs)
                .property(
                        live(
                                Property.ofLong("max-latency", -1, Long.MAX_VALUE, -1),
                                "most latency in ns; -1 for no limit"),
                        (e, v) -> e.maxLatencyNs = v == null ? -1 : v,
                        e -> e.maxLatencyNs)
                .property(
                        live(Property.ofUlong("duration", -1), "length of the stream in ns, if it is known"),
                        (e, v) -> e.durationNs = v == null ? -1 : v,
                        e -> e.durationNs)
                .property(
                        live(
                                Property.ofLong("size", -1, Long.MAX_VALUE, -1),
                                "length of the stream in bytes; -1 unknown"),
                        (e, v) -> e.sizeBytes = v == null ? -1 : v,
                        e -> e.sizeBytes);
    }
}
