package dev.millrace.element.rtp;

import dev.millrace.caps.Structure;
import dev.millrace.media.ElementFactory;
import dev.millrace.media.Property;
import dev.millrace.media.State;
import dev.millrace.rtp.JitterBufferSettings;
import dev.millrace.rtp.JitterBufferStats;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What can be set on a jitter buffer, and what its counters look like. Written up to READY, read by the stream. */
final class JitterBufferProperties {
    private static final int PACKETS_PER_SECOND = 100;

    int latencyMs = 200;
    boolean doLost;
    private int maxDropoutTimeMs = 60_000;
    private int maxMisorderTimeMs = 2_000;

    /** The factory with these properties; {@code of} gives an element's. */
    static ElementFactory<JitterBufferElement> addTo(
            ElementFactory<JitterBufferElement> factory, Function<JitterBufferElement, JitterBufferProperties> of) {
        return factory.property(
                        Property.ofInt("latency", 0, 60_000, 200)
                                .blurb("from a packet's arrival to its release, in ms")
                                .mutableIn(State.READY),
                        (e, v) -> of.apply(e).latencyMs = v == null ? 200 : v,
                        e -> of.apply(e).latencyMs)
                .property(
                        Property.ofBool("do-lost", false)
                                .blurb("whether an event tells of each lost packet")
                                .mutableIn(State.READY),
                        (e, v) -> of.apply(e).doLost = v != null && v,
                        e -> of.apply(e).doLost)
                .property(
                        Property.ofInt("max-dropout-time", 0, Integer.MAX_VALUE, 60_000)
                                .blurb("a longer gap, in ms, is a new start of the sender"),
                        (e, v) -> of.apply(e).maxDropoutTimeMs = v == null ? 60_000 : v,
                        e -> of.apply(e).maxDropoutTimeMs)
                .property(
                        Property.ofInt("max-misorder-time", 0, Integer.MAX_VALUE, 2_000)
                                .blurb("an older packet, in ms, is a new start of the sender"),
                        (e, v) -> of.apply(e).maxMisorderTimeMs = v == null ? 2_000 : v,
                        e -> of.apply(e).maxMisorderTimeMs)
                .readOnly(
                        Property.ofString("stats", null).blurb("counters of this stream"),
                        e -> structure(e.stats()).toString());
    }

    /** The same for a stream of this clock rate on a context of this wait. */
    JitterBufferSettings settings(int clockRate, long waitNs) {
        long latencyNs = latencyMs * 1_000_000L;
        return new JitterBufferSettings(
                latencyNs,
                clockRate,
                maxDropoutTimeMs,
                maxMisorderTimeMs,
                JitterBufferSettings.capacityFor(latencyNs + waitNs, PACKETS_PER_SECOND));
    }

    private static Structure structure(@Nullable JitterBufferStats stats) {
        Structure none = Structure.of("application/x-rtp-jitterbuffer-stats");
        if (stats == null) return none;
        return none.with("num-pushed", clamp(stats.delivered()))
                .with("num-lost", clamp(stats.lost()))
                .with("num-late", clamp(stats.late()))
                .with("num-duplicates", clamp(stats.duplicate()));
    }

    private static int clamp(long count) {
        return (int) Math.min(count, Integer.MAX_VALUE);
    }
}
