package dev.millrace.load;

import dev.millrace.codec.G711;
import dev.millrace.rtp.RtpPayload;
import dev.millrace.rtp.RtpPayloads;
import java.lang.foreign.MemorySegment;
import java.util.Locale;
import java.util.Objects;

/**
 * The payload that proves delivery: a receiver that knows it can tell from the samples alone whether packets are
 * complete, in order and exact, and which packet it has.
 *
 * <p>Sample {@code n} of stream {@code s}, counted from the stream's start, has the phase {@code (n + 7 s) mod 251} and
 * a code that depends on the phase only. A packet holds 160 samples, 20 ms at 8 kHz; so packet {@code k} begins with
 * the phase {@code (160 k + 7 s) mod 251}, and since 251 is prime, a phase names one packet of 251 in a row: 5.02 s.
 *
 * <p>The code of PCMU is the phase itself, except the seven phases whose samples lie on a decision value of the A-law:
 * G.711 leaves open to which side these fall, and coders differ. They take the code behind them. The code of PCMA is
 * what decoding PCMU and encoding A-law makes of it.
 *
 * <p>Immutable; any thread may call. Nothing is allocated.
 */
public final class RampPattern {

    /** Samples, and bytes, of a packet's payload. */
    public static final int SAMPLES_PER_PACKET = 160;

    /** Samples of a second of a stream. */
    static final int SAMPLES_PER_SECOND = 8000;

    /** How many phases there are. */
    static final int PHASES = 251;

    /** The pattern in &micro;-law, as the sender makes it. */
    public static final RampPattern PCMU = new RampPattern("PCMU", mulawCodes());

    /** The pattern in A-law, as an exact transcoder makes it of {@link #PCMU}. */
    public static final RampPattern PCMA = new RampPattern("PCMA", alawCodes());

    private static final int PHASES_PER_STREAM = 7;

    /** The inverse of 160 modulo 251. */
    private static final int PACKETS_PER_PHASE = inverse(SAMPLES_PER_PACKET);

    /** One period and one packet more, so that the payload of every phase is a slice of it. */
    private final MemorySegment codes;

    private final String encodingName;
    private final int payloadType;

    private RampPattern(String encodingName, byte[] codes) {
        RtpPayload payload = RtpPayloads.byEncoding(encodingName, SAMPLES_PER_SECOND, 1);
        this.encodingName = encodingName;
        this.payloadType = Objects.requireNonNull(payload).type();
        this.codes = MemorySegment.ofArray(codes);
    }

    /**
     * The pattern in the encoding of that name, PCMU or PCMA in any case.
     *
     * @throws IllegalArgumentException if there is none
     */
    public static RampPattern parse(String encodingName) {
        return switch (encodingName.toUpperCase(Locale.ROOT)) {
            case "PCMU" -> PCMU;
            case "PCMA" -> PCMA;
            default ->
                throw new IllegalArgumentException("unknown codec: codec=" + encodingName + ", expected PCMU or PCMA");
        };
    }

    /**
     * The phase of the first sample of a packet.
     *
     * @param stream number of the stream, 0 or more
     * @param packet number of the packet in its stream; negative for one before the first
     * @return 0 to 250
     */
    public static int phase(int stream, long packet) {
        return (int) Math.floorMod(packet * SAMPLES_PER_PACKET + (long) stream * PHASES_PER_STREAM, (long) PHASES);
    }

    /**
     * Which packet of the stream begins with that phase.
     *
     * @param stream number of the stream, 0 or more
     * @param phase 0 to 250
     * @return the number of the packet modulo 251
     */
    static int packet(int stream, int phase) {
        long offset = phase - (long) stream * PHASES_PER_STREAM;
        return (int) (Math.floorMod(offset, (long) PHASES) * PACKETS_PER_PHASE % PHASES);
    }

    /** The RTP payload type that says so: 0 or 8. */
    public int payloadType() {
        return payloadType;
    }

    /** Writes the 160 bytes of payload that begin with {@code phase} to {@code target} at {@code offset}. */
    public void fill(int phase, MemorySegment target, long offset) {
        MemorySegment.copy(codes, phase, target, offset, SAMPLES_PER_PACKET);
    }

    /** Whether the 160 bytes of {@code payload} at {@code offset} are those that begin with {@code phase}. */
    boolean matches(int phase, MemorySegment payload, long offset) {
        return MemorySegment.mismatch(
                        codes, phase, phase + SAMPLES_PER_PACKET, payload, offset, offset + SAMPLES_PER_PACKET)
                < 0;
    }

    /**
     * The phase with which the 160 bytes of {@code payload} at {@code offset} begin, or -1 when they are no part of the
     * pattern.
     */
    int find(MemorySegment payload, long offset) {
        for (int phase = 0; phase < PHASES; phase++) {
            if (matches(phase, payload, offset)) {
                return phase;
            }
        }
        return -1;
    }

    @Override
    public String toString() {
        return encodingName;
    }

    private static byte[] mulawCodes() {
        var codes = new byte[PHASES + SAMPLES_PER_PACKET];
        for (int i = 0; i < codes.length; i++) {
            int phase = i % PHASES;
            boolean onDecisionValue = phase >= 113 && phase <= 125 && phase % 2 == 1;
            codes[i] = (byte) (onDecisionValue ? phase + 1 : phase);
        }
        return codes;
    }

    private static byte[] alawCodes() {
        byte[] mulaw = mulawCodes();
        var linear = MemorySegment.ofArray(new short[mulaw.length]);
        var alaw = new byte[mulaw.length];
        G711.mulawToLinear(MemorySegment.ofArray(mulaw), 0, linear, 0, mulaw.length);
        G711.linearToAlaw(linear, 0, MemorySegment.ofArray(alaw), 0, mulaw.length);
        return alaw;
    }

    private static int inverse(int samples) {
        int inverse = 1;
        while (inverse * samples % PHASES != 1) {
            inverse++;
        }
        return inverse;
    }
}
