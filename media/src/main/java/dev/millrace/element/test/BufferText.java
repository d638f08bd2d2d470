package dev.millrace.element.test;

import dev.millrace.media.Buffer;
import dev.millrace.media.Event;
import dev.millrace.media.Pad;
import java.util.Objects;
import java.util.stream.Collectors;

/** Buffers and events in the words of GStreamer's {@code last-message}. */
final class BufferText {
    private BufferText() {}

    /** What has happened to a buffer at a pad. */
    static String of(String what, Pad pad, Buffer buffer) {
        return what + "   ******* (" + pad + ") (" + buffer.length() + " bytes, dts: " + time(buffer.dtsNs())
                + ", pts: " + time(buffer.ptsNs()) + ", duration: " + time(buffer.durationNs()) + ", flags: "
                + flags(buffer) + ")";
    }

    /** An event at a pad. */
    static String of(Pad pad, Event event) {
        return "event   ******* (" + pad + ") " + event;
    }

    private static String flags(Buffer buffer) {
        String names = Buffer.FLAG_NAMES.keySet().stream()
                .filter(name -> buffer.has(Objects.requireNonNull(Buffer.FLAG_NAMES.get(name))))
                .sorted()
                .collect(Collectors.joining(" "));
        return names.isEmpty() ? "none" : names;
    }

    /** As GStreamer shows times: hours, minutes, seconds, nanoseconds. */
    private static String time(long ns) {
        if (ns == Buffer.NO_TIME) return "none";
        long seconds = ns / 1_000_000_000;
        return String.format("%d:%02d:%02d.%09d", seconds / 3600, seconds / 60 % 60, seconds % 60, ns % 1_000_000_000);
    }
}
