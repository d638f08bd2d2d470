package dev.millrace.element.audio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.codec.G711;
import dev.millrace.media.Buffer;
import dev.millrace.media.Event;
import dev.millrace.media.FlowReturn;
import dev.millrace.media.PropertyException;
import dev.millrace.media.State;
import dev.millrace.testkit.PadHarness;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** When the buffers of decoders and encoders of G.711 begin and how long they last. */
class G711TimesTest {
    private static final long MS = 1_000_000;
    private static final String MULAW = "audio/x-mulaw, rate=8000, channels=1";
    private static final String LINEAR = "audio/x-raw, format=S16LE, layout=interleaved, rate=8000, channels=1";

    private static PadHarness decoder(String properties) {
        return PadHarness.of("mulawdec " + properties).caps(MULAW);
    }

    private static PadHarness encoder(String properties) {
        return PadHarness.of("mulawenc " + properties).caps(LINEAR);
    }

    /** Times and durations of what came out, in microseconds, with {@code !} behind a discontinuity. */
    private static List<String> times(PadHarness h) {
        List<String> all = new ArrayList<>();
        while (h.available() > 0) {
            Buffer out = h.pullBuffer();
            String pts = out.ptsNs() == Buffer.NO_TIME ? "-" : Long.toString(out.ptsNs() / 1_000);
            String duration = out.durationNs() == Buffer.NO_TIME ? "-" : Long.toString(out.durationNs() / 1_000);
            all.add(pts + "+" + duration + (out.has(Buffer.DISCONT) ? "!" : ""));
            out.release();
        }
        return all;
    }

    private static void push(PadHarness h, long ptsNs, int flags, int bytes) {
        Buffer in = h.buffer(new byte[bytes]);
        in.setPtsNs(ptsNs);
        in.setFlags(flags);
        assertThat(h.push(in)).isEqualTo(FlowReturn.OK);
    }

    // ---- segments

    /** 200 ms to 250 ms of a stream in buffers of 20 ms. */
    @ParameterizedTest
    @ValueSource(strings = {"mulawdec", "mulawenc"})
    void whatIsOutsideOfTheSegmentIsCutOff(String element) {
        boolean encodes = element.endsWith("enc");
        try (var h = PadHarness.of(element).caps(encodes ? LINEAR : MULAW)) {
            h.event(new Event.Segment(Event.Segment.Format.TIME, 1.0, 205 * MS, 250 * MS, 0));
            for (int ms = 180; ms < 280; ms += 20) {
                byte[] samples = new byte[encodes ? 320 : 160];
                for (int i = 0; i < 160; i++) samples[encodes ? 2 * i + 1 : i] = (byte) i;
                h.pushAt(ms * MS, samples);
            }
            List<Integer> lengths = new ArrayList<>();
            List<String> times = new ArrayList<>();
            while (h.available() > 0) {
                Buffer out = h.pullBuffer();
                lengths.add(out.length() / (encodes ? 1 : 2));
                times.add(out.ptsNs() / MS + "+" + out.durationNs() / MS);
                if (lengths.size() == 1)
                    assertThat(Arrays.copyOf(out.toArray(), encodes ? 1 : 2)).isEqualTo(converted(encodes, 40));
                out.release();
            }
            assertThat(lengths).containsExactly(120, 160, 80);
            assertThat(times).containsExactly("205+15", "220+20", "240+10");
            h.assertAllBuffersReturned();
        }
    }

    private static byte[] converted(boolean encodes, int value) {
        MemorySegment in = MemorySegment.ofArray(new byte[] {encodes ? 0 : (byte) value, (byte) value});
        byte[] out = new byte[encodes ? 1 : 2];
        if (encodes) G711.linearToMulaw(in, 0, MemorySegment.ofArray(out), 0, 1);
        else G711.mulawToLinear(in, 0, MemorySegment.ofArray(out), 0, 1);
        return out;
    }

    /** A hop of 1024 samples at 44.1 kHz is no whole number of nanoseconds. */
    @Test
    void timesAreCountedAsUpstreamCountsThem() {
        try (var h = PadHarness.of("mulawenc").caps(LINEAR.replace("8000", "44100"))) {
            for (long pts : new long[] {0, 23_219_954, 46_439_909}) h.pushAt(pts, new byte[2_048]);
            List<Long> pts = new ArrayList<>();
            while (h.available() > 0) {
                Buffer out = h.pullBuffer();
                pts.add(out.ptsNs());
                out.release();
            }
            assertThat(pts).containsExactly(0L, 23_219_954L, 46_439_909L);
        }
    }

    // ---- decoders

    @Test
    void withoutToleranceEachTimeOfTheInputIsTaken() {
        try (var h = decoder("")) {
            push(h, 100 * MS, 0, 160);
            push(h, 121 * MS, 0, 160);
            push(h, 139 * MS, 0, 80);
            assertThat(times(h)).containsExactly("100000+20000", "121000+20000", "139000+10000");
        }
    }

    @Test
    void whatHasNoTimeGoesOnFromTheOneBefore() {
        try (var h = decoder("")) {
            push(h, Buffer.NO_TIME, 0, 160);
            push(h, Buffer.NO_TIME, Buffer.DISCONT, 160);
            push(h, 100 * MS, 0, 160);
            push(h, Buffer.NO_TIME, 0, 160);
            assertThat(times(h)).containsExactly("0+20000", "20000+20000!", "100000+20000", "120000+20000");
        }
    }

    @Test
    void theFirstWithoutATimeBeginsWithItsSegment() {
        try (var h = decoder("")) {
            h.event(new Event.Segment(Event.Segment.Format.TIME, 5_000 * MS));
            push(h, Buffer.NO_TIME, 0, 160);
            assertThat(times(h)).containsExactly("5000000+20000");
        }
    }

    @Test
    void timesWithinTheToleranceAreMadePerfect() {
        try (var h = decoder("tolerance=5000000")) {
            push(h, 100 * MS, 0, 160);
            push(h, 121 * MS, 0, 160);
            push(h, 135 * MS, 0, 160); // 5 ms early: at the limit
            push(h, 166 * MS, 0, 160); // 6 ms late
            push(h, 187 * MS, 0, 160);
            assertThat(times(h))
                    .containsExactly("100000+20000", "120000+20000", "140000+20000", "166000+20000", "186000+20000");
        }
    }

    @Test
    void aDiscontinuityIsFollowedWithinTheTolerance() {
        try (var h = decoder("tolerance=5000000")) {
            push(h, 100 * MS, 0, 160);
            push(h, 121 * MS, Buffer.DISCONT, 160);
            assertThat(times(h)).containsExactly("100000+20000", "121000+20000!");
        }
    }

    @Test
    void aFlushBeginsAnew() {
        try (var h = decoder("tolerance=1000000000")) {
            push(h, 100 * MS, 0, 160);
            h.flush();
            h.event(Event.Segment.TIME);
            push(h, 200 * MS, 0, 160);
            assertThat(times(h)).contains("200000+20000").doesNotContain("120000+20000");
        }
    }

    @Test
    void perfectTimesDoNotDriftOverHours() {
        SampleTimeline timeline = new SampleTimeline();
        timeline.setRate(44_100);
        timeline.rebase(7);
        try (var h = decoder("")) { // for its buffers
            Buffer buffer = h.buffer(new byte[1]);
            int hour = 3_600 * 44_100;
            for (int i = 0; i < hour / 1_323; i++) timeline.stamp(buffer, 1_323);
            assertThat(timeline.nextNs()).isEqualTo(7 + 3_600_000 * MS);
            timeline.stamp(buffer, 1);
            assertThat(buffer.durationNs()).isEqualTo(22_675); // of 22675.7
            timeline.stamp(buffer, 1);
            assertThat(buffer.durationNs()).isEqualTo(22_676);
            timeline.setRate(8_000);
            timeline.stamp(buffer, 8_000);
            assertThat(buffer.ptsNs()).isEqualTo(7 + 3_600_000 * MS + 45_351);
            assertThat(buffer.durationNs()).isEqualTo(1_000 * MS);
            buffer.release();
        }
    }

    @Test
    void channelsCountOnce() {
        try (var h = PadHarness.of("alawdec").caps("audio/x-alaw, rate=16000, channels=2")) {
            push(h, 0, 0, 640);
            assertThat(times(h)).containsExactly("0+20000");
        }
    }

    // ---- min-latency

    @Test
    void shortBuffersArePutTogether() {
        try (var h = decoder("min-latency=40000000")) {
            byte[] code = new byte[160];
            for (int i = 0; i < 7; i++) {
                code[0] = (byte) i;
                h.pushAt(i * 20L * MS, code);
            }
            assertThat(h.available()).isEqualTo(2);
            Buffer first = h.pullBuffer();
            assertThat(first.ptsNs()).isZero();
            assertThat(first.durationNs()).isEqualTo(60 * MS); // longer than 40 ms
            byte[] samples = first.toArray();
            assertThat(samples).hasSize(960);
            for (int i = 0; i < 3; i++) // -32124, -31100, -30076
            assertThat((samples[320 * i] & 0xff) | (samples[320 * i + 1] << 8)).isEqualTo(-32_124 + 1_024 * i);
            first.release();
            assertThat(times(h)).containsExactly("60000+60000");
            h.endOfStream();
            assertThat(times(h)).containsExactly("120000+20000");
            assertThat(h.hasEnded()).isTrue();
            h.assertAllBuffersReturned();
        }
    }

    @Test
    void whatIsApartBeginsAnotherBuffer() {
        try (var h = decoder("min-latency=1000000000")) {
            push(h, 0, 0, 160);
            push(h, 30 * MS, 0, 160); // 10 ms late: still together
            push(h, 61 * MS, 0, 160); // 21 ms late
            push(h, 81 * MS, Buffer.DISCONT, 160);
            h.event(new Event.Gap(101 * MS, 20 * MS));
            assertThat(times(h)).containsExactly("0+40000", "61000+20000", "81000+20000!");
            push(h, 121 * MS, 0, 160);
            h.caps(MULAW.replace("8000", "16000"));
            assertThat(times(h)).containsExactly("121000+20000");
            h.assertAllBuffersReturned();
        }
    }

    @Test
    void whatIsCollectedIsDroppedByAFlushAndByTheEndOfItsState() {
        try (var h = decoder("min-latency=1000000000")) {
            push(h, 0, 0, 160);
            h.flush();
            h.event(Event.Segment.TIME);
            push(h, 500 * MS, 0, 160);
            h.endOfStream();
            assertThat(times(h)).containsExactly("500000+20000");
            h.assertAllBuffersReturned();
        }
        try (var h = decoder("min-latency=1000000000")) {
            push(h, 0, 0, 160);
            h.setState(State.READY);
            h.assertAllBuffersReturned();
        }
    }

    @Test
    void aLongerFragmentThanAPooledBufferIsWhole() {
        try (var h = decoder("min-latency=10000000000")) {
            for (int i = 0; i < 501; i++) push(h, i * 20L * MS, 0, 160);
            assertThat(h.available()).isEqualTo(1);
            Buffer all = h.pullBuffer();
            assertThat(all.length()).isEqualTo(501 * 320);
            assertThat(all.durationNs()).isEqualTo(10_020 * MS);
            all.release();
            h.assertAllBuffersReturned();
        }
    }

    @Test
    void aLiveStreamIsNeverHeldBack() {
        try (var h = PadHarness.of("audiotestsrc is-live=true samplesperbuffer=160 ! "
                + "audio/x-raw,format=S16LE,rate=8000,channels=1 ! mulawenc ! mulawdec min-latency=1000000000")) {
            h.advance(Duration.ofMillis(65));
            assertThat(h.available()).isGreaterThanOrEqualTo(3);
            while (h.available() > 0) assertThat(h.pull()).hasSize(320);
        }
    }

    @Test
    void minLatencyCanBeTurnedOffInBetween() {
        try (var h = decoder("min-latency=1000000000")) {
            push(h, 0, 0, 160);
            h.element().set("min-latency", 0L);
            push(h, 20 * MS, 0, 160);
            push(h, 40 * MS, 0, 160);
            assertThat(times(h)).containsExactly("0+40000", "40000+20000");
        }
    }

    // ---- encoders

    @Test
    void anEncoderFollowsTimesThatAreOffByMoreThanHalfASample() {
        try (var h = encoder("")) {
            push(h, 100 * MS, 0, 320);
            push(h, 120 * MS + 62_000, 0, 320); // half a sample is 62.5 us
            push(h, 140 * MS + 63_000, 0, 320);
            push(h, 200 * MS + 63_000, 0, 320); // 40 ms late: at the tolerance
            push(h, 261 * MS, 0, 320); // 41 ms late
            push(h, Buffer.NO_TIME, 0, 320);
            assertThat(times(h))
                    .containsExactly(
                            "100000+20000",
                            "120000+20000",
                            "140063+20000",
                            "200063+20000",
                            "261000+20000!",
                            "281000+20000");
        }
    }

    @Test
    void perfectTimestampsIgnoreWhatIsWithinTheTolerance() {
        try (var h = encoder("perfect-timestamp=true tolerance=10000000")) {
            push(h, 100 * MS, 0, 320);
            push(h, 130 * MS, 0, 320);
            push(h, 130 * MS, 0, 320);
            push(h, 171 * MS, 0, 320); // 11 ms late
            push(h, 178 * MS, 0, 320); // 13 ms early
            push(h, 199 * MS, Buffer.DISCONT, 320);
            push(h, 220 * MS, 0, 320);
            assertThat(times(h))
                    .containsExactly(
                            "100000+20000",
                            "120000+20000",
                            "140000+20000",
                            "171000+20000!",
                            "178000+20000!",
                            "199000+20000!",
                            "219000+20000");
        }
    }

    @Test
    void aHardResyncCutsOffWhatComesTooLateForItsPlace() {
        try (var h = encoder("perfect-timestamp=true hard-resync=true tolerance=1000000")) {
            push(h, 100 * MS, 0, 320);
            byte[] samples = new byte[320];
            samples[160] = 0x7f; // the first sample that is kept
            samples[161] = 0x7f;
            h.pushAt(110 * MS, samples); // its first 10 ms are there already
            push(h, 100 * MS, 0, 320); // all of it is
            push(h, 130 * MS, 0, 320);
            push(h, 200 * MS, 0, 320); // a hole
            assertThat(h.pull()).hasSize(160);
            Buffer cut = h.pullBuffer();
            assertThat(cut.toArray()).hasSize(80).startsWith(0x80, 0xff, 0xff);
            assertThat(cut.ptsNs()).isEqualTo(120 * MS);
            assertThat(cut.has(Buffer.DISCONT)).isTrue();
            cut.release();
            assertThat(times(h)).containsExactly("130000+20000!", "200000+20000!");
            h.assertAllBuffersReturned();
        }
    }

    @Test
    void aCutOfASharedBufferLeavesItAsItIs() {
        try (var h = PadHarness.of("mulawenc perfect-timestamp=true hard-resync=true tolerance=0")
                .caps(LINEAR.replace("channels=1", "channels=2"))) {
            push(h, 0, 0, 640);
            Buffer in = h.buffer(new byte[640]).retain();
            in.setPtsNs(15 * MS);
            h.push(in);
            assertThat(in.length()).isEqualTo(640);
            in.release();
            h.pull();
            assertThat(h.pull()).hasSize(240);
            h.assertAllBuffersReturned();
        }
    }

    @Test
    void withoutPerfectTimestampsAHardResyncHasNoEffect() {
        try (var h = encoder("hard-resync=true")) {
            push(h, 100 * MS, 0, 320);
            push(h, 50 * MS, 0, 320);
            assertThat(times(h)).containsExactly("100000+20000", "50000+20000!");
        }
    }

    @Test
    void aNewSegmentIsANewCount() {
        try (var h = encoder("perfect-timestamp=true tolerance=1000000000")) {
            push(h, 100 * MS, 0, 320);
            h.event(Event.Segment.TIME);
            push(h, 500 * MS, 0, 320);
            assertThat(times(h)).containsExactly("100000+20000", "500000+20000");
        }
    }

    // ---- properties

    @ParameterizedTest
    @ValueSource(strings = {"mulawdec min-latency", "alawdec tolerance", "mulawenc tolerance"})
    void timesBelowZeroAreRefused(String property) {
        assertThatThrownBy(() -> PadHarness.of(property + "=-1"))
                .hasMessageContaining("=-1; use 0 - 9223372036854775807");
    }

    @ParameterizedTest
    @CsvSource({"perfect-timestamp", "hard-resync"})
    void switchesAreTrueOrFalse(String property) {
        try (var h = encoder("")) {
            assertThatThrownBy(() -> h.element().setText(property, "maybe"))
                    .isInstanceOf(PropertyException.class)
                    .hasMessageContaining(property + "=maybe")
                    .hasMessageEndingWith("; use true or false");
        }
    }
}
