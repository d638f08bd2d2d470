package dev.millrace.element.audio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.millrace.media.FlowReturn;
import dev.millrace.media.Message;
import dev.millrace.media.Query;
import dev.millrace.testkit.PadHarness;
import dev.millrace.testkit.Peers;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The methods and tables of audioresample, also beside GStreamer's own. */
class AudioResampleTest {
    private static final int BLOCK = 160;
    private static final String RAW = "audio/x-raw,format=S16LE,layout=interleaved,rate=8000,channels=1";

    @TempDir
    Path directory;

    /** 1000 Hz at 8 kHz, half of full scale. */
    private static byte[] tone(int samples) {
        ByteBuffer out = ByteBuffer.allocate(2 * samples).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < samples; i++) out.putShort((short) Math.round(16_384 * Math.sin(Math.PI * i / 4)));
        return out.array();
    }

    private static byte[] here(String properties, byte[] samples) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        try (var h = PadHarness.of("audioresample " + properties + " ! capsfilter caps=audio/x-raw,rate=11025")
                .caps(RAW)) {
            for (int at = 0; at < samples.length; at += 2 * BLOCK)
                h.push(Arrays.copyOfRange(samples, at, at + 2 * BLOCK));
            h.endOfStream();
            while (h.available() > 0) all.writeBytes(h.pull());
            h.assertAllBuffersReturned();
        }
        return all.toByteArray();
    }

    /** The filter looks further ahead from the next buffer on, and nothing is lost in between. */
    @Test
    void qualityAndMethodChangeWhilePlaying() {
        try (var h = PadHarness.of("audioresample quality=0 ! capsfilter caps=audio/x-raw,rate=16000")
                .caps(RAW)) {
            long samples = 0;
            for (int i = 0; i < 20; i++) {
                if (i == 5) h.element().set("quality", 10);
                if (i == 10) h.element().setText("resample-method", "linear");
                h.push(tone(BLOCK));
            }
            assertThat(h.messages())
                    .filteredOn(Message.Latency.class::isInstance)
                    .hasSize(2);
            h.endOfStream();
            while (h.available() > 0) samples += h.pull().length / 2;
            assertThat(samples).isBetween(2L * 20 * BLOCK - 2, 2L * 20 * BLOCK); // the last filter is the shorter one
            h.assertAllBuffersReturned();
        }
    }

    /** By how much the first is louder than its difference from the second, in dB, without the beginning and the end. */
    private static double agreement(byte[] ours, byte[] theirs) {
        ByteBuffer a = ByteBuffer.wrap(ours).order(ByteOrder.LITTLE_ENDIAN);
        ByteBuffer b = ByteBuffer.wrap(theirs).order(ByteOrder.LITTLE_ENDIAN);
        double signal = 0;
        double difference = 0;
        for (int i = 200; i < Math.min(ours.length, theirs.length) - 200; i += 2) {
            signal += (double) a.getShort(i) * a.getShort(i);
            difference += Math.pow(a.getShort(i) - b.getShort(i), 2);
        }
        return 10 * Math.log10(signal / difference);
    }

    @Test
    void eachMethodGivesSomethingElse() {
        byte[] samples = tone(4 * BLOCK);
        List<byte[]> all = Stream.of("nearest", "linear", "cubic", "blackman-nuttall", "kaiser")
                .map(method -> here("resample-method=" + method, samples))
                .toList();
        assertThat(all.getLast()).isEqualTo(here("", samples));
        for (int i = 1; i < all.size(); i++)
            assertThat(agreement(all.getLast(), all.get(i - 1))).isBetween(5.0 + i, 100.0);
    }

    @Test
    void tablesOfAllKindsAgree() {
        byte[] samples = tone(4 * BLOCK);
        byte[] exact = here("sinc-filter-mode=full sinc-filter-interpolation=none", samples);
        for (String mode : new String[] {"full", "interpolated", "auto", "auto sinc-filter-auto-threshold=0"})
            for (String interpolation : new String[] {"none", "linear", "cubic"})
                assertThat(agreement(
                                exact,
                                here(
                                        "sinc-filter-mode=" + mode + " sinc-filter-interpolation=" + interpolation,
                                        samples)))
                        .isGreaterThan(85); // of 16 bits
    }

    /** Nearest bit by bit, and the long filters as far as two designs of one kind can agree. */
    @ParameterizedTest
    @CsvSource({"nearest, 1000", "kaiser, 60"})
    void gstreamerGivesTheSame(String method, double agreement) throws IOException, InterruptedException {
        Peers.need("gst-launch-1.0");
        String properties = "sinc-filter-mode=full sinc-filter-interpolation=none resample-method=" + method;
        byte[] samples = tone(12 * BLOCK);
        Path in = Files.write(directory.resolve("in"), samples);
        Path out = directory.resolve("out");
        Peers.output(List.of(("gst-launch-1.0 -q filesrc location=" + in + " ! " + RAW + " ! audioresample "
                        + properties + " ! audio/x-raw,rate=11025 ! filesink location=" + out)
                .split(" ", -1)));
        byte[] theirs = Files.readAllBytes(out);
        assertThat(theirs.length)
                .isCloseTo(2 * 12 * BLOCK * 11_025 / 8_000, within(200)); // it does not give all its filter holds
        assertThat(agreement(here(properties, samples), theirs)).isGreaterThan(agreement);
    }

    @ParameterizedTest
    @CsvSource({"nearest,1", "linear,1", "cubic,2", "kaiser,24", "kaiser quality=10,96"})
    void theLatencyIsThatOfTheFilter(String method, int samples) {
        try (var h = PadHarness.of(
                        "audioresample resample-method=" + method + " ! capsfilter caps=audio/x-raw,rate=11025")
                .caps(RAW)) {
            Query.Latency latency = new Query.Latency();
            assertThat(Objects.requireNonNull(h.element().pad("src")).query(latency))
                    .isTrue();
            assertThat(latency.minNs()).isEqualTo(samples * 125_000L);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "resample-method=sinc; use nearest, linear, cubic, blackman-nuttall, kaiser",
                "sinc-filter-mode=half; use interpolated, full, auto",
                "sinc-filter-interpolation=square; use none, linear, cubic",
                "sinc-filter-auto-threshold=-1; use 0 - 4294967295",
                "sinc-filter-auto-threshold=1MB; use 0 - 4294967295"
            })
    void otherValuesAreRefusedWithWhatIsRight(String wrong) {
        String[] parts = wrong.split("; ", 2);
        assertThatThrownBy(() -> PadHarness.of("audioresample " + parts[0]))
                .hasMessageContaining(parts[0])
                .hasMessageContaining(parts[1]);
    }

    @Test
    void ratesThatAreTooFarApartAreAnError() {
        try (var h = PadHarness.of("audioresample ! capsfilter caps=audio/x-raw,rate=1")) {
            h.caps(RAW.replace("8000", "2147483647"));
            assertThat(h.push(0, 0)).isEqualTo(FlowReturn.NOT_NEGOTIATED);
            assertThat(h.error()).contains("rates are too far apart: input=2147483647 output=1");
        }
    }
}
