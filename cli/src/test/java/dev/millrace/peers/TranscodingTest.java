package dev.millrace.peers;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** One peer sends speech as PCMU, a launched pipeline makes PCMA of it, another peer receives that; tshark looks on. */
@Execution(ExecutionMode.CONCURRENT)
class TranscodingTest {
    /** 20 ms each. */
    private static final int PACKETS = Speech.SAMPLES / 160;

    @TempDir
    private Path folder;

    @Test
    void fromFfmpegToGStreamer() throws Exception {
        Peers.need("ffmpeg", "gst-launch-1.0", "tshark");
        int out = Ports.pair();
        Path alaw = folder.resolve("received.al");
        try (Child receiver = Child.start(("gst-launch-1.0 -e udpsrc address=127.0.0.1 port=" + out
                        + " caps=application/x-rtp,media=audio,clock-rate=8000,encoding-name=PCMA,payload=8"
                        + " ! rtppcmadepay ! filesink buffer-mode=unbuffered location=" + alaw)
                .split(" "))) {
            transcode(Senders.FFMPEG, out, receiver, alaw);
        }
    }

    @Test
    void fromGStreamerToFfmpeg() throws Exception {
        Peers.need("ffmpeg", "gst-launch-1.0", "tshark");
        int out = Ports.pair();
        Path alaw = folder.resolve("received.al");
        Path session = Files.writeString(
                folder.resolve("session.sdp"),
                "v=0\no=- 0 0 IN IP4 127.0.0.1\ns=millrace\nc=IN IP4 127.0.0.1\nt=0 0\nm=audio " + out
                        + " RTP/AVP 8\na=rtpmap:8 PCMA/8000\n");
        try (Child receiver = Child.start(
                "ffmpeg",
                "-nostdin",
                "-v",
                "error",
                "-protocol_whitelist",
                "file,udp,rtp",
                "-i",
                session.toString(),
                "-c:a",
                "copy",
                "-flush_packets",
                "1",
                "-f",
                "alaw",
                alaw.toString())) {
            transcode(Senders.GSTREAMER, out, receiver, alaw);
        }
    }

    private void transcode(Senders sender, int out, Child receiver, Path alaw) throws Exception {
        Path source = Speech.wav(folder);
        byte[] expected = Speech.alaw(sender.mulaw(source));
        Path capture = folder.resolve("capture.pcap");
        int in = Ports.pair();
        receiver.await("port " + out, () -> Ports.isBound(out));
        try (Child tshark = capture(out, capture);
                Child millrace = Child.millrace("launch", "-e", transcoder(in, out))) {
            millrace.awaitText("Pipeline is PLAYING");
            try (Child peer = sender.start(source, in)) {
                peer.succeed();
            }
            millrace.interrupt().succeed();
            receiver.await("all samples", () -> sizeOf(alaw) >= expected.length);
            tshark.succeed();
        }
        receiver.interrupt().exitCode();
        assertThat(Files.readAllBytes(alaw)).isEqualTo(expected);
        checkStream(capture, out);
    }

    private static String transcoder(int in, int out) {
        return "ts-udpsrc address=127.0.0.1 context=interop context-wait=20 port=" + in
                + " caps=\"application/x-rtp,media=audio,encoding-name=PCMU,clock-rate=8000,payload=0\""
                + " ! ts-jitterbuffer ! rtppcmudepay ! mulawdec ! alawenc ! rtppcmapay"
                + " ! ts-udpsink clients=127.0.0.1:" + out;
    }

    private static long sizeOf(Path file) {
        return Files.exists(file) ? file.toFile().length() : 0;
    }

    /** Captures until all packets are there; a shorter run is ended by the limit of the test. */
    private static Child capture(int port, Path file) throws IOException, InterruptedException {
        Child tshark = Child.start(
                "tshark",
                "-i",
                "lo",
                "-f",
                "udp dst port " + port,
                "-c",
                String.valueOf(PACKETS),
                "-w",
                file.toString());
        try {
            tshark.await("the capture", () -> tshark.err().contains("Capture started"));
        } catch (AssertionError e) {
            tshark.close();
            if (tshark.err().contains("ermission")) Peers.missing("tshark may not capture here");
            throw e;
        }
        return tshark;
    }

    private static void checkStream(Path capture, int port) throws IOException, InterruptedException {
        String asRtp = "udp.port==" + port + ",rtp";
        try (Child streams = Child.start("tshark", "-r", capture.toString(), "-d", asRtp, "-q", "-z", "rtp,streams")) {
            assertThat(streams.succeed().out().lines().filter(line -> line.contains("g711A")))
                    .singleElement()
                    .asString()
                    .containsPattern(" " + PACKETS + " +0 \\(0\\.0%\\)");
        }
        try (Child packets = Child.start(
                "tshark",
                "-r",
                capture.toString(),
                "-d",
                asRtp,
                "-T",
                "fields",
                "-e",
                "rtp.seq",
                "-e",
                "rtp.timestamp")) {
            List<long[]> headers = packets.succeed()
                    .out()
                    .lines()
                    .map(line -> line.split("\t", -1))
                    .map(fields -> new long[] {Long.parseLong(fields[0]), Long.parseLong(fields[1])})
                    .toList();
            assertThat(headers).hasSize(PACKETS);
            assertThat(IntStream.range(1, PACKETS)).allSatisfy(i -> {
                assertThat(headers.get(i)[0] - headers.get(i - 1)[0]).isIn(1L, 1L - (1 << 16));
                assertThat(headers.get(i)[1] - headers.get(i - 1)[1]).isIn(160L, 160L - (1L << 32));
            });
        }
    }
}
