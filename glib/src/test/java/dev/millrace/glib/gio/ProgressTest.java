package dev.millrace.glib.gio;

import static dev.millrace.runtime.Async.async;
import static dev.millrace.runtime.Async.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.future.Future;
import dev.millrace.glib.loop.GlibJoinHandle;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CancellationException;
import org.gnome.gio.File;
import org.gnome.gio.FileCopyFlags;
import org.gnome.gio.FileMeasureFlags;
import org.gnome.gio.IOErrorEnum;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Progress as a stream beside the future. */
class ProgressTest extends GioTest {
    @TempDir
    private Path directory;

    private File file(int bytes) throws IOException {
        return GioFiles.of(Files.write(directory.resolve("from"), new byte[bytes]));
    }

    private File target() {
        return GioFiles.of(directory.resolve("to"));
    }

    @Test
    void aCopyTellsHowFarItIsUntilItHasEnded() throws IOException {
        File from = file(3_000_000);
        List<CopyProgress> told = glib.blockOn(async(() -> {
            WithProgress<@Nullable Void, CopyProgress> copy =
                    FileFutures.copyWithProgress(from, target(), Set.of(FileCopyFlags.OVERWRITE));
            GlibJoinHandle<@Nullable Void> done = glib.spawn(copy.future());
            List<CopyProgress> got = new ArrayList<>();
            for (CopyProgress next; (next = await(copy.progress().next())) != null; ) got.add(next);
            await(done);
            return got;
        }));
        assertThat(told).isNotEmpty().last().isEqualTo(new CopyProgress(3_000_000, 3_000_000));
        assertThat(told).isSortedAccordingTo((a, b) -> Long.compare(a.done(), b.done()));
        assertThat(directory.resolve("to")).hasSize(3_000_000);
    }

    @Test
    void whoReadsLateHasTheLatestAlone() throws IOException {
        File from = file(3_000_000);
        List<CopyProgress> told = glib.blockOn(async(() -> {
            var copy = FileFutures.copyWithProgress(from, target(), Set.of(FileCopyFlags.OVERWRITE));
            await(copy.future());
            return await(copy.progress().toList());
        }));
        assertThat(told).containsExactly(new CopyProgress(3_000_000, 3_000_000));
    }

    @Test
    void theProgressOfWhatIsCancelledEnds() throws IOException {
        File from = file(3_000_000);
        assertThat(glib.blockOn(async(() -> {
                    var copy = FileFutures.copyWithProgress(from, target(), Set.of(FileCopyFlags.OVERWRITE));
                    GlibJoinHandle<@Nullable Void> done = glib.spawn(copy.future());
                    Future<@Nullable CopyProgress> first = copy.progress().next();
                    assertThat(first.poll(() -> {})).isFalse();
                    await(first);
                    done.cancel();
                    assertThatThrownBy(() -> await(done)).isInstanceOf(CancellationException.class);
                    await(copy.future().settled());
                    await(copy.progress().toList());
                    return "ended";
                })))
                .isEqualTo("ended");
    }

    @Test
    void theProgressOfWhatNeverBeginsEnds() throws IOException {
        var copy = FileFutures.copyWithProgress(file(1), target(), Set.of(FileCopyFlags.NONE));
        copy.future().cancel();
        assertThat(glib.blockOn(copy.progress().toList())).isEmpty();
    }

    @Test
    void aCopyThatFailsEndsItsProgress() throws IOException {
        Files.createFile(directory.resolve("to"));
        File from = file(1);
        glib.blockOn(async(() -> {
            var copy = FileFutures.copyWithProgress(from, target(), Set.of(FileCopyFlags.NONE));
            assertThatThrownBy(() -> await(copy.future())).satisfies(isError(IOErrorEnum.EXISTS));
            assertThat(await(copy.progress().toList())).isEmpty();
            return null;
        }));
    }

    @Test
    void movesAndMeasuresTellInTheSameWay() throws IOException {
        File from = file(100_000);
        glib.blockOn(async(() -> {
            var move = FileFutures.moveWithProgress(from, target(), Set.of(FileCopyFlags.NONE), 0);
            await(move.future());
            await(move.progress().toList());
            var measure = FileFutures.measureDiskUsageWithProgress(
                    GioFiles.of(directory), Set.of(FileMeasureFlags.APPARENT_SIZE));
            assertThat(await(measure.future()).numFiles()).isOne();
            assertThat(await(measure.progress().toList())).hasSizeLessThan(2);
            return null;
        }));
        assertThat(directory.resolve("to")).hasSize(100_000);
    }
}
