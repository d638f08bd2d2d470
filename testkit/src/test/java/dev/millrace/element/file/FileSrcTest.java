package dev.millrace.element.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.launch.Launch;
import dev.millrace.media.Event;
import dev.millrace.media.Message;
import dev.millrace.media.Pipeline;
import dev.millrace.media.Registry;
import dev.millrace.media.State;
import dev.millrace.sim.SteppedEnvironment;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileSrcTest {
    private static final Duration SLICE = Duration.ofMillis(1);

    private final SteppedEnvironment environment = new SteppedEnvironment(1);

    @TempDir
    Path directory;

    private Pipeline pipeline(String text) {
        return Launch.into(new Pipeline("file", environment), Registry.installed(), text);
    }

    private void set(Pipeline pipeline, State state) {
        environment.run(pipeline.setState(state), SLICE, Duration.ofSeconds(1));
    }

    private void playToTheEnd(Pipeline pipeline) {
        set(pipeline, State.PLAYING);
        for (int i = 0; i < 100; i++) {
            environment.step();
            for (Message m = pipeline.bus().poll();
                    m != null;
                    m = pipeline.bus().poll()) if (m instanceof Message.EndOfStream) return;
        }
        throw new AssertionError("stream has not ended");
    }

    @Test
    void aCopyIsTheSame() throws IOException {
        Path from = directory.resolve("from");
        Path to = directory.resolve("to");
        byte[] bytes = new byte[100_001];
        for (int i = 0; i < bytes.length; i++) bytes[i] = (byte) (i * 31);
        Files.write(from, bytes);
        Pipeline p = pipeline("filesrc name=in location=" + from + " blocksize=1000 ! filesink location=" + to);
        playToTheEnd(p);
        assertThat(p.queryDuration(Event.Segment.Format.BYTES)).isEqualTo(100_001);
        assertThat(p.get("in").srcPads().getFirst().buffers()).isEqualTo(101);
        set(p, State.NULL);
        assertThat(Files.readAllBytes(to)).isEqualTo(bytes);
        playToTheEnd(p);
        set(p, State.NULL);
        assertThat(Files.readAllBytes(to)).as("once more").isEqualTo(bytes);
    }

    @Test
    void anEmptyFileIsAnEmptyStreamAndBuffersMayBeCounted() throws IOException {
        Path empty = Files.createFile(directory.resolve("empty"));
        Pipeline p = pipeline("filesrc location=" + empty + " ! fakesink name=out");
        playToTheEnd(p);
        assertThat(p.get("out").get("buffers")).isEqualTo(0L);
        set(p, State.NULL);
        Path some = Files.write(directory.resolve("some"), new byte[50_000]);
        Pipeline q = pipeline("filesrc num-buffers=2 location=" + some + " ! fakesink name=out");
        playToTheEnd(q);
        assertThat(q.get("out").get("bytes")).isEqualTo(8_192L);
        set(q, State.NULL);
    }

    @Test
    void whatCannotBeReadIsNamedBeforeAnythingStreams() {
        for (String location :
                new String[] {"", " location=" + directory.resolve("nothing"), " location=" + directory}) {
            Pipeline p = pipeline("filesrc" + location + " ! fakesink");
            assertThatThrownBy(() -> set(p, State.READY)).hasStackTraceContaining("IOException");
            set(p, State.NULL);
        }
    }

    @Test
    void aRecordingIsDecodedAndMeasured() throws IOException {
        Path wav = directory.resolve("tone.wav");
        Pipeline write =
                pipeline("audiotestsrc num-buffers=20 ! audio/x-raw,rate=8000 ! wavenc ! filesink location=" + wav);
        playToTheEnd(write);
        set(write, State.NULL);
        Pipeline read = pipeline("filesrc location=" + wav + " ! wavparse ! audioconvert ! audioresample"
                + " ! audio/x-raw,rate=16000,format=F32LE ! level ! fakesink name=out");
        set(read, State.PLAYING);
        environment.step();
        double rms = Double.NaN;
        for (Message m = read.bus().poll(); m != null; m = read.bus().poll()) {
            assertThat(m).isNotInstanceOf(Message.Error.class);
            if (m instanceof Message.ElementMessage told)
                rms = Double.parseDouble(String.valueOf(told.structure().field("rms"))
                        .replaceAll("[^0-9.-]+", " ")
                        .strip());
        }
        assertThat(rms).isBetween(-5.1, -4.8);
        assertThat(Long.parseLong(String.valueOf(read.get("out").get("bytes")))).isBetween(163_000L, 164_000L);
        set(read, State.NULL);
    }
}
