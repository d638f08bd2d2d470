package dev.millrace.element.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.millrace.media.Event;
import dev.millrace.media.FlowReturn;
import dev.millrace.media.State;
import dev.millrace.testkit.PadHarness;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileSinkTest {
    @TempDir
    Path directory;

    private PadHarness sink(Path file, String properties) {
        return PadHarness.of("filesink location=\"" + file + "\" " + properties);
    }

    @Test
    void writesInOrderAndEndsWhenAllIsWritten() throws IOException {
        Path file = directory.resolve("a file");
        try (var h = sink(file, "")) {
            for (int i = 0; i < 100; i++) assertThat(h.push(i, i + 1)).isEqualTo(FlowReturn.OK);
            assertThat(h.hasEnded()).isFalse();
            h.endOfStream();
            assertThat(h.hasEnded()).isTrue();
            assertThat(Files.readAllBytes(file))
                    .hasSize(200)
                    .startsWith(0, 1, 1, 2)
                    .endsWith(98, 99, 99, 100);
            h.assertAllBuffersReturned();
        }
    }

    @Test
    void segmentsOfBytesSayWhere() throws IOException {
        Path file = directory.resolve("file");
        try (var h = sink(file, "")) {
            h.push(1, 2, 3, 4);
            h.event(new Event.Segment(Event.Segment.Format.BYTES, 1));
            h.push(9);
            h.event(new Event.Segment(Event.Segment.Format.BYTES, 6));
            h.push(7);
            h.endOfStream();
            assertThat(Files.readAllBytes(file)).containsExactly(1, 9, 3, 4, 0, 0, 7);
        }
    }

    @Test
    void aWavFileKnowsItsLength() throws IOException {
        Path file = directory.resolve("file.wav");
        try (var h = PadHarness.of("mulawdec ! wavenc ! filesink buffer-mode=unbuffered location=" + file)
                .caps("audio/x-mulaw, rate=8000, channels=1")) {
            for (int i = 0; i < 10; i++) h.push(new byte[160]);
            assertThat(Files.readAllBytes(file)).hasSize(44 + 3200).startsWith('R', 'I', 'F', 'F', 0x24, 0, 0xff, 0x7f);
            h.endOfStream();
            assertThat(h.hasEnded()).isTrue();
            assertThat(Files.readAllBytes(file))
                    .hasSize(44 + 3200)
                    .startsWith('R', 'I', 'F', 'F', 0xa4, 0x0c, 0, 0)
                    .containsSequence('d', 'a', 't', 'a', 0x80, 0x0c, 0, 0, 0x84, 0x82);
            h.assertAllBuffersReturned();
        }
    }

    @Test
    void replacesWhatIsThereUnlessItAppends() throws IOException {
        Path file = Files.write(directory.resolve("file"), new byte[] {1, 2, 3});
        try (var h = sink(file, "append=true")) {
            h.event(new Event.Segment(Event.Segment.Format.BYTES, 0));
            h.push(4);
        }
        assertThat(Files.readAllBytes(file)).containsExactly(1, 2, 3, 4);
        try (var h = sink(file, "o-sync=true")) {
            h.push(5);
        }
        assertThat(Files.readAllBytes(file)).containsExactly(5);
    }

    @Test
    void aNewStreamIsANewFile() throws IOException {
        Path file = directory.resolve("file");
        try (var h = sink(file, "")) {
            h.push(1, 2, 3);
            h.setState(State.READY);
            assertThat(Files.readAllBytes(file)).containsExactly(1, 2, 3);
            h.setState(State.PLAYING);
            h.push(4);
            h.endOfStream();
            assertThat(Files.readAllBytes(file)).containsExactly(4);
        }
    }

    @Test
    void anEmptyStreamIsAnEmptyFile() throws IOException {
        Path file = directory.resolve("file");
        try (var h = sink(file, "")) {
            h.push();
            h.endOfStream();
            assertThat(h.hasEnded()).isTrue();
            assertThat(Files.size(file)).isZero();
            h.assertAllBuffersReturned();
        }
    }

    @Test
    void theFileMustBeNamed() {
        assertThatThrownBy(() -> PadHarness.of("filesink"))
                .hasStackTraceContaining("file has no name: element=filesink0; set location to its path");
    }

    @Test
    void whatCannotBeOpenedIsSaidWithTheReason() throws IOException {
        Path missing = directory.resolve("missing/file");
        assertThatThrownBy(() -> sink(missing, ""))
                .hasStackTraceContaining(
                        "file cannot be opened for writing: location=" + missing + " reason=no such file or directory");
        assertThatThrownBy(() -> sink(directory, ""))
                .hasStackTraceContaining("location=" + directory + " reason=")
                .hasStackTraceContaining("irectory");
    }

    @Test
    void withoutPermissionItIsSaid() throws IOException {
        Path file = Files.createFile(directory.resolve("file"));
        // Root may write every file but those of the kernel that nobody may.
        Path denied = file.toFile().setWritable(false) && !Files.isWritable(file)
                ? file
                : Path.of("/sys/kernel/uevent_seqnum");
        assumeTrue(Files.exists(denied), "root may write everything here");
        assertThatThrownBy(() -> sink(denied, ""))
                .hasStackTraceContaining("location=" + denied + " reason=permission denied");
    }

    /** On Linux, /dev/full is a disk without room. */
    @Test
    void aFullDiskIsOneErrorAndTheStreamStops() {
        assumeTrue(Files.exists(Path.of("/dev/full")), "there is no /dev/full");
        try (var h = PadHarness.of("filesink buffer-mode=unbuffered location=/dev/full")) {
            h.push(1);
            assertThat(h.error()).startsWith("file cannot be written: location=/dev/full reason=No space");
            assertThat(h.push(2)).isEqualTo(FlowReturn.ERROR);
            assertThat(h.push(3)).isEqualTo(FlowReturn.ERROR);
            h.endOfStream();
            assertThat(h.messages()).hasSize(1);
            h.assertAllBuffersReturned();
        }
    }

    @Test
    void whatIsGatheredIsWrittenAtAFlushAtTheEndAndAtTheStop() throws IOException {
        Path file = directory.resolve("file");
        try (var h = sink(file, "buffer-size=100")) {
            h.push(1);
            h.push(2);
            h.assertAllBuffersReturned();
            assertThat(Files.size(file)).as("gathered").isZero();
            h.push(new byte[99]);
            assertThat(Files.size(file)).as("more than fits").isEqualTo(101);
            h.push(3);
            h.flush();
            assertThat(Files.size(file)).isEqualTo(102);
            h.event(Event.Segment.TIME);
            h.push(4);
            h.endOfStream();
            assertThat(Files.size(file)).isEqualTo(103);
        }
        try (var h = sink(file, "buffer-mode=full")) {
            h.push(5);
            assertThat(Files.size(file)).isZero();
        }
        assertThat(file).hasBinaryContent(new byte[] {5});
    }

    /** Gathered bytes for which there is no room are an error before the end is told. */
    @Test
    void whatCannotBeWrittenAtTheEndIsAnErrorAndNoEnd() {
        assumeTrue(Files.exists(Path.of("/dev/full")), "there is no /dev/full");
        try (var h = PadHarness.of("filesink location=/dev/full")) {
            h.push(1);
            h.endOfStream();
            assertThat(h.error()).startsWith("file cannot be written: location=/dev/full reason=No space");
            assertThat(h.hasEnded()).isFalse();
        }
    }

    @Test
    void badBufferingIsRefused() {
        assertThatThrownBy(() -> sink(directory.resolve("f"), "buffer-mode=some"))
                .hasStackTraceContaining("default, full, line, unbuffered");
        assertThatThrownBy(() -> sink(directory.resolve("f"), "buffer-size=-1")).hasStackTraceContaining("buffer-size");
        assertThatThrownBy(() -> sink(directory.resolve("f"), "max-transient-error-timeout=-1"))
                .hasStackTraceContaining("max-transient-error-timeout");
    }

    @Test
    void withSyncTheStreamWaitsForTheTimeOfEachBuffer() {
        try (var h = sink(directory.resolve("file"), "sync=true")) {
            h.pushAt(10_000_000, new byte[1]);
            h.pushLater(h.buffer(new byte[1]));
            assertThat(h.pending()).isEqualTo(1);
            h.advance(Duration.ofMillis(11));
            assertThat(h.pending()).isZero();
        }
    }
}
