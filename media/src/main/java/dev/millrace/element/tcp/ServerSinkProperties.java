package dev.millrace.element.tcp;

import dev.millrace.media.ElementFactory;
import dev.millrace.media.Property;
import dev.millrace.media.State;
import dev.millrace.media.Unit;
import org.jspecify.annotations.Nullable;

/** What a {@link TcpServerSink} can be told of its clients: how far they may fall behind, and with what new ones begin. */
final class ServerSinkProperties {
    private ServerSinkProperties() {}

    static ElementFactory<TcpServerSink> addTo(ElementFactory<TcpServerSink> factory) {
        return counts(beginnings(limits(factory)))
                .property(
                        live(
                                Property.ofUlong("timeout", 0),
                                "how long a client may take nothing, in ns, before it is removed; 0 for ever"),
                        (e, v) -> e.timeoutNs = v == null ? 0 : v < 0 ? Long.MAX_VALUE : v,
                        e -> e.timeoutNs)
                .property(
                        live(
                                Property.ofInt("qos-dscp", -1, 63, -1),
                                "differentiated services code point of what is sent; -1 leaves it as it is"),
                        (e, v) -> mark(e, v == null ? -1 : v),
                        e -> e.dscp);
    }

    private static void mark(TcpServerSink sink, int dscp) {
        sink.dscp = dscp;
        if (sink.viewers() != null) sink.withViewers(Viewers::markAll);
    }

    private static ElementFactory<TcpServerSink> limits(ElementFactory<TcpServerSink> factory) {
        return factory.property(
                        live(Property.ofEnum("unit-format", Unit.BUFFERS), "what units-max and units-soft-max count"),
                        (e, v) -> e.backlog = e.backlog.with(v == null ? Unit.BUFFERS : v),
                        e -> e.backlog.unit())
                .property(
                        live(
                                ofLong("units-max"),
                                "units that may wait for a client before it is removed; -1 for no limit"),
                        (e, v) -> e.backlog = e.backlog.withMost(orNone(v)),
                        e -> e.backlog.most())
                .property(
                        live(ofLong("units-soft-max"), "units from which on recover-policy applies; -1 for no limit"),
                        (e, v) -> e.backlog = e.backlog.withSoft(orNone(v)),
                        e -> e.backlog.soft())
                .property(
                        live(ofInt("buffers-max"), "the same as units-max"),
                        (e, v) -> e.backlog = e.backlog.withMost(v == null ? -1 : v),
                        e -> (int) Math.min(e.backlog.most(), Integer.MAX_VALUE))
                .property(
                        live(ofInt("buffers-soft-max"), "the same as units-soft-max"),
                        (e, v) -> e.backlog = e.backlog.withSoft(v == null ? -1 : v),
                        e -> (int) Math.min(e.backlog.soft(), Integer.MAX_VALUE))
                .property(
                        live(
                                Property.ofEnum("recover-policy", RecoverPolicy.NONE),
                                "what a client that has fallen behind units-soft-max goes on with"),
                        (e, v) -> e.backlog = e.backlog.with(v == null ? RecoverPolicy.NONE : v),
                        e -> e.backlog.policy());
    }

    private static ElementFactory<TcpServerSink> beginnings(ElementFactory<TcpServerSink> factory) {
        return factory.property(
                        live(Property.ofEnum("sync-method", SyncMethod.LATEST), "with what a new client begins"),
                        (e, v) -> e.burst = e.burst.with(v == null ? SyncMethod.LATEST : v),
                        e -> e.burst.method())
                .property(
                        live(Property.ofEnum("burst-format", Unit.UNDEFINED), "what burst-value counts"),
                        (e, v) -> e.burst = e.burst.with(v == null ? Unit.UNDEFINED : v),
                        e -> e.burst.leastUnit())
                .property(
                        live(Property.ofUlong("burst-value", 0), "with how much of the past a new client begins"),
                        (e, v) -> e.burst = e.burst.withLeast(v == null ? 0 : v),
                        e -> e.burst.least())
                .property(
                        live(ofInt("buffers-min"), "buffers that are kept for new clients; -1 as few as possible"),
                        (e, v) -> e.kept = e.kept.withBuffers(v == null ? -1 : v),
                        e -> e.kept.buffers())
                .property(
                        live(ofInt("bytes-min"), "bytes that are kept for new clients; -1 as few as possible"),
                        (e, v) -> e.kept = e.kept.withBytes(v == null ? -1 : v),
                        e -> e.kept.bytes())
                .property(
                        live(ofLong("time-min"), "time that is kept for new clients, in ns; -1 as little as possible"),
                        (e, v) -> e.kept = e.kept.withTime(orNone(v)),
                        e -> e.kept.timeNs());
    }

    private static ElementFactory<TcpServerSink> counts(ElementFactory<TcpServerSink> factory) {
        return factory.readOnly(
                        Property.ofUint("num-handles", 0, 0xffff_ffffL, 0).blurb("clients there are now"),
                        e -> e.viewers() == null ? 0L : (long) e.viewers().count())
                .readOnly(
                        Property.ofUint("buffers-queued", 0, 0xffff_ffffL, 0)
                                .blurb("buffers that are kept, or wait for the slowest client"),
                        e -> e.viewers() == null ? 0L : (long) e.viewers().buffersQueued())
                .readOnly(
                        Property.ofUlong("bytes-to-serve", 0).blurb("bytes that came to be sent to clients"),
                        e -> e.viewers() == null ? 0L : e.viewers().bytesToServe())
                .readOnly(
                        Property.ofUlong("bytes-served", 0).blurb("bytes sent, of all clients"),
                        e -> e.viewers() == null ? 0L : e.viewers().bytesServed());
    }

    private static <T> Property<T> live(Property<T> property, String blurb) {
        return property.blurb(blurb).mutableIn(State.PLAYING);
    }

    private static Property<Integer> ofInt(String name) {
        return Property.ofInt(name, -1, Integer.MAX_VALUE, -1);
    }

    private static Property<Long> ofLong(String name) {
        return Property.ofLong(name, -1, Long.MAX_VALUE, -1);
    }

    private static long orNone(@Nullable Long value) {
        return value == null ? -1 : value;
    }
}
