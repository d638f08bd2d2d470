package dev.millrace.codec;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/** Makes the samples of one tone, from its beginning on. State of one stream; of one thread. */
public abstract sealed class ToneGenerator implements AutoCloseable permits OwnTone, SpandspTone {
    static final int SAMPLES_PER_MS = 8;

    private static final ValueLayout.OfShort SAMPLE =
            ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    ToneGenerator() {}

    /** The best there is for a tone: libspandsp's where that library is installed and may be called, else our own. */
    public static ToneGenerator of(Tone tone) {
        return SpandspTone.isInstalled() ? new SpandspTone(tone) : own(tone);
    }

    /** Our own, which makes the same samples on every machine. */
    public static ToneGenerator own(Tone tone) {
        return new OwnTone(tone);
    }

    /** Writes the next samples, 16 bits little endian, into native memory; silence once the pattern is over. */
    public abstract void generate(MemorySegment into, long offset, int samples);

    /** Frees what it has; it makes no more samples. */
    @Override
    public void close() {}

    static void write(MemorySegment into, long offset, int index, short sample) {
        into.set(SAMPLE, offset + 2L * index, sample);
    }
}
