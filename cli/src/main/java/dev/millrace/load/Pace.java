package dev.millrace.load;

import java.util.Locale;

/** How the packets of all streams are placed in the 20 ms that each stream has between two of its own. */
public enum Pace {

    /** Evenly, in slots of 1 ms, as independent senders would on average. */
    SPREAD("spread", 20),

    /** All at once, as the first published threadshare benchmark did. */
    BURST("burst", 1);

    private final String text;
    private final int slots;

    Pace(String text, int slots) {
        this.text = text;
        this.slots = slots;
    }

    /**
     * The one of that name.
     *
     * @throws IllegalArgumentException if there is none
     */
    public static Pace parse(String text) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "spread" -> SPREAD;
            case "burst" -> BURST;
            default -> throw new IllegalArgumentException("unknown pace: pace=" + text + ", expected spread or burst");
        };
    }

    /** Into how many parts the period is cut. */
    int slots() {
        return slots;
    }

    @Override
    public String toString() {
        return text;
    }
}
