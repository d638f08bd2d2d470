package dev.millrace.codec;

/**
 * A tone of telephony: one or two frequencies, on and off in a pattern. At 8000 samples a second.
 *
 * @param hz a frequency in Hz, or 0 for none
 * @param dbm0 its level in dBm0; 3.14 is a sine of full scale
 * @param hz2 the second frequency, or 0 for none
 * @param dbm02 its level
 * @param onMs how long it sounds
 * @param offMs how long it is silent then
 * @param on2Ms how long it sounds again
 * @param off2Ms how long it is silent again
 * @param repeats whether the pattern begins anew then; else there is silence
 */
public record Tone(int hz, int dbm0, int hz2, int dbm02, int onMs, int offMs, int on2Ms, int off2Ms, boolean repeats) {
    /** A second of nothing, and a second of silence. */
    public static final Tone NONE = new Tone(0, 0, 0, 0, 1000, 1000, 0, 0, false);

    public Tone withHz(int value) {
        return new Tone(value, dbm0, hz2, dbm02, onMs, offMs, on2Ms, off2Ms, repeats);
    }

    public Tone withDbm0(int value) {
        return new Tone(hz, value, hz2, dbm02, onMs, offMs, on2Ms, off2Ms, repeats);
    }

    public Tone withHz2(int value) {
        return new Tone(hz, dbm0, value, dbm02, onMs, offMs, on2Ms, off2Ms, repeats);
    }

    public Tone withDbm02(int value) {
        return new Tone(hz, dbm0, hz2, value, onMs, offMs, on2Ms, off2Ms, repeats);
    }

    public Tone withOn(int value) {
        return new Tone(hz, dbm0, hz2, dbm02, value, offMs, on2Ms, off2Ms, repeats);
    }

    public Tone withOff(int value) {
        return new Tone(hz, dbm0, hz2, dbm02, onMs, value, on2Ms, off2Ms, repeats);
    }

    public Tone withOn2(int value) {
        return new Tone(hz, dbm0, hz2, dbm02, onMs, offMs, value, off2Ms, repeats);
    }

    public Tone withOff2(int value) {
        return new Tone(hz, dbm0, hz2, dbm02, onMs, offMs, on2Ms, value, repeats);
    }

    public Tone withRepeats(boolean value) {
        return new Tone(hz, dbm0, hz2, dbm02, onMs, offMs, on2Ms, off2Ms, value);
    }
}
