package dev.millrace.element.rtp;

import dev.millrace.caps.Structure;
import dev.millrace.caps.Value;
import dev.millrace.media.Buffer;
import dev.millrace.rtp.TelephoneEvent;
import java.util.OptionalInt;

/**
 * A key goes down or up: what an event {@code dtmf-event} asks for, in GStreamer's fields.
 *
 * @param number of the key, 0 to 15; means something only when it goes down, as does the volume
 * @param volume in dBm0 without the sign, 0 to 36
 * @param lastStopNs the running time at which what was sent before ends, or {@link Buffer#NO_TIME} for now
 */
record DtmfCommand(boolean start, int number, int volume, long lastStopNs) {
    static final String NAME = "dtmf-event";

    private static final int MAX_VOLUME = 36;
    private static final int NAMED_EVENT = 1;
    private static final int AS_RTP_EVENT = 1;

    /**
     * What a structure of this name asks for.
     *
     * @throws IllegalArgumentException when it asks for nothing that can be sent; the message says what is wrong
     */
    static DtmfCommand of(Structure structure) {
        int type = required(structure, "type");
        if (type != NAMED_EVENT) throw wrong("type=" + type, "1, an event with a number");
        int method = structure.field("method") == null ? AS_RTP_EVENT : required(structure, "method");
        if (method != AS_RTP_EVENT) throw wrong("method=" + method, "1, RTP events, or leave it out");
        if (!(structure.field("start") instanceof Value.Bool(boolean start)))
            throw wrong("start=" + structure.field("start"), "true or false");
        long lastStopNs = time(structure);
        if (!start) return new DtmfCommand(false, 0, 0, lastStopNs);
        int number = required(structure, "number");
        if (number < 0 || number > TelephoneEvent.LAST_KEY) throw wrong("number=" + number, "0 to 15");
        int volume = required(structure, "volume");
        if (volume < 0 || volume > MAX_VOLUME) throw wrong("volume=" + volume, "0 to 36");
        return new DtmfCommand(true, number, volume, lastStopNs);
    }

    private static int required(Structure structure, String field) {
        OptionalInt value = structure.intValue(field);
        if (value.isEmpty()) throw wrong(field + "=" + structure.field(field), "an integer");
        return value.getAsInt();
    }

    private static long time(Structure structure) {
        return switch (structure.field("last-stop")) {
            case null -> Buffer.NO_TIME;
            case Value.Uint64(long ns) -> ns < 0 ? Buffer.NO_TIME : ns;
            case Value.Int64(long ns) -> ns < 0 ? Buffer.NO_TIME : ns;
            case Value other -> throw wrong("last-stop=" + other, "a running time in ns, such as (guint64)1000000000");
        };
    }

    private static IllegalArgumentException wrong(String what, String right) {
        return new IllegalArgumentException("dtmf-event is refused: " + what + "; use " + right);
    }

    /** The same as a message of another name says it. */
    Structure told(String messageName) {
        Structure told = Structure.of(messageName)
                .with("type", NAMED_EVENT)
                .with("method", AS_RTP_EVENT)
                .with("start", start);
        return start ? told.with("number", number).with("volume", volume) : told;
    }
}
