package dev.millrace.glib.defects;

import static dev.millrace.runtime.Async.async;
import static dev.millrace.runtime.Async.await;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.future.Future;
import dev.millrace.future.Futures;
import dev.millrace.glib.NeedsGlib;
import dev.millrace.glib.abi.Boundary;
import dev.millrace.glib.abi.Callbacks;
import dev.millrace.glib.abi.GlibException;
import dev.millrace.glib.abi.Objects;
import dev.millrace.glib.abi.Sources;
import dev.millrace.glib.gio.FileFutures;
import dev.millrace.glib.gio.GioFiles;
import dev.millrace.glib.gio.InputStreamFutures;
import dev.millrace.glib.gio.OutputStreamFutures;
import dev.millrace.glib.gio.SubprocessFutures;
import dev.millrace.glib.loop.GlibExecutor;
import dev.millrace.glib.loop.GlibPriority;
import dev.millrace.glib.source.GlibSources;
import java.lang.foreign.MemorySegment;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.gnome.gio.FileCreateFlags;
import org.gnome.gio.FileInputStream;
import org.gnome.gio.FileOutputStream;
import org.gnome.gio.Subprocess;
import org.gnome.gio.SubprocessFlags;
import org.gnome.glib.Bytes;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(NeedsGlib.class)
@Timeout(20)
@SuppressWarnings("NullAway") // set before each test
class BindingDefectsTest {
    private static final int MANY = 2_000;

    private GlibExecutor glib;

    @TempDir
    private Path directory;

    @BeforeEach
    void create() {
        glib = GlibExecutor.create();
    }

    @AfterEach
    void close() {
        glib.close();
    }

    /** There: an exception that leaves a callback ends the JVM. */
    @Test
    void anExceptionInASourceStopsAtTheBoundary() {
        long faults = Boundary.faults();
        AtomicInteger calls = new AtomicInteger();
        MemorySegment source = Sources.idle(GlibPriority.DEFAULT, () -> {
            calls.incrementAndGet();
            throw new AssertionError("broken source");
        });
        Sources.attach(source, glib.context());
        glib.blockOn(GlibSources.timeout(Duration.ofMillis(2)));
        Sources.destroy(source);
        assertThat(calls).as("it is removed, as it has failed").hasValue(1);
        assertThat(Boundary.faults()).isEqualTo(faults + 1);
    }

    /** There: the JVM ends where a callback comes from another thread, or from a virtual one. */
    @Test
    void workComesFromAnyThread() {
        AtomicInteger ran = new AtomicInteger();
        glib.blockOn(async(() -> {
            List<Future<Integer>> all = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                Thread.Builder builder = i % 2 == 0 ? Thread.ofPlatform() : Thread.ofVirtual();
                builder.start(() -> glib.spawn(async(() -> ran.incrementAndGet())))
                        .join();
                all.add(glib.spawn(GlibSources.timeout(Duration.ofMillis(1)).map(_ -> 1)));
            }
            return await(Futures.join(all));
        }));
        glib.blockOn(GlibSources.idle());
        assertThat(ran).hasValue(100);
    }

    /** There: each lambda that is a callback leaks a function pointer, until the code cache is full. */
    @Test
    void noFunctionPointerIsMadeForACallback() throws Exception {
        Path path = Files.write(directory.resolve("file"), new byte[100]);
        FileInputStream in = glib.blockOn(FileFutures.read(GioFiles.of(path)));
        byte[] byteOf = new byte[1];
        glib.blockOn(reads(in, byteOf, 500));
        long before = stubBytes();
        int callbacks = Callbacks.live();
        glib.blockOn(reads(in, byteOf, MANY));
        for (int i = 0; i < MANY; i++) glib.blockOn(GlibSources.idle());
        assertThat(Callbacks.live()).isEqualTo(callbacks);
        // A pointer takes more than a kilobyte.
        assertThat(stubBytes() - before).isLessThan(MANY * 500L);
    }

    private static Future<@Nullable Void> reads(FileInputStream in, byte[] into, int times) {
        return async(() -> {
            for (int i = 0; i < times; i++) await(InputStreamFutures.read(in, into));
            return null;
        });
    }

    /** What adapters and stubs take of the code cache. */
    private static long stubBytes() {
        return ManagementFactory.getMemoryPoolMXBeans().stream()
                .filter(pool -> pool.getName().contains("non-nmethods"))
                .mapToLong(BindingDefectsTest::used)
                .sum();
    }

    private static long used(MemoryPoolMXBean pool) {
        return pool.getUsage().getUsed();
    }

    /** There: 434 of 500 files that are written from arrays are wrong, and what is read into one never arrives. */
    @Test
    void arraysAreWrittenAndReadAsTheyAre() throws Exception {
        for (int i = 0; i < 20; i++) {
            byte[] content = ("content " + i + " ").repeat(100).getBytes(UTF_8);
            Path path = directory.resolve("f" + i);
            byte[] read = new byte[content.length];
            glib.blockOn(async(() -> {
                FileOutputStream out =
                        await(FileFutures.replace(GioFiles.of(path), null, false, FileCreateFlags.NONE, 0));
                for (int at = 0; at < content.length; )
                    at += await(OutputStreamFutures.write(
                            out,
                            MemorySegment.ofArray(content)
                                    .asSlice(at)
                                    .toArray(java.lang.foreign.ValueLayout.JAVA_BYTE)));
                await(OutputStreamFutures.close(out));
                FileInputStream in = await(FileFutures.read(GioFiles.of(path)));
                assertThat(await(InputStreamFutures.readAll(in, read))).isEqualTo(content.length);
                await(InputStreamFutures.close(in));
                return null;
            }));
            assertThat(path).hasBinaryContent(content);
            assertThat(read).isEqualTo(content);
        }
    }

    /** There: every call from another thread leaves one behind. */
    @Test
    void noThreadIsLeftBehind() {
        glib.blockOn(GlibSources.idle());
        int before = ManagementFactory.getThreadMXBean().getThreadCount();
        AtomicInteger ran = new AtomicInteger();
        Thread.ofPlatform().start(() -> IntStream.range(0, 1_000).forEach(_ -> glib.execute(ran::incrementAndGet)));
        while (ran.get() < 1_000) glib.iterate(true);
        assertThat(ManagementFactory.getThreadMXBean().getThreadCount()).isLessThan(before + 10);
    }

    /** There: no {@code GError} is ever freed, and reading one takes a hundred microseconds. */
    @Test
    void errorsArriveWithEverythingInThem() {
        for (int i = 0; i < 200; i++) {
            int number = i;
            Future<String> failing = FileFutures.read(GioFiles.ofPath("/nowhere/" + number))
                    .map(_ -> "read")
                    .orElse(failure -> Futures.ready(((GlibException) failure).domain() + number));
            assertThat(glib.blockOn(failing)).isEqualTo(GlibException.IO_DOMAIN + number);
        }
    }

    /** There: bytes that come as a further result are never given back. */
    @Test
    void furtherResultsAreGivenBack() throws Exception {
        int before = Objects.held();
        var said = glib.blockOn(async(() -> await(SubprocessFutures.communicate(
                new Subprocess(new String[] {"cat"}, Set.of(SubprocessFlags.STDIN_PIPE, SubprocessFlags.STDOUT_PIPE)),
                new Bytes("bytes".getBytes(UTF_8))))));
        assertThat(said.stdoutBuf().getData()).isEqualTo("bytes".getBytes(UTF_8));
        assertThat(Objects.held()).isGreaterThan(before);
        Objects.release(said.stdoutBuf());
        assertThat(Objects.held()).isLessThanOrEqualTo(before);
    }

    /** There: each object that is collected takes a thread and a function pointer with it. */
    @Test
    void handlesGiveTheirReferenceBackOnce() {
        var file = GioFiles.ofPath("/tmp");
        int held = Objects.held();
        Objects.release(file);
        Objects.release(file);
        assertThat(Objects.held()).isEqualTo(held - 1);
    }
}
