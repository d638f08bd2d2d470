package dev.millrace.codec;

/**
 * How a {@link FilterTable} is made.
 *
 * @param method what kind of filter
 * @param quality 0 (fast) to 10 (long filter); sinc filters alone have qualities
 * @param mode whether there is a row of taps for each place, of sinc filters alone
 * @param interpolation how taps are worked out from rows of the filter that are close to them, of sinc filters alone
 * @param autoThresholdBytes how large a table may be that {@link Mode#AUTO} makes for each place
 */
public record FilterSettings(
        ResampleMethod method, int quality, Mode mode, Interpolation interpolation, long autoThresholdBytes) {
    /** A Kaiser window of the usual length, and a full table up to one MiB. */
    public static final FilterSettings DEFAULT =
            new FilterSettings(ResampleMethod.KAISER, 4, Mode.AUTO, Interpolation.CUBIC, 1 << 20);

    /** Where the taps come from; GStreamer's {@code GstAudioResamplerFilterMode}. */
    public enum Mode {
        /** From a small table, by interpolation for each sample: little memory, more work. */
        INTERPOLATED,
        /** From a table with a row for each place between two samples that there is. */
        FULL,
        /** Full while that is small enough. */
        AUTO
    }

    /** How taps are worked out between rows; GStreamer's {@code GstAudioResamplerFilterInterpolation}. */
    public enum Interpolation {
        /** Not at all: each row of a full table is the filter itself. An interpolated table takes {@link #CUBIC}. */
        NONE,
        /** From two rows, which have to be close together. */
        LINEAR,
        /** From four rows. */
        CUBIC
    }

    /**
     * Checks the quality.
     *
     * @throws IllegalArgumentException when it is not 0 to 10
     */
    public FilterSettings {
        if (quality < 0 || quality > 10)
            throw new IllegalArgumentException("quality is out of range: quality=" + quality + "; use 0 - 10");
    }

    /** The same with another quality. */
    public FilterSettings withQuality(int other) {
        return new FilterSettings(method, other, mode, interpolation, autoThresholdBytes);
    }

    /** The same with another method. */
    public FilterSettings withMethod(ResampleMethod other) {
        return new FilterSettings(other, quality, mode, interpolation, autoThresholdBytes);
    }

    /** The same with another mode. */
    public FilterSettings withMode(Mode other) {
        return new FilterSettings(method, quality, other, interpolation, autoThresholdBytes);
    }

    /** The same with another interpolation. */
    public FilterSettings withInterpolation(Interpolation other) {
        return new FilterSettings(method, quality, mode, other, autoThresholdBytes);
    }

    /** The same with another limit of {@link Mode#AUTO}. */
    public FilterSettings withAutoThreshold(long bytes) {
        return new FilterSettings(method, quality, mode, interpolation, bytes);
    }
}
