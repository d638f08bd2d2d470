package dev.millrace.codec;

import java.lang.foreign.MemorySegment;

/** Tones by sines. The phases stand still while the tone is silent. */
final class OwnTone extends ToneGenerator {
    private static final double FULL_SCALE_DBM0 = 3.14;
    private static final double RATE = 8_000;
    private static final double TURN = 2 * Math.PI;

    private final double loud;
    private final double loud2;
    private final double step;
    private final double step2;
    private final boolean repeats;
    /** In samples, sounding and silent by turns; what has no length is left out. */
    private final long[] sections = new long[4];

    private int section;
    private long at;
    private long sounded;

    OwnTone(Tone tone) {
        loud = amplitude(tone.hz(), tone.dbm0());
        loud2 = amplitude(tone.hz2(), tone.dbm02());
        step = TURN * tone.hz() / RATE;
        step2 = TURN * tone.hz2() / RATE;
        repeats = tone.repeats();
        int[] lengthsMs = {tone.onMs(), tone.offMs(), tone.on2Ms(), tone.off2Ms()};
        for (int i = 0; i < sections.length; i++) sections[i] = (long) lengthsMs[i] * SAMPLES_PER_MS;
        skipEmpty();
    }

    private static double amplitude(int hz, int dbm0) {
        return hz == 0 ? 0 : 32_768 * Math.pow(10, (dbm0 - FULL_SCALE_DBM0) / 20);
    }

    @Override
    public void generate(MemorySegment into, long offset, int samples) {
        for (int i = 0; i < samples; i++) write(into, offset, i, next());
    }

    private short next() {
        if (section == sections.length) return 0;
        boolean sounds = section % 2 == 0;
        double sample = sounds ? loud * Math.sin(step * sounded) + loud2 * Math.sin(step2 * sounded) : 0;
        if (sounds) sounded++;
        if (++at == sections[section]) {
            at = 0;
            section++;
            skipEmpty();
        }
        return (short) Math.clamp(Math.round(sample), Short.MIN_VALUE, Short.MAX_VALUE);
    }

    private void skipEmpty() {
        for (int skipped = 0; skipped <= sections.length; skipped++) {
            if (section == sections.length && repeats) section = 0;
            if (section == sections.length || sections[section] > 0) return;
            section++;
        }
    }
}
