package dev.millrace.element.test;

import dev.millrace.media.Buffer;
import dev.millrace.media.ElementFactory;
import dev.millrace.media.Property;
import dev.millrace.media.State;

/** What an identity can be told. */
final class IdentityProperties {
    private IdentityProperties() {}

    private static <T> Property<T> live(Property<T> property, String blurb) {
        return property.blurb(blurb).mutableIn(State.PLAYING);
    }

    static ElementFactory<Identity> addTo(ElementFactory<Identity> factory) {
        return shown(timed(factory))
                .property(
                        live(
                                Property.ofInt("eos-after", -1, Integer.MAX_VALUE, -1),
                                "number of the buffer in whose place the stream ends; -1 for no end"),
                        (e, v) -> e.eosAfter = v == null ? -1 : v,
                        e -> e.eosAfter)
                .property(
                        live(
                                Property.ofInt("error-after", -1, Integer.MAX_VALUE, -1),
                                "number of the buffer in whose place there is an error; -1 for none"),
                        (e, v) -> e.errorAfter = v == null ? -1 : v,
                        e -> e.errorAfter)
                .property(
                        live(Property.ofFloat("drop-probability", 0, 1, 0), "how likely a buffer is dropped"),
                        (e, v) -> e.dropProbability = v == null ? 0 : v,
                        e -> e.dropProbability)
                .property(
                        live(Property.ofBool("check-imperfect-timestamp", false), "whether gaps and overlaps are told"),
                        (e, v) -> e.checkTimestamp = v != null && v,
                        e -> e.checkTimestamp)
                .property(
                        live(
                                Property.ofFlags("drop-buffer-flags", Buffer.FLAG_NAMES),
                                "buffers with any of these flags are dropped"),
                        (e, v) -> e.droppedFlags = v == null ? 0 : v,
                        e -> e.droppedFlags)
                .property(
                        live(
                                Property.ofBool("drop-allocation", false),
                                "whether upstream does not hear what buffers downstream wants"),
                        (e, v) -> e.dropAllocation = v != null && v,
                        e -> e.dropAllocation)
                .property(
                        Property.ofBool("single-segment", false).blurb("whether all segments become one"),
                        (e, v) -> e.singleSegment = v != null && v,
                        e -> e.singleSegment);
    }

    private static ElementFactory<Identity> timed(ElementFactory<Identity> factory) {
        return factory.property(
                        live(Property.ofUint("sleep-time", 0, 0xffff_ffffL, 0), "wait after each buffer, in us"),
                        (e, v) -> e.sleepUs = v == null ? 0 : (int) Math.min(v, Integer.MAX_VALUE),
                        e -> (long) e.sleepUs)
                .property(
                        live(
                                Property.ofInt("datarate", 0, Integer.MAX_VALUE, 0),
                                "bytes per second; 0 leaves the times"),
                        (e, v) -> e.dataRate = v == null ? 0 : v,
                        e -> e.dataRate)
                .property(
                        live(Property.ofBool("sync", false), "whether the stream waits for the time of each buffer"),
                        (e, v) -> e.sync = v != null && v,
                        e -> e.sync)
                .property(
                        live(
                                Property.ofLong("ts-offset", Long.MIN_VALUE, Long.MAX_VALUE, 0),
                                "added to the time that is waited for, in ns"),
                        (e, v) -> e.tsOffsetNs = v == null ? 0 : v,
                        e -> e.tsOffsetNs);
    }

    private static ElementFactory<Identity> shown(ElementFactory<Identity> factory) {
        return factory.property(
                        live(Property.ofBool("silent", true), "whether no message tells of each buffer"),
                        (e, v) -> e.silent = v == null || v,
                        e -> e.silent)
                .property(
                        live(Property.ofBool("dump", false), "whether the bytes are shown on the standard output"),
                        (e, v) -> e.dump = v != null && v,
                        e -> e.dump)
                .property(
                        live(Property.ofBool("signal-handoffs", true), "whether the signal handoff is given"),
                        (e, v) -> e.signalHandoffs = v == null || v,
                        e -> e.signalHandoffs)
                .readOnly(Property.ofString("last-message", null).blurb("what came last"), e -> e.lastMessage)
                .readOnly(
                        Property.ofString("stats", null).blurb("buffers and bytes that have passed"),
                        e -> e.stats().toString())
                .signal("handoff", "a buffer passes: the buffer", Buffer.class);
    }
}
