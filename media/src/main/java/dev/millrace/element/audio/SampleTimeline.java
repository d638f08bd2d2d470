package dev.millrace.element.audio;

import dev.millrace.media.Buffer;

/**
 * Times of audio by counting: a base, and the samples since then, in whole nanoseconds as GStreamer counts them. So each buffer begins where the one
 * before has ended, and nothing adds up.
 *
 * <p>On the thread of the stream.
 */
final class SampleTimeline {
    private static final long SECOND_NS = 1_000_000_000L;

    private int rate;
    private long baseNs;
    /** Since the base, which moves on by whole seconds: less than a second and a buffer, so that nothing overflows. */
    private long samples;

    private long nextNs = Buffer.NO_TIME;

    /** Samples a second, or 0 as long as they are not known. */
    int rate() {
        return rate;
    }

    /** Forgets where it is, and keeps the rate. */
    void reset() {
        nextNs = Buffer.NO_TIME;
    }

    /** Counts samples of another rate from here on. */
    void setRate(int samplesPerSecond) {
        if (rate == samplesPerSecond) return;
        rate = samplesPerSecond;
        if (nextNs != Buffer.NO_TIME) rebase(nextNs);
    }

    /** Goes on from {@code ptsNs}, which may be {@link Buffer#NO_TIME}. */
    void rebase(long ptsNs) {
        baseNs = ptsNs;
        nextNs = ptsNs;
        samples = 0;
    }

    /** Whether it knows when the next sample is due. */
    boolean isKnown() {
        return nextNs != Buffer.NO_TIME;
    }

    /** When the next sample is due, or {@link Buffer#NO_TIME}. */
    long nextNs() {
        return nextNs;
    }

    /** By how much {@code ptsNs} is later than the next sample is due; below zero when it is earlier. */
    long driftNs(long ptsNs) {
        return ptsNs - nextNs;
    }

    /** How many samples pass in a time, to the nearest. */
    long samples(long durationNs) {
        return durationNs / SECOND_NS * rate + (durationNs % SECOND_NS * rate + SECOND_NS / 2) / SECOND_NS;
    }

    /** How long a sample lasts. */
    long sampleNs() {
        return SECOND_NS / Math.max(1, rate);
    }

    /** Gives a buffer of so many samples (of each channel) the next time and its duration; without a time, it gets none. */
    void stamp(Buffer buffer, int count) {
        if (nextNs == Buffer.NO_TIME || rate == 0) return;
        long beginsNs = nextNs;
        samples += count;
        if (samples >= rate) {
            long seconds = samples / rate;
            baseNs += seconds * SECOND_NS;
            samples -= seconds * rate;
        }
        nextNs = baseNs + samples * SECOND_NS / rate;
        buffer.setPtsNs(beginsNs);
        buffer.setDurationNs(nextNs - beginsNs);
    }
}
