package dev.millrace.glib.loop;

import static dev.millrace.runtime.Async.async;
import static dev.millrace.runtime.Async.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.millrace.future.Future;
import dev.millrace.future.Futures;
import dev.millrace.glib.NeedsGlib;
import dev.millrace.glib.abi.Callbacks;
import dev.millrace.glib.gio.FileFutures;
import dev.millrace.glib.gio.GioFiles;
import dev.millrace.glib.source.GlibSources;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * That nothing grows: the resident memory after many rounds is that after the first few. Small by default; the profile {@code proof}
 * has a million tasks.
 */
@ExtendWith(NeedsGlib.class)
@Timeout(600)
class GlibSoakTest {
    private static final int TASKS = Integer.getInteger("millrace.glib.soak", 20_000);
    private static final int ROUNDS = 10;
    /** More than what the collector and the allocator do by themselves. */
    private static final long MOST_KB = 24_000;

    private interface Round {
        Future<@Nullable Void> tasks(int count);
    }

    private static void staysAsItIs(Round round) throws IOException {
        try (GlibExecutor glib = GlibExecutor.create()) {
            for (int i = 0; i < ROUNDS; i++) glib.blockOn(round.tasks(TASKS / ROUNDS));
            long callbacks = Callbacks.live();
            long before = residentKb();
            for (int i = 0; i < ROUNDS; i++) glib.blockOn(round.tasks(TASKS / ROUNDS));
            assertThat(residentKb() - before).isLessThan(MOST_KB);
            assertThat(Callbacks.live()).isLessThanOrEqualTo((int) callbacks);
            assertThat(glib.liveTasks()).isZero();
        }
    }

    private static long residentKb() throws IOException {
        Path status = Path.of("/proc/self/status");
        assumeTrue(Files.isReadable(status), "the system does not tell the resident memory");
        System.gc();
        return Files.readAllLines(status).stream()
                .filter(line -> line.startsWith("VmRSS:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void tasksThatComeAndGo() throws IOException {
        staysAsItIs(count -> async(() -> {
            GlibExecutor glib = Objects.requireNonNull(GlibExecutor.currentOrNull());
            for (int i = 0; i < count; i++) {
                GlibJoinHandle<Integer> task = glib.spawn(Futures.yieldNow().map(_ -> 1));
                await(task);
            }
            return null;
        }));
    }

    @Test
    void sourcesThatComeAndGo() throws IOException {
        staysAsItIs(count -> async(() -> {
            for (int i = 0; i < count; i++) {
                await(GlibSources.idle());
                GlibSources.timeoutSeconds(100).cancel();
            }
            return null;
        }));
    }

    @Test
    void operationsThatFail() throws IOException {
        staysAsItIs(count -> async(() -> {
            for (int i = 0; i < count / 20; i++)
                await(FileFutures.read(GioFiles.ofPath("/nowhere")).map(_ -> 1).orElse(_ -> Futures.ready(0)));
            await(GlibSources.timeout(Duration.ofMillis(1)));
            return null;
        }));
    }
}
