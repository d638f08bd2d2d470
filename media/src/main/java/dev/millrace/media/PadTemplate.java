package dev.millrace.media;

import dev.millrace.caps.Caps;
import org.jspecify.annotations.Nullable;

/**
 * What pads an element has, and what can flow through them.
 *
 * @param name the pad's name; of pads made on request or during the stream a pattern with one {@code %u} or {@code %s}, such
 *     as {@code sink_%u}
 * @param direction which way buffers pass it
 * @param presence when it is there
 * @param caps all formats that are possible
 */
public record PadTemplate(String name, Direction direction, Presence presence, Caps caps) {
    /** Which way buffers pass a pad. */
    public enum Direction {
        /** Into the element. */
        SINK,
        /** Out of the element. */
        SRC
    }

    /** When a pad is there. */
    public enum Presence {
        /** As long as the element. */
        ALWAYS,
        /** From when the element finds out about a stream. */
        SOMETIMES,
        /** From when somebody asks for it. */
        REQUEST
    }

    /** Of a pad that is always there. */
    public PadTemplate(String name, Direction direction, Caps caps) {
        this(name, direction, Presence.ALWAYS, caps);
    }

    /** The pad name number {@code number} of the pattern. */
    public String named(int number) {
        return name.replace("%u", Integer.toString(number)).replace("%s", Integer.toString(number));
    }

    /** Whether a pad of this name can be of this template. */
    public boolean matches(String padName) {
        int percent = name.indexOf('%');
        if (percent < 0) return name.equals(padName);
        String tail = name.substring(Math.min(percent + 2, name.length()));
        if (!padName.startsWith(name.substring(0, percent)) || !padName.endsWith(tail)) return false;
        int end = padName.length() - tail.length();
        if (end <= percent) return false;
        String middle = padName.substring(percent, end);
        return name.startsWith("%s", percent) || middle.chars().allMatch(c -> c >= '0' && c <= '9');
    }

    /** The number in a pad's name, or -1 where there is none. */
    int numberIn(String padName) {
        int percent = name.indexOf('%');
        if (percent < 0 || !matches(padName)) return -1;
        @Nullable Integer number = null;
        try {
            number = Integer.valueOf(padName.substring(percent, padName.length() - (name.length() - percent - 2)));
        } catch (NumberFormatException e) {
            return -1;
        }
        return number;
    }
}
