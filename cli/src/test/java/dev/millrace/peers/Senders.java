package dev.millrace.peers;

import java.io.IOException;
import java.nio.file.Path;

/** Peers that send the source as PCMU, in real time, and end when it has ended. */
enum Senders {
    /** 20 ms a packet. */
    FFMPEG("ffmpeg"),
    /** As many samples as fit, and what is left of a frame in a short packet. */
    FFMPEG_BIG("ffmpeg"),
    GSTREAMER("gst-launch-1.0");

    private final String program;

    Senders(String program) {
        this.program = program;
    }

    String program() {
        return program;
    }

    Child start(Path wav, int port) throws IOException {
        return switch (this) {
            case FFMPEG -> ffmpeg(wav, "asetnsamples=n=160:p=0", "rtp://127.0.0.1:" + port + "?pkt_size=172");
            case FFMPEG_BIG -> ffmpeg(wav, "anull", "rtp://127.0.0.1:" + port);
            case GSTREAMER ->
                Child.start(("gst-launch-1.0 filesrc location=" + wav + " ! wavparse ! mulawenc"
                                + " ! rtppcmupay min-ptime=20000000 max-ptime=20000000 ! udpsink host=127.0.0.1 port="
                                + port)
                        .split(" "));
        };
    }

    private static Child ffmpeg(Path wav, String filter, String url) throws IOException {
        return Child.start(
                "ffmpeg",
                "-nostdin",
                "-v",
                "error",
                "-re",
                "-i",
                wav.toString(),
                "-af",
                filter,
                "-c:a",
                "pcm_mulaw",
                "-f",
                "rtp",
                url);
    }

    /** The source in the mu-law that this one sends. */
    Path mulaw(Path wav) throws IOException, InterruptedException {
        return this == GSTREAMER ? Speech.mulawByGst(wav) : Speech.mulawByFfmpeg(wav);
    }
}
