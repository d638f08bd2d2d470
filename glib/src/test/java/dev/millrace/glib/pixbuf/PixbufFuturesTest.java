package dev.millrace.glib.pixbuf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.glib.NeedsGlib;
import dev.millrace.glib.abi.GlibException;
import dev.millrace.glib.abi.GlibMissingException;
import dev.millrace.glib.abi.Native;
import dev.millrace.glib.gio.FileFutures;
import dev.millrace.glib.gio.GioFiles;
import dev.millrace.glib.loop.GlibExecutor;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.gnome.gdkpixbuf.Pixbuf;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A second library: its futures are written by the same build, from its bindings, and read a picture. */
@ExtendWith(NeedsGlib.class)
@Timeout(20)
class PixbufFuturesTest {
    /** A picture of three by two pixels. */
    private static final byte[] PPM =
            "P3 3 2 255 1 2 3 4 5 6 7 8 9 1 2 3 4 5 6 7 8 9\n".getBytes(StandardCharsets.US_ASCII);

    @TempDir
    private Path directory;

    @BeforeAll
    static void load() {
        try {
            Native.load("libgdk_pixbuf-2.0.so.0", "libgdk-pixbuf-2.0-0");
        } catch (GlibMissingException e) {
            NeedsGlib.missing(String.valueOf(e.getMessage()));
        }
    }

    @Test
    void picturesAreReadFromStreams() throws IOException {
        Path path = Files.write(directory.resolve("picture.ppm"), PPM);
        try (GlibExecutor glib = GlibExecutor.create()) {
            Pixbuf picture = glib.blockOn(FileFutures.read(GioFiles.of(path)).andThen(PixbufFutures::newFromStream));
            assertThat(picture.getWidth()).isEqualTo(3);
            assertThat(picture.getHeight()).isEqualTo(2);
            Pixbuf scaled = glib.blockOn(FileFutures.read(GioFiles.of(path))
                    .andThen(in -> PixbufFutures.newFromStreamAtScale(in, 30, 20, true)));
            assertThat(scaled.getWidth()).isEqualTo(30);
            var info = glib.blockOn(PixbufFutures.getFileInfo(path.toString()));
            assertThat(info.width()).isEqualTo(3);
        }
    }

    @Test
    void whatIsNoPictureIsAnErrorOfItsOwnDomain() throws IOException {
        Path path = Files.writeString(directory.resolve("text"), "no picture at all, whatever one does with it");
        try (GlibExecutor glib = GlibExecutor.create()) {
            assertThatThrownBy(() ->
                            glib.blockOn(FileFutures.read(GioFiles.of(path)).andThen(PixbufFutures::newFromStream)))
                    .isInstanceOfSatisfying(GlibException.class, e -> {
                        assertThat(e.domain()).isEqualTo("gdk-pixbuf-error-quark");
                        assertThat(e.ioError()).isNull();
                    });
        }
    }

    @Test
    void asManyAsTheGeneratorFound() throws IOException {
        List<String> report = Files.readAllLines(Path.of("target", "pixbuf-futures.txt"));
        assertThat(report.getFirst()).isEqualTo("pairs 6");
        assertThat(report.stream().filter(line -> line.startsWith("future "))).hasSize(5);
        assertThat(report).contains("unsupported gdk_pixbuf_save_to_stream_async: takes any number of arguments");
    }
}
