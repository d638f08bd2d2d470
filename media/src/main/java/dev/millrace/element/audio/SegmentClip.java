package dev.millrace.element.audio;

import dev.millrace.media.Buffer;
import dev.millrace.media.Event;
import org.jspecify.annotations.Nullable;

/**
 * What of a buffer of audio lies in the segment of its stream, in samples of each channel; GStreamer's {@code
 * gst_audio_buffer_clip}.
 *
 * <p>On the thread of the stream.
 */
final class SegmentClip {
    private static final long SECOND_NS = 1_000_000_000L;

    private Event.@Nullable Segment segment;
    private int front;
    private int kept;

    /** Follows another segment; null for none, which cuts nothing off. */
    void follow(Event.@Nullable Segment next) {
        boolean cuts = next != null && next.format() == Event.Segment.Format.TIME;
        segment = cuts ? next : null;
    }

    /** Looks at a buffer of so many samples that begins at a time; what has no time is kept whole. */
    void measure(long ptsNs, int samples, int rate) {
        front = 0;
        kept = samples;
        Event.Segment in = segment;
        if (in == null || ptsNs == Buffer.NO_TIME || rate <= 0) return;
        long endNs = ptsNs + samples * SECOND_NS / rate;
        boolean endsLate = in.stop() != Buffer.NO_TIME && endNs > in.stop();
        if (ptsNs >= in.start() && !endsLate) return;
        front = samplesIn(in.start() - ptsNs, rate, samples);
        int back = endsLate ? samplesIn(endNs - in.stop(), rate, samples) : 0;
        boolean outside = endNs <= in.start() || (endsLate && ptsNs >= in.stop());
        kept = outside ? 0 : Math.max(0, samples - front - back);
    }

    private static int samplesIn(long durationNs, int rate, int most) {
        if (durationNs <= 0) return 0;
        if (durationNs >= most * SECOND_NS / rate + SECOND_NS) return most;
        return (int) Math.min(most, durationNs * rate / SECOND_NS);
    }

    /** Samples to cut off before those that are kept. */
    int front() {
        return front;
    }

    /** Samples to keep. */
    int kept() {
        return kept;
    }

    /** When what is kept begins, of a buffer that began at {@code ptsNs}. */
    long beginNs(long ptsNs) {
        Event.Segment in = segment;
        return front == 0 || in == null ? ptsNs : in.start();
    }
}
