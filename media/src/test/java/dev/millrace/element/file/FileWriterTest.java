package dev.millrace.element.file;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.future.Future;
import dev.millrace.media.Buffer;
import dev.millrace.media.BufferPool;
import java.io.IOException;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The queue of a file and who empties it, with a pool that works when the test says so, and with threads. */
class FileWriterTest {
    private static final int SLOT_BYTES = 64 * 1024;

    @TempDir
    Path directory;

    private final Queue<Runnable> pool = new ArrayDeque<>();
    private final List<IOException> failures = new ArrayList<>();
    private final BufferPool buffers = new BufferPool(SLOT_BYTES, 0);

    private FileWriter open(Path path) throws IOException {
        return FileWriter.open(path, options(BufferMode.UNBUFFERED), pool::add, failures::add);
    }

    private static WriteOptions options(BufferMode mode) {
        return new WriteOptions(false, false, mode, 100, Retries.none());
    }

    private Buffer buffer(int value) {
        Buffer buffer = buffers.acquire();
        buffer.setRange(0, 1);
        buffer.segment().set(ValueLayout.JAVA_BYTE, 0, (byte) value);
        return buffer;
    }

    private void runPool() {
        for (Runnable work = pool.poll(); work != null; work = pool.poll()) work.run();
    }

    @Test
    void theStreamWaitsWhenTooMuchIsQueuedUntilHalfOfItIsWritten() throws IOException {
        FileWriter writer = open(directory.resolve("file"));
        int taken = 0;
        while (!writer.isFull()) {
            assertThat(writer.write(buffer(taken))).isTrue();
            taken++;
        }
        assertThat(taken).isEqualTo((int) Math.ceil((1 << 20) / (double) buffers.slotBytes()));
        assertThat(pool).as("one drain at a time").hasSize(1);

        AtomicInteger woken = new AtomicInteger();
        Future<@Nullable Void> room = writer.room();
        assertThat(room.poll(woken::incrementAndGet)).isFalse();
        assertThat(woken).hasValue(0);
        runPool();
        assertThat(woken).hasValue(1);
        assertThat(room.poll(woken::incrementAndGet)).isTrue();
        assertThat(buffers.outstanding()).isZero();
        writer.close();
        assertThat(Files.size(directory.resolve("file"))).isEqualTo(taken);
    }

    @Test
    void closingWritesWhatIsLeftAndTheLateDrainFindsNothing() throws IOException {
        Path file = directory.resolve("file");
        FileWriter writer = open(file);
        writer.write(buffer(1));
        writer.seek(3);
        writer.write(buffer(2));
        List<String> told = new ArrayList<>();
        writer.whenWritten(() -> told.add("end"));
        writer.close();
        assertThat(Files.readAllBytes(file)).containsExactly(1, 0, 0, 2);
        assertThat(told).containsExactly("end");
        runPool();
        assertThat(buffers.outstanding()).isZero();
    }

    @Test
    void afterAFailureBuffersAreLetGoAndNobodyIsToldOfAnEnd() throws IOException {
        FileWriter writer = open(Path.of("/dev/full"));
        for (int i = 0; i < 20; i++) writer.write(buffer(i));
        AtomicInteger woken = new AtomicInteger();
        assertThat(writer.room().poll(woken::incrementAndGet)).isFalse();
        writer.whenWritten(() -> woken.addAndGet(100));
        runPool();
        assertThat(failures).hasSize(1);
        assertThat(woken).hasValue(1);
        assertThat(writer.write(buffer(1))).isFalse();
        writer.close();
        assertThat(buffers.outstanding()).isZero();
    }

    /** What is gathered is in the file when somebody is told so, where a piece belongs elsewhere, and at the end. */
    @Test
    void whatIsGatheredIsWrittenWhenItMatters() throws IOException {
        Path file = directory.resolve("file");
        FileWriter writer = FileWriter.open(file, options(BufferMode.DEFAULT), pool::add, failures::add);
        writer.write(buffer(1));
        runPool();
        assertThat(buffers.outstanding()).as("it is a copy").isZero();
        assertThat(Files.size(file)).isZero();
        writer.flush();
        runPool();
        assertThat(Files.size(file)).isEqualTo(1);
        writer.write(buffer(2));
        writer.seek(2);
        runPool();
        assertThat(Files.size(file)).as("no seek was needed").isEqualTo(1);
        writer.seek(3);
        runPool();
        assertThat(Files.size(file)).isEqualTo(2);
        writer.write(buffer(3));
        writer.whenWritten(() -> assertThat(file).hasBinaryContent(new byte[] {1, 2, 0, 3}));
        runPool();
        writer.write(buffer(4));
        writer.close();
        assertThat(file).hasBinaryContent(new byte[] {1, 2, 0, 3, 4});
        assertThat(failures).isEmpty();
    }

    /** Gathered bytes that cannot be written at the end fail there, once. */
    @Test
    void whatFailsAtTheCloseIsTold() throws IOException {
        FileWriter writer = FileWriter.open(Path.of("/dev/full"), options(BufferMode.FULL), pool::add, failures::add);
        writer.write(buffer(1));
        runPool();
        assertThat(failures).isEmpty();
        writer.close();
        assertThat(failures)
                .singleElement()
                .satisfies(e ->
                        assertThat(e).hasMessageStartingWith("file cannot be written: location=/dev/full reason="));
    }

    /** What one thread hands over is in the file, in order, whichever threads of the pool write it. */
    @RepeatedTest(20)
    void manyThreadsWriteInOrder() throws Exception {
        SplittableRandom random = new SplittableRandom(7);
        Path file = directory.resolve("file");
        int count = 2_000;
        try (ExecutorService threads = Executors.newFixedThreadPool(3)) {
            FileWriter writer = FileWriter.open(file, options(BufferMode.FULL), threads, failures::add);
            for (int i = 0; i < count; i++) {
                writer.write(buffer(i));
                if (random.nextInt(20) == 0) LockSupport.parkNanos(1_000); // lets the queue run empty
            }
            writer.close();
        }
        byte[] bytes = Files.readAllBytes(file);
        assertThat(bytes).hasSize(count);
        for (int i = 0; i < count; i++) assertThat(bytes[i]).isEqualTo((byte) i);
        assertThat(failures).isEmpty();
        assertThat(buffers.outstanding()).isZero();
    }
}
