package dev.millrace.element.rtp;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import dev.millrace.media.AudioLevel;
import dev.millrace.media.Buffer;
import java.lang.foreign.MemorySegment;

/**
 * How loud the audio of a packet is (RFC 6464), so that a mixer need not decode it; GStreamer's
 * rtphdrextclientaudiolevel.
 *
 * <p>It carries the {@link AudioLevel} of a buffer, as {@code level audio-level-meta=true} attaches it. Caps may say {@code
 * vad=off}: then nobody knows whether it is a voice.
 */
public final class ClientAudioLevel implements RtpHeaderExtension {
    /** Its name. */
    public static final String URI = "urn:ietf:params:rtp-hdrext:ssrc-audio-level";

    private static final String ON = "vad=on";
    private static final String OFF = "vad=off";
    private static final int VOICE = 0x80;
    /** All levels there are, so that none is made for a packet. */
    private static final AudioLevel[] LEVELS = levels();

    private final int id;
    private volatile boolean voiceKnown = true;

    /**
     * With the ID that stands for it in packets.
     *
     * @throws IllegalArgumentException when it is not from 1 to 255
     */
    public ClientAudioLevel(int id) {
        this.id = HeaderExtensions.checkedId(id);
    }

    private static AudioLevel[] levels() {
        var all = new AudioLevel[2 * (AudioLevel.SILENCE + 1)];
        for (int i = 0; i < all.length; i++) all[i] = new AudioLevel(i & AudioLevel.SILENCE, (i & VOICE) != 0);
        return all;
    }

    @Override
    public int id() {
        return id;
    }

    @Override
    public String uri() {
        return URI;
    }

    @Override
    public boolean setAttributes(String attributes) {
        voiceKnown = !attributes.equals(OFF);
        return attributes.isEmpty() || attributes.equals(ON) || attributes.equals(OFF);
    }

    @Override
    public String attributes() {
        return voiceKnown ? ON : OFF;
    }

    @Override
    public int bytes(Buffer payload) {
        return payload.meta(AudioLevel.class) == null ? 0 : 1;
    }

    @Override
    public void write(Buffer payload, MemorySegment segment, long at) {
        AudioLevel level = payload.meta(AudioLevel.class);
        if (level == null) return;
        int voice = level.voice() && voiceKnown ? VOICE : 0;
        segment.set(JAVA_BYTE, at, (byte) (voice | level.belowOverload()));
    }

    @Override
    public void read(Buffer payload, MemorySegment segment, long at, int length) {
        if (length == 0) return;
        int level = segment.get(JAVA_BYTE, at) & (voiceKnown ? 0xff : AudioLevel.SILENCE);
        payload.attach(LEVELS[level]);
    }
}
