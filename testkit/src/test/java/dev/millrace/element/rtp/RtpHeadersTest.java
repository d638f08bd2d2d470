package dev.millrace.element.rtp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.media.AudioLevel;
import dev.millrace.media.Buffer;
import dev.millrace.media.FlowReturn;
import dev.millrace.rtp.RtpPacket;
import dev.millrace.rtp.Validity;
import dev.millrace.testkit.PadHarness;
import dev.millrace.testkit.Peers;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What goes into a packet beside the payload: contributing sources and header extensions, in and out. */
class RtpHeadersTest {
    private static final String MULAW = "audio/x-mulaw, rate=8000, channels=1";
    private static final String PAY = "rtppcmupay ssrc=7 seqnum-offset=1 timestamp-offset=100 ";
    private static final String LEVEL = "urn:ietf:params:rtp-hdrext:ssrc-audio-level";
    private static final String WITH_LEVEL = "! application/x-rtp,extmap-5=" + LEVEL + " ! identity";
    private static final String RTP = "application/x-rtp, media=audio, clock-rate=8000, encoding-name=PCMU";

    /** Text of any length in every packet. */
    private record Note(int id, String text) implements RtpHeaderExtension {
        @Override
        public String uri() {
            return "urn:example:note";
        }

        @Override
        public int bytes(Buffer payload) {
            return text.length();
        }

        @Override
        public void write(Buffer payload, MemorySegment segment, long at) {
            MemorySegment.copy(
                    MemorySegment.ofArray(text.getBytes(StandardCharsets.US_ASCII)), 0, segment, at, text.length());
        }

        @Override
        public void read(Buffer payload, MemorySegment segment, long at, int length) {
            byte[] bytes = segment.asSlice(at, length).toArray(ValueLayout.JAVA_BYTE);
            payload.attach(new RtpSource(length, List.of((int) bytes[0])));
        }
    }

    private static PadHarness pay(String text) {
        return PadHarness.of(text).caps(MULAW);
    }

    private static Buffer loud(PadHarness h, int bytes, int level, boolean voice) {
        Buffer buffer = h.buffer(new byte[bytes]);
        buffer.attach(new AudioLevel(level, voice));
        return buffer;
    }

    private static byte[] packet(PadHarness h) {
        Buffer out = h.pullBuffer();
        assertThat(RtpPacket.validate(out.segment(), out.offset(), out.length()))
                .isEqualTo(Validity.VALID);
        byte[] bytes = out.toArray();
        out.release();
        return bytes;
    }

    private static byte[] header(PadHarness h, int payloadBytes) {
        byte[] bytes = packet(h);
        byte[] header = new byte[bytes.length - payloadBytes];
        System.arraycopy(bytes, 0, header, 0, header.length);
        return header;
    }

    // ---- header extensions

    @Test
    void downstreamAsksForTheAudioLevel() {
        try (var h = pay(PAY + WITH_LEVEL)) {
            h.push(loud(h, 160, 30, true));
            h.push(h.buffer(new byte[160])); // says no level
            assertThat(header(h, 160))
                    .endsWith(0xbe, 0xde, 0, 1, 0x50, 0x80 | 30, 0, 0)
                    .hasSize(20)
                    .startsWith(0x90);
            assertThat(header(h, 160)).hasSize(12).startsWith(0x80);
            assertThat(h.outputCaps()).asString().contains("extmap-5=(string)" + LEVEL);
            h.assertAllBuffersReturned();
        }
    }

    @Test
    void aLevelGoesThroughAPayloaderAndADepayloader() {
        String extmap = "! \"application/x-rtp,extmap-5=<\\\"\\\"," + LEVEL + ",\\\"vad=%s\\\">\" ! rtppcmudepay";
        for (String vad : List.of("on", "off")) {
            try (var h = pay(PAY + extmap.formatted(vad))) {
                h.push(loud(h, 160, 127, true));
                Buffer out = h.pullBuffer();
                assertThat(out.meta(AudioLevel.class)).isEqualTo(new AudioLevel(127, vad.equals("on")));
                assertThat(out.length()).isEqualTo(160);
                out.release();
                h.assertAllBuffersReturned();
            }
        }
    }

    @Test
    void withoutAutoNobodyWritesUnlessTheApplicationGivesOne() {
        try (var h = pay(PAY + "auto-header-extension=false " + WITH_LEVEL)) {
            h.push(loud(h, 160, 30, true));
            assertThat(header(h, 160)).hasSize(12);
        }
        try (var h = PadHarness.of(PAY + "auto-header-extension=false " + WITH_LEVEL)) {
            List<Object> asked = new ArrayList<>();
            h.element().connect("request-extension", (_, arguments) -> {
                asked.addAll(arguments);
                return new ClientAudioLevel(5);
            });
            h.caps(MULAW);
            h.push(loud(h, 160, 30, true));
            assertThat(header(h, 160)).hasSize(20);
            assertThat(asked).containsExactly(5, LEVEL);
        }
    }

    @Test
    void theApplicationAddsAndClears() {
        try (var h = pay(PAY)) {
            h.push(1);
            h.element().emit("add-extension", new Note(3, "abcde"));
            h.push(1); // negotiated on the way out of this one
            h.push(1);
            assertThat(h.outputCaps()).asString().contains("extmap-3=(string)urn:example:note");
            h.element().emit("add-extension", new Note(200, ""));
            h.element().emit("add-extension", new Note(201, "x".repeat(20)));
            h.push(1);
            h.push(1);
            h.element().emit("clear-extensions");
            h.push(1);
            h.push(1);
            List<byte[]> headers = new ArrayList<>();
            while (h.available() > 0) headers.add(header(h, 1));
            assertThat(headers).extracting(header -> header.length).containsExactly(12, 12, 24, 24, 48, 48, 12);
            assertThat(headers.get(2)).endsWith(0xbe, 0xde, 0, 2, 0x34, 'a', 'b', 'c', 'd', 'e', 0, 0);
            assertThat(headers.get(4)).contains(0x10, 0, 0, 8, 3, 5, 'a', 'b', 'c', 'd', 'e', (byte) 201, 20, 'x');
            h.assertAllBuffersReturned();
        }
    }

    @Test
    void aPacketKeepsToTheMtuWithItsHeader() {
        try (var h = pay(PAY + "mtu=60 " + WITH_LEVEL)) {
            h.push(loud(h, 100, 1, false));
            assertThat(packet(h)).hasSize(60);
            assertThat(packet(h)).hasSize(60);
            assertThat(packet(h)).hasSize(20 + 20);
            h.assertAllBuffersReturned();
        }
    }

    @Test
    void theDepayloaderReadsWhatTheApplicationAdds() {
        try (var h = PadHarness.of("rtppcmudepay").caps(RTP)) {
            h.element().emit("add-extension", new Note(3, ""));
            h.push(0x90, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 9, 0xbe, 0xde, 0, 1, 0, 0x31, 65, 66, 1, 2);
            Buffer out = h.pullBuffer();
            assertThat(out.meta(RtpSource.class)).isEqualTo(new RtpSource(2, List.of(65)));
            assertThat(out.toArray()).containsExactly(1, 2);
            out.release();
            h.assertAllBuffersReturned();
        }
    }

    @Test
    void whatCapsSayOfExtensionsIsUnderstoodOrRefused() {
        for (String wrong : List.of(
                "extmap-0=" + LEVEL,
                "extmap-x=" + LEVEL,
                "extmap-256=" + LEVEL,
                "extmap-5=(int)7",
                "extmap-5=(string)<a,b>",
                "extmap-5=(string)<\"\"," + LEVEL + ",\"vad=maybe\">")) {
            try (var h = PadHarness.of("rtppcmudepay").caps(RTP + ", " + wrong)) {
                assertThat(h.error()).as(wrong).startsWith("header extension ").contains("extmap-");
            }
        }
        try (var h = PadHarness.of("rtppcmudepay").caps(RTP + ", extmap-5=urn:example:nobody-has-it")) {
            assertThat(h.error()).isNull();
        }
        try (var h = PadHarness.of("rtppcmudepay")) {
            assertThatThrownBy(() -> h.element().emit("add-extension", "level"))
                    .hasMessage("arguments are not right: arguments=[level]; give one RtpHeaderExtension");
            assertThatThrownBy(() -> new ClientAudioLevel(0)).hasMessageContaining("id=0; use 1 to 255");
        }
    }

    // ---- sources

    @Test
    void sourcesGoThroughAMixer() {
        try (var h = PadHarness.of("rtppcmudepay source-info=true ! rtppcmupay source-info=true ssrc=77 pt=0")
                .caps(RTP)) {
            h.push(0x82, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 9, 0, 0, 0, 21, 0xff, 0, 0, 22, 1, 2, 3);
            h.push(0x80, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0, 9, 1, 2, 3);
            assertThat(header(h, 3))
                    .endsWith(0, 0, 0, 77, 0, 0, 0, 21, 0xff, 0, 0, 22, 0, 0, 0, 9)
                    .startsWith(0x83);
            assertThat(header(h, 3)).endsWith(0, 0, 0, 77, 0, 0, 0, 9).startsWith(0x81);
            h.assertAllBuffersReturned();
        }
    }

    @Test
    void fifteenSourcesAreAllThereIsRoomFor() {
        List<Integer> fifteen = new ArrayList<>();
        for (int i = 0; i < 15; i++) fifteen.add(i);
        try (var h = pay(PAY + "source-info=true mtu=100")) {
            Buffer buffer = h.buffer(new byte[30]);
            buffer.attach(new RtpSource(99, fifteen));
            h.push(buffer);
            assertThat(header(h, 28)).hasSize(72).startsWith(0x8f).endsWith(0, 0, 0, 14);
            assertThat(header(h, 2)).hasSize(72);
        }
        fifteen.add(15);
        assertThatThrownBy(() -> new RtpSource(null, fifteen)).hasMessageContaining("count=16; use at most 15");
    }

    @Test
    void withoutSourceInfoNobodyIsNamed() {
        try (var h = PadHarness.of("rtppcmudepay ! rtppcmupay source-info=true").caps(RTP)) {
            h.push(0x81, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 9, 0, 0, 0, 21, 1, 2, 3);
            assertThat(header(h, 3)).hasSize(12);
        }
    }

    @Test
    void aSharedPayloadStaysAsItIs() {
        try (var h = PadHarness.of("rtppcmudepay source-info=true").caps(RTP)) {
            Buffer in = h.buffer(new byte[] {(byte) 0x80, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 9, 1, 2})
                    .retain();
            assertThat(h.push(in)).isEqualTo(FlowReturn.OK);
            assertThat(in.meta(RtpSource.class)).isNull();
            assertThat(h.pull()).containsExactly(1, 2);
            in.release();
            h.assertAllBuffersReturned();
        }
    }

    // ---- what others make of it

    @Test
    void tsharkReadsSourcesAndExtensions(@TempDir Path directory) throws IOException, InterruptedException {
        Peers.need("tshark");
        List<byte[]> packets = new ArrayList<>();
        try (var h = pay(PAY + "source-info=true")) {
            h.element().emit("add-extension", new ClientAudioLevel(5));
            h.push(1); // negotiated on the way out of this one
            Buffer buffer = loud(h, 160, 30, true);
            buffer.attach(new RtpSource(0x01020304, List.of(0x0a0b0c0d)));
            h.push(buffer);
            h.element().emit("add-extension", new Note(200, "hello"));
            h.push(1);
            h.push(loud(h, 160, 31, false));
            while (h.available() > 0) packets.add(packet(h));
        }
        Path file = Files.write(directory.resolve("headers.pcap"), Pcap.of(packets));
        List<String> command =
                new ArrayList<>(List.of("tshark", "-r", file.toString(), "-d", "udp.port==5004,rtp", "-T", "fields"));
        for (String field : List.of(
                "rtp.csrc.item", "rtp.ext.rfc5285.id", "rtp.ext.rfc5285.len", "rtp.ext.rfc5285.data", "rtp.payload"))
            command.addAll(List.of("-e", field));
        List<String> lines = Peers.output(command).lines().toList();
        assertThat(lines.get(1))
                .startsWith("0x0a0b0c0d,0x01020304\t5\t1\t9e\t0000")
                .hasSizeGreaterThan(320);
        assertThat(lines.get(3)).startsWith("\t5,200\t1,5\t1f,68656c6c6f\t0000");
    }
}
