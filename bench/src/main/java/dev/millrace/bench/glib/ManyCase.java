package dev.millrace.bench.glib;

import static dev.millrace.runtime.Async.async;
import static dev.millrace.runtime.Async.await;

import dev.millrace.future.Future;
import dev.millrace.future.Futures;
import dev.millrace.glib.abi.Objects;
import dev.millrace.glib.gio.FileFutures;
import dev.millrace.glib.gio.GioFiles;
import dev.millrace.glib.gio.InputStreamFutures;
import dev.millrace.glib.loop.GlibExecutor;
import dev.millrace.glib.source.GlibSources;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.gnome.gio.FileInputStream;
import org.jspecify.annotations.Nullable;

/** Many operations at the same time. */
final class ManyCase implements AutoCloseable {
    static final int TIMEOUTS = 10_000;
    static final int FILES = 1_000;
    private static final int LONGEST_MS = 100;
    private static final int FILE_BYTES = 1_024;

    private final GlibExecutor glib;
    private final Path path;

    ManyCase(GlibExecutor glib) throws IOException {
        this.glib = glib;
        path = Files.createTempFile("millrace-glib", ".bin");
        Files.write(path, new byte[FILE_BYTES]);
    }

    /** From 1 to 100 ms, all begun at once: the time beyond the longest is what they cost. */
    double timeouts() {
        List<Future<@Nullable Void>> all = IntStream.range(0, TIMEOUTS)
                .mapToObj(i -> GlibSources.timeout(Duration.ofMillis(1 + i % LONGEST_MS)))
                .toList();
        long beganNs = System.nanoTime();
        glib.blockOn(Futures.join(all));
        return (double) (System.nanoTime() - beganNs) / TIMEOUTS;
    }

    /** Opened, read whole and closed, by a body for each. */
    double files() throws IOException {
        List<Future<Integer>> all = IntStream.range(0, FILES)
                .<Future<Integer>>mapToObj(_ -> async(() -> {
                    FileInputStream in = await(FileFutures.read(GioFiles.of(path)));
                    int n = await(InputStreamFutures.readAll(in, new byte[FILE_BYTES]));
                    await(InputStreamFutures.close(in));
                    Objects.release(in);
                    return n;
                }))
                .toList();
        long beganNs = System.nanoTime();
        List<Integer> lengths = glib.blockOn(Futures.join(all));
        GlibSuite.checkDone(lengths.stream().allMatch(n -> n == FILE_BYTES), "lengths=" + lengths);
        return (double) (System.nanoTime() - beganNs) / FILES;
    }

    @Override
    public void close() throws IOException {
        Files.delete(path);
    }
}
