package dev.millrace.load;

import java.util.Arrays;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What a receiver expects in the packets of its streams. */
public enum Expectation {

    /** The ramp of {@link RampPattern} in &micro;-law, payload type 0. */
    PCMU_RAMP("pcmu:ramp"),

    /** The ramp transcoded to A-law, payload type 8. */
    PCMA_RAMP("pcma:ramp"),

    /** RTP of any kind: only sequence numbers are checked. */
    ANY("any");

    private final String text;

    Expectation(String text) {
        this.text = text;
    }

    /**
     * The one that is written so on a command line.
     *
     * @throws IllegalArgumentException if there is none
     */
    public static Expectation parse(String text) {
        for (Expectation expectation : values()) {
            if (expectation.text.equals(text)) {
                return expectation;
            }
        }
        throw new IllegalArgumentException("unknown expectation: expect=" + text + ", expected one of "
                + Arrays.stream(values()).map(Expectation::toString).collect(Collectors.joining(", ")));
    }

    /** What the samples are to be; null when they may be anything. */
    @Nullable
    RampPattern pattern() {
        return switch (this) {
            case PCMU_RAMP -> RampPattern.PCMU;
            case PCMA_RAMP -> RampPattern.PCMA;
            case ANY -> null;
        };
    }

    @Override
    public String toString() {
        return text;
    }
}
