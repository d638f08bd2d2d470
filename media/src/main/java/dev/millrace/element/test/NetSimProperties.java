package dev.millrace.element.test;

import dev.millrace.media.ElementFactory;
import dev.millrace.media.Property;
import dev.millrace.media.State;

/** What a netsim can be told. */
final class NetSimProperties {
    private NetSimProperties() {}

    private static <T> Property<T> live(Property<T> property, String blurb) {
        return property.blurb(blurb).mutableIn(State.PLAYING);
    }

    static ElementFactory<NetSim> addTo(ElementFactory<NetSim> factory) {
        return losses(delays(factory))
                .property(
                        live(
                                Property.ofInt("max-kbps", -1, Integer.MAX_VALUE, -1),
                                "rate above which it drops; -1 for none"),
                        (e, v) -> e.maxKbps = v == null ? -1 : v,
                        e -> e.maxKbps)
                .property(
                        live(
                                Property.ofInt("max-bucket-size", -1, Integer.MAX_VALUE, -1),
                                "kbit that may come at once; -1 for no limit"),
                        (e, v) -> e.maxBucketKbit = v == null ? -1 : v,
                        e -> e.maxBucketKbit)
                .property(
                        Property.ofLong("seed", Long.MIN_VALUE, Long.MAX_VALUE, 0)
                                .blurb("what chance begins with; 0 for another one each time"),
                        (e, v) -> e.seed = v == null ? 0 : v,
                        e -> e.seed)
                .readOnly(Property.ofLong("dropped", 0, Long.MAX_VALUE, 0).blurb("buffers dropped"), NetSim::dropped);
    }

    private static ElementFactory<NetSim> delays(ElementFactory<NetSim> factory) {
        return factory.property(
                        live(
                                Property.ofInt("min-delay", Integer.MIN_VALUE, Integer.MAX_VALUE, 200),
                                "least delay in ms"),
                        (e, v) -> e.minDelayMs = v == null ? 200 : Math.max(0, v),
                        e -> e.minDelayMs)
                .property(
                        live(
                                Property.ofInt("max-delay", Integer.MIN_VALUE, Integer.MAX_VALUE, 400),
                                "most delay in ms"),
                        (e, v) -> e.maxDelayMs = v == null ? 400 : Math.max(0, v),
                        e -> e.maxDelayMs)
                .property(
                        live(
                                Property.ofEnum("delay-distribution", NetSim.Distribution.UNIFORM),
                                "how delays lie between the least and the most"),
                        (e, v) -> e.distribution = v == null ? NetSim.Distribution.UNIFORM : v,
                        e -> e.distribution)
                .property(
                        live(Property.ofFloat("delay-probability", 0, 1, 0), "how likely a buffer is delayed"),
                        (e, v) -> e.delayProbability = v == null ? 0 : v,
                        e -> e.delayProbability)
                .property(
                        live(Property.ofBool("allow-reordering", true), "whether a delayed buffer may be overtaken"),
                        (e, v) -> e.allowReordering = v == null || v,
                        e -> e.allowReordering);
    }

    private static ElementFactory<NetSim> losses(ElementFactory<NetSim> factory) {
        return factory.property(
                        live(Property.ofFloat("drop-probability", 0, 1, 0), "how likely a buffer is lost"),
                        (e, v) -> e.dropProbability = v == null ? 0 : v,
                        e -> e.dropProbability)
                .property(
                        live(Property.ofDouble("drop-burst", 1, 1000, 1), "buffers that are lost in a row, on average"),
                        (e, v) -> e.dropBurst = v == null ? 1 : v,
                        e -> e.dropBurst)
                .property(
                        live(Property.ofUint("drop-packets", 0, 0xffff_ffffL, 0), "buffers to lose from now on"),
                        (e, v) -> e.dropPackets = v == null ? 0 : (int) Math.min(v, Integer.MAX_VALUE),
                        e -> (long) e.dropPackets)
                .property(
                        live(Property.ofFloat("duplicate-probability", 0, 1, 0), "how likely a buffer is doubled"),
                        (e, v) -> e.duplicateProbability = v == null ? 0 : v,
                        e -> e.duplicateProbability);
    }
}
