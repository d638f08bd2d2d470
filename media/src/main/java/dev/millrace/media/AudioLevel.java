package dev.millrace.media;

/**
 * How loud the audio of a buffer is, as RFC 6464 counts it.
 *
 * @param belowOverload from 0, as loud as can be, to 127, silence; in dB below overload
 * @param voice whether it is known to be a voice
 */
public record AudioLevel(int belowOverload, boolean voice) implements Meta {
    /** Silence, and all that is less. */
    public static final int SILENCE = 127;

    /**
     * Checks the range.
     *
     * @throws IllegalArgumentException when the level is not from 0 to 127
     */
    public AudioLevel {
        if (belowOverload < 0 || belowOverload > SILENCE)
            throw new IllegalArgumentException("level is out of range: level=" + belowOverload + "; use 0 to 127");
    }

    /** The level of a mean square, where full scale is 1. */
    public static AudioLevel ofPower(double meanSquare) {
        double decibels = meanSquare <= 0 ? -SILENCE : 10 * Math.log10(meanSquare);
        return new AudioLevel(Math.clamp(Math.round(-decibels), 0, SILENCE), false);
    }
}
