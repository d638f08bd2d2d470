package dev.millrace.load;

/**
 * The main job: streams of PCMU that come in, are evened out, transcoded to PCMA and sent on.
 *
 * @param streams how many
 * @param contexts how many contexts share them
 * @param contextThreads lanes of each context, as the property says
 * @param waitMs the slice of the contexts
 * @param inBase the port of the first stream that comes in
 * @param outBase the port to which the first stream is sent
 * @param latencyMs latency of the jitter buffers
 * @param sharedSocket whether all streams of a context are sent from one socket
 */
public record Transcoding(
        int streams,
        int contexts,
        int contextThreads,
        int waitMs,
        int inBase,
        int outBase,
        int latencyMs,
        boolean sharedSocket) {
    /** How the names of the contexts, and so of their threads, begin. */
    public static final String CONTEXT_PREFIX = "transcode-";

    /** The launch text of one stream. */
    public String text(int stream) {
        return "ts-udpsrc address=127.0.0.1 port=" + (inBase + stream) + " context=" + context(stream % contexts)
                + " context-wait=" + waitMs + " context-threads=" + contextThreads
                + " retrieve-sender-address=false"
                + " caps=\"application/x-rtp,media=audio,clock-rate=8000,encoding-name=PCMU,payload=0\""
                + " ! ts-jitterbuffer latency=" + latencyMs
                + " ! rtppcmudepay ! mulawdec ! alawenc ! rtppcmapay"
                + " ! ts-udpsink bind-address=127.0.0.1 shared-socket=" + sharedSocket + " clients=127.0.0.1:"
                + (outBase + stream);
    }

    /** The name of a context. */
    public static String context(int index) {
        return CONTEXT_PREFIX + index;
    }
}
