package dev.millrace.load;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * What a peer process says of itself, one line of JSON at a time.
 *
 * @param done whether it has sent everything, and nothing more is coming in
 * @param sent packets sent
 * @param lateSlots slots that the machine let it send too late
 * @param received what came back, or null when it does not receive
 */
public record PeerStatus(
        boolean done, long sent, long lateSlots, @Nullable ReceiveStats received) {
    private static final JsonMapper JSON = new JsonMapper();

    /** Before anything was sent. */
    static final PeerStatus READY = new PeerStatus(false, 0, 0, null);

    String line() {
        return JSON.writeValueAsString(this);
    }

    static PeerStatus parse(String line) {
        return JSON.readValue(line, PeerStatus.class);
    }
}
