package dev.millrace.io;

import static dev.millrace.io.IoTasks.failureOf;
import static dev.millrace.io.IoTasks.memory;
import static dev.millrace.io.IoTasks.on;
import static dev.millrace.io.IoTasks.text;
import static dev.millrace.runtime.Async.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.future.Stream;
import dev.millrace.reactor.NativeMemory;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Files from tasks; the disk works on the blocking pool. */
@Timeout(30)
class AsyncFilesTest {
    @TempDir
    Path directory;

    private final NativeMemory into = NativeMemory.allocate(64);

    @Test
    void writesReadsAndReadsByPosition() throws IOException {
        on(0, () -> {
            AsyncFile file = await(AsyncFile.open(
                    directory.resolve("a"),
                    StandardOpenOption.CREATE,
                    StandardOpenOption.WRITE,
                    StandardOpenOption.READ));
            assertThat(await(file.write(memory("hello world"), 0, 11))).isEqualTo(11);
            await(file.writeAt(6, memory("there"), 0, 5));
            assertThat(await(file.position())).isEqualTo(11);
            assertThat(await(file.read(into, 0, 64))).isEqualTo(ByteSource.END);
            await(file.seek(6));
            assertThat(await(file.read(into, 10, 64 - 10))).isEqualTo(5);
            assertThat(text(into, 10, 5)).isEqualTo("there");
            assertThat(await(file.readAt(0, into, 0, 5))).isEqualTo(5);
            assertThat(text(into, 0, 5)).isEqualTo("hello");
            await(file.seek(3));
            assertThat(await(file.readToEnd(100)))
                    .asString(StandardCharsets.UTF_8)
                    .isEqualTo("lo there");
            failureOf(() -> {
                        await(file.seek(0));
                        return await(file.readToEnd(10));
                    })
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("bytes=11 most=10");
            await(file.truncate(4));
            await(file.sync());
            assertThat(await(file.size())).isEqualTo(4);
            await(file.close());
            await(file.close());
            failureOf(() -> await(file.size())).isInstanceOf(ClosedChannelException.class);
            return null;
        });
    }

    /** Pieces of 64 bytes, all through one buffer. */
    @Test
    void readsInPiecesIntoOneBuffer() throws IOException {
        byte[] bytes = new byte[1000];
        new Random(1).nextBytes(bytes);
        Files.write(directory.resolve("in"), bytes);
        int pieces = on(0, () -> {
            AsyncFile file = await(AsyncFile.open(directory.resolve("in")));
            int at = 0;
            int count = 0;
            for (int length; (length = await(file.read(into, 0, 64))) != ByteSource.END; count++) {
                byte[] piece = into.segment().asSlice(0, length).toArray(java.lang.foreign.ValueLayout.JAVA_BYTE);
                assertThat(piece).isEqualTo(Arrays.copyOfRange(bytes, at, at + length));
                at += length;
            }
            assertThat(at).isEqualTo(1000);
            await(file.close());
            return count;
        });
        assertThat(pieces).isEqualTo(16);
    }

    @Test
    void missingAndForbidden() throws IOException {
        Path missing = directory.resolve("missing");
        on(0, () -> {
            failureOf(() -> await(AsyncFile.open(missing)))
                    .isInstanceOf(NoSuchFileException.class)
                    .hasMessageContaining("path=" + missing)
                    .hasMessageContaining("no such file");
            failureOf(() -> await(AsyncFiles.read(missing, 10))).isInstanceOf(NoSuchFileException.class);
            failureOf(() -> await(AsyncFiles.info(missing))).isInstanceOf(NoSuchFileException.class);
            failureOf(() -> await(AsyncFiles.list(missing).toList())).isInstanceOf(NoSuchFileException.class);
            failureOf(() -> await(AsyncFiles.copy(missing, directory.resolve("x"), false)
                            .toList()))
                    .isInstanceOf(NoSuchFileException.class);
            return null;
        });
    }

    /** The superuser may read everything, but not write what the kernel only shows. */
    @Test
    void noPermission() throws IOException {
        Path secret = directory.resolve("secret");
        Files.writeString(secret, "x");
        Assumptions.assumeTrue(secret.toFile().setReadable(false, false), "no permissions here");
        boolean superuser = Files.isReadable(secret);
        Path forbidden = superuser ? Path.of("/sys/kernel/uevent_seqnum") : secret;
        Assumptions.assumeTrue(Files.exists(forbidden), "nothing here that the superuser may not do");
        on(0, () -> {
            failureOf(() -> await(
                            AsyncFile.open(forbidden, superuser ? StandardOpenOption.WRITE : StandardOpenOption.READ)))
                    .isInstanceOf(AccessDeniedException.class)
                    .hasMessageContaining("path=" + forbidden + " reason=permission denied");
            return null;
        });
    }

    @Test
    void aRefusalOfTheSystemIsNamed() throws IOException {
        on(0, () -> {
            failureOf(() -> await(AsyncFile.open(directory, StandardOpenOption.WRITE)))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("path=" + directory);
            return null;
        });
    }

    @Test
    void wholeFilesAndWhatIsKnownOfThem() throws IOException {
        on(0, () -> {
            Path file = directory.resolve("deep/er/file");
            await(AsyncFiles.createDirectories(directory.resolve("deep/er")));
            await(AsyncFiles.write(file, "some text".getBytes(StandardCharsets.UTF_8)));
            assertThat(await(AsyncFiles.readString(file, 100))).isEqualTo("some text");
            failureOf(() -> await(AsyncFiles.read(file, 5))).hasMessageContaining("bytes=9 most=5");
            FileInfo info = await(AsyncFiles.info(file));
            assertThat(info.regular()).isTrue();
            assertThat(info.directory()).isFalse();
            assertThat(info.sizeBytes()).isEqualTo(9);
            assertThat(await(AsyncFiles.info(directory)).directory()).isTrue();
            await(AsyncFiles.move(file, directory.resolve("moved")));
            assertThat(await(AsyncFiles.delete(directory.resolve("moved")))).isTrue();
            assertThat(await(AsyncFiles.delete(directory.resolve("moved")))).isFalse();
            return null;
        });
    }

    @Test
    void aDirectoryIsListedByTheHundredAndLetGoWhenCancelled() throws IOException {
        for (int i = 0; i < 250; i++) Files.createFile(directory.resolve("f" + i));
        on(0, () -> {
            List<Path> all = await(AsyncFiles.list(directory).toList());
            assertThat(new TreeSet<>(all)).hasSize(250);
            long before = openDescriptors();
            Stream<Path> some = AsyncFiles.list(directory);
            for (int i = 0; i < 3; i++) assertThat(await(some.next())).isNotNull();
            some.cancel();
            assertThat(await(some.next())).isNull();
            // The pool closes it behind.
            while (openDescriptors() > before) await(dev.millrace.future.Futures.yieldNow());
            return null;
        });
    }

    private static long openDescriptors() throws IOException {
        try (var links = Files.list(Path.of("/proc/self/fd"))) {
            return links.filter(link -> {
                        try {
                            return Files.readSymbolicLink(link).toString().contains("junit");
                        } catch (IOException e) {
                            return false;
                        }
                    })
                    .count();
        }
    }

    @Test
    void aCopyTellsHowFarItHasCome() throws IOException {
        byte[] bytes = new byte[(3 << 20) + 17];
        new Random(2).nextBytes(bytes);
        Path source = directory.resolve("source");
        Path target = directory.resolve("target");
        Files.write(source, bytes);
        on(0, () -> {
            List<CopyProgress> steps =
                    await(AsyncFiles.copy(source, target, false).toList());
            assertThat(steps)
                    .hasSize(4)
                    .allSatisfy(step -> assertThat(step.totalBytes()).isEqualTo(bytes.length));
            assertThat(steps).extracting(CopyProgress::copiedBytes).isSorted();
            assertThat(steps.getLast().isDone()).isTrue();
            assertThat(Files.readAllBytes(target)).isEqualTo(bytes);
            failureOf(() -> await(AsyncFiles.copy(source, target, false).toList()))
                    .isInstanceOf(FileAlreadyExistsException.class)
                    .hasMessageContaining("path=" + target);
            assertThat(target).hasSize(bytes.length);
            Path half = directory.resolve("half");
            Stream<CopyProgress> cancelled = AsyncFiles.copy(source, half, false);
            assertThat(await(cancelled.next())).isEqualTo(new CopyProgress(1 << 20, bytes.length));
            cancelled.cancel();
            while (Files.exists(half)) await(dev.millrace.future.Futures.yieldNow());
            Files.createFile(directory.resolve("empty"));
            assertThat(await(AsyncFiles.copy(directory.resolve("empty"), target, true)
                            .toList()))
                    .containsExactly(new CopyProgress(0, 0));
            assertThat(target).isEmptyFile();
            failureOf(() -> await(AsyncFiles.copy(target, target, true).toList()))
                    .hasMessageContaining("onto itself");
            return null;
        });
    }

    @Test
    void theOrderedWriterKeepsTheOrderAndItsBound() throws IOException {
        Path file = directory.resolve("log");
        on(0, () -> {
            OrderedWriter writer =
                    await(OrderedWriter.open(file, 64, StandardOpenOption.CREATE, StandardOpenOption.WRITE));
            StringBuilder expected = new StringBuilder();
            NativeMemory line = NativeMemory.allocate(16);
            for (int i = 0; i < 500; i++) {
                String words = "line " + i + "\n";
                expected.append(words);
                line.segment().copyFrom(memory(words).segment());
                await(writer.write(line, 0, words.length()));
                assertThat(writer.heldBytes()).isLessThanOrEqualTo(64);
            }
            await(writer.flush());
            assertThat(writer.heldBytes()).isZero();
            assertThat(Files.readString(file)).isEqualTo(expected.toString());
            await(writer.write(memory("end"), 0, 3));
            await(writer.close());
            await(writer.close());
            assertThat(Files.readString(file)).endsWith("end");
            failureOf(() -> await(writer.write(line, 0, 1))).hasMessageContaining("writer is closed: path=" + file);
            return null;
        });
        assertThatThrownBy(() -> OrderedWriter.open(file, 0)).hasMessageContaining("mostBytes=0");
    }

    @Test
    void aDiskThatIsFullIsTheFailureOfAllThatFollows() throws IOException {
        Assumptions.assumeTrue(Files.isWritable(Path.of("/dev/full")), "no /dev/full here");
        on(0, () -> {
            OrderedWriter writer = await(OrderedWriter.open(Path.of("/dev/full"), 1000, StandardOpenOption.WRITE));
            await(writer.write(memory("lost"), 0, 4));
            failureOf(() -> await(writer.flush())).isInstanceOf(IOException.class);
            failureOf(() -> await(writer.write(memory("more"), 0, 4))).isInstanceOf(IOException.class);
            failureOf(() -> await(writer.close())).isInstanceOf(IOException.class);
            return null;
        });
    }
}
