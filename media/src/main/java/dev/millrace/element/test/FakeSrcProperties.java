package dev.millrace.element.test;

import dev.millrace.media.Buffer;
import dev.millrace.media.ElementFactory;
import dev.millrace.media.Event;
import dev.millrace.media.Pad;
import dev.millrace.media.Property;
import dev.millrace.media.SourceSettings;
import dev.millrace.media.State;
import dev.millrace.media.Unit;

/** What a fakesrc can be told. */
final class FakeSrcProperties {
    private FakeSrcProperties() {}

    private static <T> Property<T> live(Property<T> property, String blurb) {
        return property.blurb(blurb).mutableIn(State.PLAYING);
    }

    static ElementFactory<FakeSrc> addTo(ElementFactory<FakeSrc> factory) {
        return shown(sizes(SourceSettings.addTo(factory)))
                .property(
                        live(Property.ofInt("datarate", 0, Integer.MAX_VALUE, 0), "bytes per second; 0 for no times"),
                        (e, v) -> e.dataRate = v == null ? 0 : v,
                        e -> e.dataRate)
                .property(
                        live(Property.ofBool("sync", false), "whether buffers wait for their time"),
                        (e, v) -> e.sync = v != null && v,
                        e -> e.sync)
                .property(
                        Property.ofBool("is-live", false).blurb("whether it is silent before PLAYING"),
                        (e, v) -> e.live = v != null && v,
                        e -> e.live)
                .property(
                        Property.ofEnum("format", Unit.BYTES)
                                .blurb("what its segment counts; what is not time counts as bytes"),
                        (e, v) -> e.format = v == Unit.TIME ? Event.Segment.Format.TIME : Event.Segment.Format.BYTES,
                        e -> e.format == Event.Segment.Format.TIME ? Unit.TIME : Unit.BYTES);
    }

    private static ElementFactory<FakeSrc> sizes(ElementFactory<FakeSrc> factory) {
        return factory.property(
                        live(Property.ofEnum("sizetype", FakeSrc.SizeType.EMPTY), "how large buffers are"),
                        (e, v) -> e.sizeType = v == null ? FakeSrc.SizeType.EMPTY : v,
                        e -> e.sizeType)
                .property(
                        live(Property.ofInt("sizemin", 0, Integer.MAX_VALUE, 0), "least bytes of a random size"),
                        (e, v) -> e.sizeMin = v == null ? 0 : v,
                        e -> e.sizeMin)
                .property(
                        live(Property.ofInt("sizemax", 0, Integer.MAX_VALUE, 4096), "bytes, or most of a random size"),
                        (e, v) -> e.sizeMax = v == null ? 4096 : v,
                        e -> e.sizeMax)
                .property(
                        live(Property.ofEnum("filltype", FakeSrc.FillType.NOTHING), "what is in buffers"),
                        (e, v) -> e.fillType = v == null ? FakeSrc.FillType.NOTHING : v,
                        e -> e.fillType);
    }

    private static ElementFactory<FakeSrc> shown(ElementFactory<FakeSrc> factory) {
        return factory.property(
                        live(Property.ofBool("silent", true), "whether no message tells of each buffer"),
                        (e, v) -> e.silent = v == null || v,
                        e -> e.silent)
                .property(
                        live(Property.ofBool("dump", false), "whether the bytes are shown on the standard output"),
                        (e, v) -> e.dump = v != null && v,
                        e -> e.dump)
                .property(
                        live(Property.ofBool("signal-handoffs", false), "whether the signal handoff is given"),
                        (e, v) -> e.signalHandoffs = v != null && v,
                        e -> e.signalHandoffs)
                .readOnly(Property.ofString("last-message", null).blurb("what came last"), e -> e.lastMessage)
                .signal("handoff", "a buffer goes out: the buffer and its pad", Buffer.class, Pad.class);
    }
}
