package dev.millrace.element.audio;

import dev.millrace.caps.Caps;
import dev.millrace.caps.Structure;
import dev.millrace.caps.Value;
import dev.millrace.codec.SampleFormat;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Linear audio as caps describe it.
 *
 * @param format of each sample
 * @param rate samples per second and channel
 * @param channels interleaved
 */
record RawAudio(SampleFormat format, int rate, int channels) {
    /** All that there is. */
    static final Caps ANY =
            Caps.of(structure().with("rate", Value.range(1, Integer.MAX_VALUE)).with("channels", Value.range(1, 64)));

    private static Structure structure() {
        List<Value> names = new ArrayList<>();
        names.add(Value.of(SampleFormat.S16LE.name()));
        for (SampleFormat format : SampleFormat.values())
            if (format != SampleFormat.S16LE) names.add(Value.of(format.name()));
        return Structure.of("audio/x-raw").with("format", Value.choice(names)).with("layout", "interleaved");
    }

    /** What fixed caps say, or null when they are no linear audio. */
    static @Nullable RawAudio of(Caps caps) {
        if (caps.structures().size() != 1) return null;
        Structure all = caps.structure(0);
        SampleFormat format = SampleFormat.named(all.string("format"));
        int rate = all.intValue("rate").orElse(0);
        int channels = all.intValue("channels").orElse(0);
        boolean known = all.name().equals("audio/x-raw") && format != null && rate > 0 && channels > 0;
        return known && format != null ? new RawAudio(format, rate, channels) : null;
    }

    Caps caps() {
        return Caps.of(Structure.of("audio/x-raw")
                .with("format", format.name())
                .with("layout", "interleaved")
                .with("rate", rate)
                .with("channels", channels));
    }

    /** Bytes of one sample of each channel. */
    int frameBytes() {
        return format.bytes() * channels;
    }

    /** How many whole frames there are in a time. */
    long frames(long durationNs) {
        return durationNs / 1_000_000_000L * rate + durationNs % 1_000_000_000L * rate / 1_000_000_000L;
    }

    /** How long so many frames last. */
    long durationNs(long frames) {
        return Math.multiplyHigh(frames, 1_000_000_000L) == 0
                ? frames * 1_000_000_000L / rate
                : (long) (frames * 1e9 / rate);
    }
}
