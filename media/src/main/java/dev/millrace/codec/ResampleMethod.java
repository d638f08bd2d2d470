package dev.millrace.codec;

/** How a {@link Resampler} works out what lies between two samples; GStreamer's {@code GstAudioResamplerMethod}. */
public enum ResampleMethod {
    /** The sample before, as it is: fast, and full of images. */
    NEAREST,
    /** The straight line between the two samples around it. */
    LINEAR,
    /** A cubic B-spline through four samples, which softens high tones a little. */
    CUBIC,
    /** The ideal low-pass, cut to length by a Blackman-Nuttall window. */
    BLACKMAN_NUTTALL,
    /** The ideal low-pass, cut to length by a Kaiser window. */
    KAISER;

    /** Whether its filter is an ideal low-pass that a window cuts to length. */
    public boolean isSinc() {
        return this == BLACKMAN_NUTTALL || this == KAISER;
    }
}
