package dev.millrace.element.queue;

import dev.millrace.media.Element;
import dev.millrace.media.ElementFactory;
import dev.millrace.media.Property;
import dev.millrace.media.State;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The properties that all elements with a {@link DataQueue} have. */
final class QueueProperties {
    static final Limits SHARED = new Limits(200, 1024 * 1024, 1_000_000_000L, Leaky.NO);
    static final Limits CLASSIC = new Limits(200, 10 * 1024 * 1024, 1_000_000_000L, Leaky.NO);

    private QueueProperties() {}

    private static int orElse(@Nullable Long value, int otherwise) {
        return value == null ? otherwise : (int) Math.min(value, Integer.MAX_VALUE);
    }

    /** More than three centuries are no limit. */
    private static long timeNs(@Nullable Long value, Limits defaults) {
        if (value == null) return defaults.timeNs();
        return value < 0 ? Long.MAX_VALUE : value;
    }

    /** The factory with limits, what happens when they are reached, and levels. */
    static <E extends Element> ElementFactory<E> addTo(
            ElementFactory<E> factory, Limits defaults, State mutableIn, Function<E, DataQueue> of) {
        return factory.property(
                        Property.ofUint("max-size-buffers", 0, 0xffff_ffffL, defaults.buffers())
                                .blurb("buffers to hold; 0 for no limit")
                                .mutableIn(mutableIn),
                        (e, v) ->
                                of.apply(e).setLimits(of.apply(e).limits().withBuffers(orElse(v, defaults.buffers()))),
                        e -> (long) of.apply(e).limits().buffers())
                .property(
                        Property.ofUint("max-size-bytes", 0, 0xffff_ffffL, defaults.bytes())
                                .blurb("bytes to hold; 0 for no limit")
                                .mutableIn(mutableIn),
                        (e, v) -> of.apply(e).setLimits(of.apply(e).limits().withBytes(orElse(v, defaults.bytes()))),
                        e -> (long) of.apply(e).limits().bytes())
                .property(
                        Property.ofUlong("max-size-time", defaults.timeNs())
                                .blurb("time to hold in ns; 0 for no limit")
                                .mutableIn(mutableIn),
                        (e, v) -> of.apply(e).setLimits(of.apply(e).limits().withTimeNs(timeNs(v, defaults))),
                        e -> of.apply(e).limits().timeNs())
                .property(
                        Property.ofEnum("leaky", Leaky.NO)
                                .blurb("what is dropped when it is full")
                                .mutableIn(mutableIn),
                        (e, v) -> of.apply(e).setLimits(of.apply(e).limits().withLeaky(v == null ? Leaky.NO : v)),
                        e -> of.apply(e).limits().leaky())
                .readOnly(
                        Property.ofUint("current-level-buffers", 0, 0xffff_ffffL, 0)
                                .blurb("buffers held now"),
                        e -> of.apply(e).buffers())
                .readOnly(
                        Property.ofUint("current-level-bytes", 0, 0xffff_ffffL, 0)
                                .blurb("bytes held now"),
                        e -> of.apply(e).bytes())
                .readOnly(
                        Property.ofUlong("current-level-time", 0).blurb("time held now, in ns"),
                        e -> of.apply(e).timeNs());
    }
}
