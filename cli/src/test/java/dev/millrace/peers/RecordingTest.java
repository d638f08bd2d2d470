package dev.millrace.peers;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Others send speech as PCMU; a launched pipeline writes a WAV file of it. */
@Execution(ExecutionMode.CONCURRENT)
class RecordingTest {
    private static final int HEADER_BYTES = 44;

    @TempDir
    private Path folder;

    @ParameterizedTest
    @EnumSource
    void writesWhatWasSent(Senders sender) throws Exception {
        Peers.need(sender.program(), "ffmpeg", "ffprobe");
        Path source = Speech.wav(folder);
        Path recording = folder.resolve("recording.wav");
        int port = Ports.pair();
        try (Child millrace = Child.millrace("launch", "-e", recorder(port, recording))) {
            millrace.awaitText("Pipeline is PLAYING");
            try (Child peer = sender.start(source, port)) {
                peer.succeed();
            }
            millrace.interrupt().succeed();
            assertThat(millrace.err()).isEmpty();
        }
        checkHeader(recording);
        byte[] written = Files.readAllBytes(recording);
        assertThat(Arrays.copyOfRange(written, HEADER_BYTES, written.length))
                .isEqualTo(Speech.samples(sender.mulaw(source)));
    }

    private static String recorder(int port, Path recording) {
        return "ts-udpsrc address=127.0.0.1 port=" + port
                + " caps=\"application/x-rtp,media=audio,encoding-name=PCMU,clock-rate=8000,payload=0\""
                + " ! ts-jitterbuffer ! rtppcmudepay ! mulawdec ! wavenc ! filesink location=" + recording;
    }

    private static void checkHeader(Path recording) throws IOException, InterruptedException {
        ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(recording)).order(ByteOrder.LITTLE_ENDIAN);
        int dataBytes = 2 * Speech.SAMPLES;
        assertThat(bytes.capacity()).isEqualTo(HEADER_BYTES + dataBytes);
        assertThat(new String(bytes.array(), 0, 4, StandardCharsets.US_ASCII)).isEqualTo("RIFF");
        assertThat(bytes.getInt(4)).isEqualTo(bytes.capacity() - 8);
        assertThat(bytes.getInt(40)).isEqualTo(dataBytes);
        try (Child probe = Child.start(
                "ffprobe",
                "-v",
                "warning",
                "-of",
                "csv=p=0",
                "-show_entries",
                "stream=codec_name,sample_rate,channels,duration_ts",
                recording.toString())) {
            assertThat(probe.succeed().out().strip()).isEqualTo("pcm_s16le,8000,1," + Speech.SAMPLES);
            assertThat(probe.err()).isEmpty();
        }
    }
}
