package dev.millrace.codec;

/**
 * The filter of a {@link ResampleMethod} as a function of the distance from its middle, in input samples.
 *
 * <p>Where the rate goes down, it is as much wider, so that it passes only what the lower rate can hold. Pure; asked while a
 * table is made.
 */
final class ImpulseResponse {
    /** Stop-band attenuation of the Kaiser window in dB, by quality 0 to 10. */
    private static final double[] ATTENUATION = {40, 50, 60, 65, 70, 80, 90, 95, 100, 110, 120};

    /** Half the length of a sinc filter in zero crossings, by quality. */
    private static final int[] HALF_LENGTHS = {4, 8, 12, 16, 24, 32, 40, 48, 64, 80, 96};

    /** Of the Blackman-Nuttall window: A. H. Nuttall, Some Windows with Very Good Sidelobe Behavior, IEEE 1981. */
    private static final double[] BLACKMAN_NUTTALL = {0.3635819, 0.4891775, 0.1365995, 0.0106411};

    /** A filter longer than this is no use: rates that are so far apart are a mistake. */
    private static final int LONGEST_HALF = 1 << 20;

    private final ResampleMethod method;
    private final int half;
    /** The highest frequency that passes, as a part of half the input rate. */
    private final double band;

    private final double beta;
    private final double besselOfBeta;

    ImpulseResponse(ResampleMethod method, int quality, int inputRate, int outputRate) {
        this.method = method;
        double cutoff = Math.min(1.0, (double) outputRate / inputRate);
        double attenuation = ATTENUATION[quality];
        this.half = switch (method) {
            case NEAREST -> 1;
            case LINEAR -> widened(1, inputRate, outputRate);
            case CUBIC -> widened(2, inputRate, outputRate);
            case BLACKMAN_NUTTALL, KAISER -> (int) Math.ceil(HALF_LENGTHS[quality] / cutoff);
        };
        if (half > LONGEST_HALF)
            throw new IllegalArgumentException("rates are too far apart: input=" + inputRate + " output=" + outputRate
                    + "; use an output rate of at least "
                    + (long) Math.ceil((double) inputRate * HALF_LENGTHS[10] / LONGEST_HALF));
        // The transition band ends at half the lower rate. Of a Blackman-Nuttall window it is as wide as the main lobe.
        double transition = method == ResampleMethod.BLACKMAN_NUTTALL
                ? 8 / (2 * half * cutoff)
                : (attenuation - 8) / (2.285 * Math.PI * 2 * half * cutoff);
        this.band = cutoff * (1 - Math.min(0.5, transition));
        this.beta = attenuation > 50
                ? 0.1102 * (attenuation - 8.7)
                : 0.5842 * Math.pow(attenuation - 21, 0.4) + 0.07886 * (attenuation - 21);
        this.besselOfBeta = bessel(beta * beta);
    }

    /** Half the length, with as many taps as GStreamer's filter has when the rate goes down. */
    private static int widened(int half, int inputRate, int outputRate) {
        if (outputRate >= inputRate) return half;
        return (int) ((2L * half * inputRate / outputRate + 1) / 2);
    }

    /** How far it reaches to either side, in input samples. */
    int half() {
        return half;
    }

    /** Its height at a distance from the middle; not normalised. */
    double at(double distance) {
        return switch (method) {
            case NEAREST -> distance > -1 && distance <= 0 ? 1 : 0;
            case LINEAR -> Math.max(0, 1 - Math.abs(distance) / half);
            case CUBIC -> spline(2 * Math.abs(distance) / half);
            case BLACKMAN_NUTTALL -> sinc(band * distance) * band * blackmanNuttall(distance / half);
            case KAISER -> sinc(band * distance) * band * kaiser(distance / half);
        };
    }

    private static double sinc(double x) {
        return x == 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x);
    }

    /** The cubic B-spline, which is zero from 2 on. */
    private static double spline(double x) {
        if (x >= 2) return 0;
        double rest = 2 - x;
        return x >= 1 ? rest * rest * rest / 6 : 2.0 / 3 - x * x * (1 - x / 2);
    }

    // The windows go on smoothly beyond their ends, where there are rows for interpolation alone.

    private static double blackmanNuttall(double x) {
        double sum = 0;
        for (int i = 0; i < BLACKMAN_NUTTALL.length; i++) sum += BLACKMAN_NUTTALL[i] * Math.cos(i * Math.PI * x);
        return sum;
    }

    private double kaiser(double x) {
        return bessel(beta * beta * (1 - x * x)) / besselOfBeta;
    }

    /** The modified Bessel function of the first kind and order zero, of the square root of {@code square}. */
    private static double bessel(double square) {
        double sum = 1;
        double term = 1;
        for (int k = 1; Math.abs(term) > 1e-12 * Math.abs(sum); k++) {
            term *= square / (4.0 * k * k);
            sum += term;
        }
        return sum;
    }
}
