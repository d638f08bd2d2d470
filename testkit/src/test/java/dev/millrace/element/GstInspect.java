package dev.millrace.element;

import dev.millrace.testkit.Peers;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** What gst-inspect-1.0 says of the elements that both have, from one run for each. */
final class GstInspect {
    private static final Map<String, String> TEXTS = new ConcurrentHashMap<>();

    private GstInspect() {}

    /** The elements that GStreamer has under the same name. */
    static List<String> elements() {
        return List.of(
                "alawdec",
                "alawenc",
                "appsink",
                "appsrc",
                "audioconvert",
                "audioresample",
                "audiotestsrc",
                "bin",
                "capsfilter",
                "clocksync",
                "fakesink",
                "fakesrc",
                "filesink",
                "filesrc",
                "identity",
                "level",
                "mulawdec",
                "mulawenc",
                "multiudpsink",
                "queue",
                "rtpdtmfsrc",
                "rtppcmadepay",
                "rtppcmapay",
                "rtppcmudepay",
                "rtppcmupay",
                "tcpclientsink",
                "tcpclientsrc",
                "tcpserversink",
                "tcpserversrc",
                "tee",
                "udpsink",
                "udpsrc",
                "wavenc",
                "wavparse");
    }

    /** All of it; skips the test where the program is missing. */
    static String text(String element) throws IOException, InterruptedException {
        Peers.need("gst-inspect-1.0");
        String known = TEXTS.get(element);
        if (known != null) return known;
        String text = Peers.output(List.of("gst-inspect-1.0", "--no-colors", element));
        TEXTS.put(element, text);
        return text;
    }

    /** What is below a heading, such as {@code Element Signals:}, up to the next one; empty where there is none. */
    static String section(String element, String heading) throws IOException, InterruptedException {
        String text = text(element);
        int begin = text.indexOf("\n" + heading + "\n");
        if (begin < 0) return "";
        int end = text.indexOf("\nElement ", begin + heading.length());
        return end < 0 ? text.substring(begin) : text.substring(begin, end);
    }
}
