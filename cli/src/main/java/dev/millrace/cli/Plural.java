package dev.millrace.cli;

import java.util.Locale;

/** Numbers of things, as people write them. */
final class Plural {
    private Plural() {}

    /** {@code 1 stream}, {@code 2,000 streams}. */
    static String of(long count, String thing) {
        return String.format(Locale.ROOT, count == 1 ? "%,d %s" : "%,d %ss", count, thing);
    }
}
