package dev.millrace.codec;

import java.util.random.RandomGenerator;

/**
 * Test signals, sample by sample; GStreamer's {@code wave} of audiotestsrc.
 *
 * <p>State of one stream; of one thread.
 */
public final class Wave {
    /** What it sounds like. */
    public enum Kind {
        SINE,
        SQUARE,
        SAW,
        TRIANGLE,
        SILENCE,
        WHITE_NOISE,
        PINK_NOISE,
        SINE_TABLE,
        TICKS,
        GAUSSIAN_NOISE,
        RED_NOISE,
        BLUE_NOISE,
        VIOLET_NOISE
    }

    private static final double TURN = 2 * Math.PI;

    private final RandomGenerator random;
    private double phase;
    private double brown;
    private double before;
    private final double[] pink = new double[7];

    /** A signal at its beginning; noise is drawn from {@code random}. */
    public Wave(RandomGenerator random) {
        this.random = random;
    }

    /**
     * The next sample, from -1 to 1.
     *
     * @param step the frequency over the rate
     * @param inTick for ticks: whether one sounds now
     */
    public double next(Kind kind, double step, boolean inTick) {
        double at = phase;
        phase += step;
        phase -= Math.floor(phase);
        return switch (kind) {
            case SINE, SINE_TABLE -> Math.sin(TURN * at);
            case SQUARE -> at < 0.5 ? 1 : -1;
            case SAW -> at < 0.5 ? 2 * at : 2 * at - 2;
            case TRIANGLE -> at < 0.25 ? 4 * at : at < 0.75 ? 2 - 4 * at : 4 * at - 4;
            case SILENCE -> 0;
            case TICKS -> inTick ? Math.sin(TURN * at) : 0;
            case WHITE_NOISE -> white();
            case GAUSSIAN_NOISE -> Math.clamp(random.nextGaussian() / 3, -1, 1);
            case PINK_NOISE -> pink();
            case RED_NOISE -> red();
            case BLUE_NOISE -> difference(pink());
            case VIOLET_NOISE -> difference(white());
        };
    }

    private double white() {
        return 2 * random.nextDouble() - 1;
    }

    /** Paul Kellet's filter: within 0.05 dB of 3 dB per octave. */
    private double pink() {
        double white = white();
        pink[0] = 0.99886 * pink[0] + white * 0.0555179;
        pink[1] = 0.99332 * pink[1] + white * 0.0750759;
        pink[2] = 0.96900 * pink[2] + white * 0.1538520;
        pink[3] = 0.86650 * pink[3] + white * 0.3104856;
        pink[4] = 0.55000 * pink[4] + white * 0.5329522;
        pink[5] = -0.7616 * pink[5] - white * 0.0168980;
        double sum = pink[0] + pink[1] + pink[2] + pink[3] + pink[4] + pink[5] + pink[6] + white * 0.5362;
        pink[6] = white * 0.115926;
        return Math.clamp(0.11 * sum, -1, 1);
    }

    private double red() {
        brown = Math.clamp(brown + white() / 16, -1, 1);
        return brown;
    }

    private double difference(double now) {
        double difference = (now - before) / 2;
        before = now;
        return difference;
    }
}
