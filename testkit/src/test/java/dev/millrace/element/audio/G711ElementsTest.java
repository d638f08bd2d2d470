package dev.millrace.element.audio;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.codec.G711;
import dev.millrace.media.Buffer;
import dev.millrace.media.FlowReturn;
import dev.millrace.media.Message;
import dev.millrace.testkit.PadHarness;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** mulawdec, alawdec, mulawenc, alawenc: in place, by copy, and where they refuse. */
class G711ElementsTest {
    private static final byte[] ALL_CODES = new byte[256];

    static {
        for (int i = 0; i < 256; i++) ALL_CODES[i] = (byte) i;
    }

    private static byte[] linear(String law) {
        MemorySegment samples = MemorySegment.ofArray(new byte[512]);
        MemorySegment codes = MemorySegment.ofArray(ALL_CODES);
        if (law.equals("mulaw")) G711.mulawToLinear(codes, 0, samples, 0, 256);
        else G711.alawToLinear(codes, 0, samples, 0, 256);
        return samples.toArray(JAVA_BYTE);
    }

    private static PadHarness decoder(String law) {
        return PadHarness.of(law + "dec").caps("audio/x-" + law + ", rate=8000, channels=1");
    }

    private static PadHarness encoder(String law) {
        return PadHarness.of(law + "enc").caps("audio/x-raw, format=S16LE, layout=interleaved, rate=8000, channels=2");
    }

    @ParameterizedTest
    @ValueSource(strings = {"mulaw", "alaw"})
    void decodesInPlace(String law) {
        try (var h = decoder(law)) {
            Buffer in = h.buffer(12, ALL_CODES);
            in.setPtsNs(20_000_000);
            in.setDurationNs(32_000_000);
            in.setFlags(Buffer.DISCONT);
            assertThat(h.push(in)).isEqualTo(FlowReturn.OK);
            Buffer out = h.pullBuffer();
            assertThat(out).isSameAs(in);
            assertThat(out.offset()).isEqualTo(12);
            assertThat(out.toArray()).isEqualTo(linear(law));
            assertThat(out.ptsNs()).isEqualTo(20_000_000);
            assertThat(out.durationNs()).isEqualTo(32_000_000);
            assertThat(out.has(Buffer.DISCONT)).isTrue();
            out.release();
            assertThat(h.outputCaps())
                    .hasToString("audio/x-raw, format=(string)S16LE, layout=(string)interleaved,"
                            + " rate=(int)8000, channels=(int)1");
            h.assertAllBuffersReturned();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"mulaw", "alaw"})
    void decodesIntoAnotherBufferWhenTheInputIsShared(String law) {
        try (var h = decoder(law)) {
            Buffer in = h.buffer(ALL_CODES).retain();
            in.setPtsNs(1);
            in.setFlags(Buffer.DISCONT);
            h.push(in);
            Buffer out = h.pullBuffer();
            assertThat(out).isNotSameAs(in);
            assertThat(out.toArray()).isEqualTo(linear(law));
            assertThat(out.ptsNs()).isEqualTo(1);
            assertThat(out.has(Buffer.DISCONT)).isTrue();
            assertThat(in.toArray()).isEqualTo(ALL_CODES);
            out.release();
            in.release();
            h.assertAllBuffersReturned();
        }
    }

    @Test
    void decodesIntoAnotherBufferWhenThereIsNoRoom() {
        try (var h = decoder("alaw")) {
            Buffer in = h.buffer(ALL_CODES);
            in.setRange(in.capacity() - 511, 511);
            h.push(in);
            Buffer out = h.pullBuffer();
            assertThat(out).isNotSameAs(in);
            assertThat(out.length()).isEqualTo(1022);
            assertThat(out.offset()).isGreaterThanOrEqualTo(12);
            out.release();
            h.assertAllBuffersReturned();
        }
    }

    @Test
    void decodesInPlaceUpToTheLastByte() {
        try (var h = decoder("mulaw")) {
            Buffer in = h.buffer(ALL_CODES);
            in.setRange(in.capacity() - 512, 256);
            h.push(in);
            Buffer out = h.pullBuffer();
            assertThat(out).isSameAs(in);
            assertThat(out.offset() + out.length()).isEqualTo(out.capacity());
            out.release();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"mulaw", "alaw"})
    void encodesInPlace(String law) {
        try (var h = encoder(law)) {
            Buffer in = h.buffer(linear(law));
            h.push(in);
            Buffer out = h.pullBuffer();
            assertThat(out).isSameAs(in);
            byte[] expected = ALL_CODES.clone();
            if (law.equals("mulaw")) expected[0x7f] = (byte) 0xff; // negative zero comes back as zero
            assertThat(out.toArray()).isEqualTo(expected);
            out.release();
            assertThat(h.outputCaps()).hasToString("audio/x-" + law + ", rate=(int)8000, channels=(int)2");
            h.assertAllBuffersReturned();
        }
    }

    @Test
    void encodesIntoAnotherBufferWhenTheInputIsShared() {
        try (var h = encoder("alaw")) {
            byte[] samples = linear("alaw");
            Buffer in = h.buffer(samples).retain();
            h.push(in);
            assertThat(h.pull()).isEqualTo(ALL_CODES);
            assertThat(in.toArray()).isEqualTo(samples);
            in.release();
            h.assertAllBuffersReturned();
        }
    }

    @Test
    void halfASampleIsDroppedAndWarnedOfOnce() {
        try (var h = encoder("mulaw")) {
            h.push(0, 0, 0);
            h.push(0);
            h.push(0, 0);
            assertThat(h.pull()).containsExactly(-1);
            assertThat(h.pull()).isEmpty();
            assertThat(h.pull()).containsExactly(-1);
            assertThat(h.messages())
                    .hasSize(1)
                    .first()
                    .isInstanceOfSatisfying(
                            Message.Warning.class,
                            warning -> assertThat(warning.text()).startsWith("half a sample is dropped: bytes=3"));
            h.assertAllBuffersReturned();
        }
    }

    @Test
    void emptyBuffersStayEmpty() {
        try (var h = PadHarness.of("alawdec ! alawenc").caps("audio/x-alaw, rate=8000, channels=1")) {
            h.push();
            assertThat(h.pull()).isEmpty();
            h.assertAllBuffersReturned();
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        mulawdec | audio/x-alaw, rate=8000, channels=1
        mulawdec | audio/x-mulaw, rate=4000, channels=1
        alawdec  | audio/x-alaw, rate=8000, channels=3
        mulawenc | audio/x-raw, format=S16BE, layout=interleaved, rate=8000, channels=1
        alawenc  | audio/x-raw, format=S16LE, layout=non-interleaved, rate=8000, channels=1
        """)
    void otherFormatsAreRefusedWithBothSides(String element, String caps) {
        try (var h = PadHarness.of(element).caps(caps)) {
            assertThat(h.push(1, 2)).isEqualTo(FlowReturn.NOT_NEGOTIATED);
            assertThat(h.error())
                    .startsWith("caps are not accepted at pad=sink: caps=")
                    .contains("; it takes audio/x-");
            h.assertAllBuffersReturned();
        }
    }

    @Test
    void endOfStreamPasses() {
        try (var h = decoder("mulaw")) {
            h.push(ALL_CODES);
            h.endOfStream();
            assertThat(h.pull()).isEqualTo(linear("mulaw"));
            assertThat(h.hasEnded()).isTrue();
            h.assertAllBuffersReturned();
        }
    }

    /** As in GStreamer: what comes after asks for the rate, and what comes before can do any. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "audiotestsrc num-buffers=1 samplesperbuffer=80 ! mulawenc ! rtppcmupay ! rtppcmudepay",
                "audiotestsrc num-buffers=1 samplesperbuffer=80 ! alawenc ! audio/x-alaw,rate=8000 ! alawdec",
                "audiotestsrc num-buffers=1 samplesperbuffer=80 ! mulawenc ! mulawdec ! audio/x-raw,rate=8000 ! identity"
            })
    void theRateIsAskedForFromBehind(String text) {
        try (var h = PadHarness.of(text)) {
            h.advance(Duration.ofSeconds(1));
            assertThat(h.error()).isNull();
            assertThat(h.outputCaps()).asString().contains("rate=(int)8000", "channels=(int)1");
            h.pullBuffer().release();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"mulawdec", "alawdec", "mulawenc", "alawenc"})
    void withoutCapsNothingIsTaken(String element) {
        try (var h = PadHarness.of(element)) {
            assertThat(h.push(1, 2)).isEqualTo(FlowReturn.NOT_NEGOTIATED);
            assertThat(h.error()).startsWith("format is unknown: the stream says none; put caps before " + element);
            h.assertAllBuffersReturned();
        }
    }
}
