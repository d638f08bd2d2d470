package dev.millrace.element.test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.media.Buffer;
import dev.millrace.media.Event;
import dev.millrace.media.FlowReturn;
import dev.millrace.testkit.PadHarness;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class FakeSinkTest {
    @Test
    void countsAndLetsGo() {
        try (var h = PadHarness.of("fakesink")) {
            h.push(1, 2, 3);
            h.push(4);
            assertThat(h.get("buffers")).isEqualTo(2L);
            assertThat(h.get("bytes")).isEqualTo(4L);
            assertThat(h.get("last-message")).isNull();
            assertThat(h.hasEnded()).isFalse();
            h.endOfStream();
            assertThat(h.hasEnded()).isTrue();
            h.assertAllBuffersReturned();
        }
    }

    @Test
    void endsAfterSoManyBuffers() {
        try (var h = PadHarness.of("fakesink num-buffers=2")) {
            assertThat(h.push(1)).isEqualTo(FlowReturn.OK);
            assertThat(h.hasEnded()).isFalse();
            assertThat(h.push(2)).isEqualTo(FlowReturn.EOS);
            assertThat(h.hasEnded()).isTrue();
            assertThat(h.push(3)).isEqualTo(FlowReturn.EOS);
            h.endOfStream();
            assertThat(h.messages()).hasSize(1);
            assertThat(h.get("buffers")).isEqualTo(2L);
            h.assertAllBuffersReturned();
        }
    }

    @Test
    void zeroBuffersAreNone() {
        try (var h = PadHarness.of("fakesink num-buffers=0")) {
            assertThat(h.push(1)).isEqualTo(FlowReturn.EOS);
            assertThat(h.get("buffers")).isEqualTo(0L);
            h.assertAllBuffersReturned();
        }
    }

    @Test
    void tellsOfEachBufferWhenItIsNotSilent() {
        try (var h = PadHarness.of("fakesink silent=false")) {
            Buffer buffer = h.buffer(new byte[] {1});
            buffer.setPtsNs(3_723_000_000_001L);
            buffer.setFlags(Buffer.DISCONT | Buffer.GAP);
            h.push(buffer);
            assertThat(h.get("last-message"))
                    .isEqualTo("chain   ******* (fakesink0.sink) (1 bytes, dts: none, pts: 1:02:03.000000001,"
                            + " duration: none, flags: discont gap)");
            h.event(new Event.Gap(7, 0));
            assertThat(String.valueOf(h.get("last-message"))).startsWith("event   ******* (fakesink0.sink) Gap");
        }
    }

    @Test
    void dumpsShowPlaceBytesAndCharacters() {
        try (var h = PadHarness.of("fakesink")) {
            Buffer buffer = h.buffer("0123456789abcdef\0~\n".getBytes(StandardCharsets.US_ASCII));
            assertThat(HexDump.of(buffer)).isEqualTo("""
                00000000: 30 31 32 33 34 35 36 37 38 39 61 62 63 64 65 66  0123456789abcdef
                00000010: 00 7e 0a                                         .~.
                """);
            buffer.release();
        }
    }

    @Test
    void withSyncTheStreamWaitsForTheTimeOfEachBuffer() {
        try (var h = PadHarness.of("fakesink sync=true")) {
            assertThat(h.pushAt(50_000_000, new byte[] {1})).isEqualTo(FlowReturn.OK);
            h.pushLater(h.buffer(new byte[] {2}));
            assertThat(h.pending()).isEqualTo(1);
            assertThatThrownBy(() -> h.push(3)).hasMessageStartingWith("stream waits: pending=2");
            h.advance(Duration.ofMillis(49));
            assertThat(h.pending()).isEqualTo(2);
            h.advance(Duration.ofMillis(2));
            assertThat(h.pending()).isZero();
            assertThat(h.pushAt(20_000_000, new byte[] {4})).isEqualTo(FlowReturn.OK);
            assertThat(h.push(5)).isEqualTo(FlowReturn.OK);
            h.assertAllBuffersReturned();
        }
    }
}
