package dev.millrace.element.audio;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.caps.Caps;
import dev.millrace.media.Buffer;
import dev.millrace.media.Event;
import dev.millrace.media.FlowReturn;
import dev.millrace.media.Query;
import dev.millrace.testkit.PadHarness;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WavParseTest {
    private static byte[] chunk(String name, byte[] body) {
        ByteBuffer out =
                ByteBuffer.allocate(8 + body.length + (body.length & 1)).order(ByteOrder.LITTLE_ENDIAN);
        out.put(name.getBytes(StandardCharsets.ISO_8859_1)).putInt(body.length).put(body);
        return out.array();
    }

    private static byte[] format(int tag, int channels, int rate, int bits) {
        ByteBuffer out = ByteBuffer.allocate(16).order(ByteOrder.LITTLE_ENDIAN);
        int frame = channels * bits / 8;
        out.putShort((short) tag).putShort((short) channels).putInt(rate).putInt(rate * frame);
        out.putShort((short) frame).putShort((short) bits);
        return chunk("fmt ", out.array());
    }

    private static byte[] wav(byte[]... chunks) {
        var body = new ByteArrayOutputStream();
        body.writeBytes("WAVE".getBytes(StandardCharsets.ISO_8859_1));
        for (byte[] chunk : chunks) body.writeBytes(chunk);
        return chunk("RIFF", body.toByteArray());
    }

    private static byte[] samples(int bytes) {
        byte[] all = new byte[bytes];
        for (int i = 0; i < bytes; i++) all[i] = (byte) i;
        return all;
    }

    private static byte[] parse(PadHarness h, byte[] file, int block) {
        h.event(new Event.Segment(Event.Segment.Format.BYTES, 0));
        for (int at = 0; at < file.length; at += block)
            h.push(Arrays.copyOfRange(file, at, Math.min(at + block, file.length)));
        h.endOfStream();
        var all = new ByteArrayOutputStream();
        while (h.available() > 0) all.writeBytes(h.pull());
        return all.toByteArray();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 7, 44, 100, 4096})
    void theAudioComesOutHoweverTheFileIsCut(int block) {
        byte[] file = wav(
                chunk("LIST", samples(5)),
                format(1, 2, 8_000, 16),
                chunk("fact", samples(4)),
                chunk("data", samples(400)),
                chunk("tail", samples(10)));
        try (var h = PadHarness.of("wavparse")) {
            assertThat(parse(h, file, block)).isEqualTo(samples(400));
            assertThat(h.outputCaps())
                    .isEqualTo(Caps.parse("audio/x-raw, format=S16LE, layout=interleaved, rate=8000, channels=2"));
            assertThat(h.events()).contains(Event.Segment.TIME).endsWith(new Event.EndOfStream());
            h.assertAllBuffersReturned();
        }
    }

    @Test
    void buffersHaveTimesAndTheStreamALength() {
        byte[] file = wav(format(1, 1, 8_000, 16), chunk("data", samples(16_000)));
        try (var h = PadHarness.of("wavparse")) {
            h.push(Arrays.copyOf(file, 44 + 160));
            h.push(Arrays.copyOfRange(file, 44 + 160, file.length));
            Buffer first = h.pullBuffer();
            Buffer second = h.pullBuffer();
            assertThat(first.ptsNs()).isZero();
            assertThat(first.durationNs()).isEqualTo(10_000_000);
            assertThat(second.ptsNs()).isEqualTo(10_000_000);
            first.release();
            second.release();
            Query.Duration length = new Query.Duration(Event.Segment.Format.TIME);
            assertThat(h.element().srcPads().getFirst().query(length)).isTrue();
            assertThat(length.value()).isEqualTo(1_000_000_000);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "1|8|audio/x-raw, format=U8, layout=interleaved",
                "1|24|audio/x-raw, format=S24LE, layout=interleaved",
                "1|32|audio/x-raw, format=S32LE, layout=interleaved",
                "3|32|audio/x-raw, format=F32LE, layout=interleaved",
                "3|64|audio/x-raw, format=F64LE, layout=interleaved",
                "6|8|audio/x-alaw",
                "7|8|audio/x-mulaw"
            })
    void formatsAreKnown(int tag, int bits, String caps) {
        try (var h = PadHarness.of("wavparse")) {
            parse(h, wav(format(tag, 1, 8_000, bits), chunk("data", samples(64))), 4096);
            assertThat(h.outputCaps()).isEqualTo(Caps.parse(caps + ", rate=8000, channels=1"));
        }
    }

    @Test
    void whatIsNoWavFileIsToldOnce() {
        try (var h = PadHarness.of("wavparse")) {
            assertThat(h.push("this is not what it says it is".getBytes(StandardCharsets.UTF_8)))
                    .isEqualTo(FlowReturn.ERROR);
            assertThat(h.push(new byte[10])).isEqualTo(FlowReturn.ERROR);
            assertThat(h.messages()).hasSize(1);
            assertThat(h.error()).contains("file is not a WAV file").contains("\"this\"");
        }
        for (byte[] bad : new byte[][] {
            wav(chunk("data", samples(8))),
            wav(format(99, 1, 8_000, 16), chunk("data", samples(8))),
            wav(format(1, 1, 8_000, 16))
        }) {
            try (var h = PadHarness.of("wavparse")) {
                parse(h, bad, 4096);
                assertThat(h.error()).isNotNull();
            }
        }
    }

    @Test
    void aLengthThatIsNotKnownOrNotBelievedIsTheWholeFile() {
        byte[] file = wav(format(1, 1, 8_000, 16), chunk("data", samples(100)));
        ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).putInt(40, 0);
        try (var h = PadHarness.of("wavparse")) {
            assertThat(parse(h, file, 50)).hasSize(100);
        }
        ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).putInt(40, 10);
        try (var h = PadHarness.of("wavparse")) {
            assertThat(parse(h, file, 50)).hasSize(10);
        }
        try (var h = PadHarness.of("wavparse ignore-length=true")) {
            assertThat(parse(h, file, 50)).hasSize(100);
        }
    }
}
