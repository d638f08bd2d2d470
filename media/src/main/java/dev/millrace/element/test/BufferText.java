package dev.millrace.element.test;

import dev.millrace.media.Buffer;

/** A buffer in the words of GStreamer's {@code last-message}. */
final class BufferText {
    private BufferText() {}

    static String of(String what, Buffer buffer) {
        return what + " (" + buffer.length() + " bytes, dts: " + time(buffer.dtsNs()) + ", pts: " + time(buffer.ptsNs())
                + ", duration: " + time(buffer.durationNs()) + ", flags: "
                + (buffer.has(Buffer.DISCONT) ? "discont" : "none") + ")";
    }

    /** As GStreamer shows times: hours, minutes, seconds, nanoseconds. */
    private static String time(long ns) {
        if (ns == Buffer.NO_TIME) return "none";
        long seconds = ns / 1_000_000_000;
        return String.format("%d:%02d:%02d.%09d", seconds / 3600, seconds / 60 % 60, seconds % 60, ns % 1_000_000_000);
    }
}
