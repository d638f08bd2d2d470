package dev.millrace.element;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.testkit.PadHarness;
import dev.millrace.testkit.Peers;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The same elements with the same input give the same bytes here and in GStreamer. */
class GStreamerBytesTest {
    private static final int BUFFERS = 10;
    private static final int BUFFER_BYTES = 320;
    private static final long BUFFER_NS = 20_000_000;
    private static final String SOURCE = "audiotestsrc num-buffers=" + BUFFERS
            + " samplesperbuffer=160 timestamp-offset=1000000000 ! audio/x-raw,format=S16LE,rate=8000,channels=1";

    @TempDir
    Path directory;

    @BeforeEach
    void needGStreamer() {
        Peers.need("gst-launch-1.0");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "mulawenc",
                "alawenc",
                "mulawenc ! mulawdec",
                "alawenc ! alawdec",
                "mulawenc ! rtppcmupay ssrc=7 seqnum-offset=65530 timestamp-offset=4294967000",
                "mulawenc ! rtppcmupay ssrc=7 seqnum-offset=1 timestamp-offset=1 mtu=100",
                "alawenc ! rtppcmapay ssrc=7 seqnum-offset=1 timestamp-offset=1 max-ptime=13000000",
                "alawenc ! rtppcmapay ssrc=7 seqnum-offset=1 timestamp-offset=1 min-ptime=30000000 pt=96",
                "alawenc ! rtppcmapay ssrc=7 seqnum-offset=1 timestamp-offset=1 min-ptime=30000000 max-ptime=30000000",
                "mulawenc ! rtppcmupay perfect-rtptime=false ssrc=7 seqnum-offset=1 timestamp-offset=1",
                "mulawenc ! rtppcmupay ! rtppcmudepay ! mulawdec",
            })
    void bytesAreTheSame(String elements) throws IOException, InterruptedException {
        assertThat(here(elements)).isEqualTo(gstreamer(SOURCE + " ! " + elements));
    }

    @Test
    void wavFilesAreTheSame() throws IOException, InterruptedException {
        Path samples = Files.write(directory.resolve("samples"), gstreamer(SOURCE));
        Path file = directory.resolve("here.wav");
        here("wavenc ! filesink location=" + file);
        // Not from the source itself, whose tags GStreamer would write into the file.
        assertThat(file)
                .hasBinaryContent(gstreamer("filesrc location=" + samples
                        + " ! audio/x-raw,format=S16LE,layout=interleaved,rate=8000,channels=1 ! wavenc"));
    }

    /** What comes out of {@code elements} for the samples of GStreamer's source; nothing when they end in a sink. */
    private byte[] here(String elements) throws IOException, InterruptedException {
        byte[] samples = gstreamer(SOURCE);
        ByteArrayOutputStream output = new ByteArrayOutputStream();
        try (var h =
                PadHarness.of(elements).caps("audio/x-raw, format=S16LE, layout=interleaved, rate=8000, channels=1")) {
            for (int i = 0; i < BUFFERS; i++)
                h.pushAt(
                        1_000_000_000 + i * BUFFER_NS,
                        Arrays.copyOfRange(samples, i * BUFFER_BYTES, (i + 1) * BUFFER_BYTES));
            h.endOfStream();
            assertThat(h.hasEnded()).isTrue();
            if (elements.contains("filesink")) return output.toByteArray();
            while (h.available() > 0) output.write(h.pull());
            h.assertAllBuffersReturned();
        }
        return output.toByteArray();
    }

    private byte[] gstreamer(String launch) throws IOException, InterruptedException {
        Path file = directory.resolve("gstreamer");
        List<String> command = new ArrayList<>(List.of("gst-launch-1.0", "-q"));
        command.addAll(List.of((launch + " ! filesink location=" + file).split(" ", -1)));
        Peers.output(command);
        return Files.readAllBytes(file);
    }
}
