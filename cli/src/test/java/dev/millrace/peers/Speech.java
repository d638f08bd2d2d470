package dev.millrace.peers;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;

/** Three seconds of speech, and what the codecs of others make of it. */
final class Speech {
    /** One for each sample of the source. */
    static final int SAMPLES = 24_000;

    private Speech() {}

    /** The source: 8 kHz, mono, 16 bits. */
    static Path wav(Path folder) throws IOException {
        Path file = folder.resolve("speech.wav");
        try (InputStream bytes = Speech.class.getResourceAsStream("speech-8k-3s.wav")) {
            Files.copy(Objects.requireNonNull(bytes), file);
        }
        return file;
    }

    /** The source as ffmpeg makes mu-law of it. */
    static Path mulawByFfmpeg(Path wav) throws IOException, InterruptedException {
        return ffmpeg(wav.resolveSibling("ffmpeg.ul"), "-i", wav.toString(), "-f", "mulaw");
    }

    /** The source as GStreamer makes mu-law of it; it rounds some samples the other way than ffmpeg does. */
    static Path mulawByGst(Path wav) throws IOException, InterruptedException {
        Path mulaw = wav.resolveSibling("gst.ul");
        String[] words = ("gst-launch-1.0 -q filesrc location=" + wav + " ! wavparse ! mulawenc ! filesink location="
                        + mulaw)
                .split(" ");
        try (Child gst = Child.start(words)) {
            gst.succeed();
        }
        return mulaw;
    }

    /** Mu-law as the samples that ffmpeg decodes it to. */
    static byte[] samples(Path mulaw) throws IOException, InterruptedException {
        return Files.readAllBytes(ffmpeg(
                mulaw.resolveSibling("expected.raw"),
                "-f",
                "mulaw",
                "-ar",
                "8000",
                "-i",
                mulaw.toString(),
                "-f",
                "s16le"));
    }

    /** Mu-law as the A-law that ffmpeg transcodes it to. */
    static byte[] alaw(Path mulaw) throws IOException, InterruptedException {
        return Files.readAllBytes(ffmpeg(
                mulaw.resolveSibling("expected.al"),
                "-f",
                "mulaw",
                "-ar",
                "8000",
                "-i",
                mulaw.toString(),
                "-f",
                "alaw"));
    }

    private static Path ffmpeg(Path to, String... words) throws IOException, InterruptedException {
        String[] command = new String[words.length + 5];
        System.arraycopy(new String[] {"ffmpeg", "-nostdin", "-v", "error"}, 0, command, 0, 4);
        System.arraycopy(words, 0, command, 4, words.length);
        command[command.length - 1] = to.toString();
        try (Child ffmpeg = Child.start(command)) {
            ffmpeg.succeed();
        }
        return to;
    }
}
