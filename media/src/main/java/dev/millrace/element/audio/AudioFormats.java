package dev.millrace.element.audio;

import dev.millrace.caps.Caps;
import dev.millrace.caps.Structure;
import dev.millrace.caps.Value;

/** The formats that go in and out of the elements here, with the limits of GStreamer's. */
final class AudioFormats {
    static final String MULAW = "audio/x-mulaw";
    static final String ALAW = "audio/x-alaw";

    /** Room left before the samples in a buffer of our own, for the header of a packet. */
    static final int HEADROOM = 64;

    private AudioFormats() {}

    /** All that a G.711 element takes or gives on its companded side. */
    static Caps companded(String name) {
        return Caps.of(withLimits(Structure.of(name)));
    }

    /** All that a G.711 element takes or gives on its linear side. */
    static Caps linear() {
        return Caps.of(withLimits(linear16()));
    }

    /** The format {@code format} with the rate and the channels of {@code other}. */
    static Caps withRateOf(Structure other, Structure format) {
        Structure result = format;
        for (String field : new String[] {"rate", "channels"}) {
            Value value = other.field(field);
            if (value != null) result = result.with(field, value);
        }
        return Caps.of(result);
    }

    /** What of {@code near} has a rate and channels that {@code far}, on the other side of the element, can have. */
    static Caps sameRate(Caps near, Caps far) {
        if (far.isAny()) return near;
        Caps possible = Caps.empty();
        for (Structure there : far.structures())
            for (Structure here : near.structures()) {
                Structure any = Structure.of(here.name());
                possible = possible.merge(Caps.of(here).intersect(withRateOf(there, any)));
            }
        return possible;
    }

    static Structure linear16() {
        return Structure.of("audio/x-raw").with("format", "S16LE").with("layout", "interleaved");
    }

    private static Structure withLimits(Structure structure) {
        return structure.with("rate", Value.range(8_000, 192_000)).with("channels", Value.range(1, 2));
    }
}
