package dev.millrace.bench.glib;

import static dev.millrace.runtime.Async.async;
import static dev.millrace.runtime.Async.await;
import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.millrace.future.Streams;
import dev.millrace.glib.abi.Callbacks;
import dev.millrace.glib.abi.Cancellables;
import dev.millrace.glib.abi.Native;
import dev.millrace.glib.abi.Objects;
import dev.millrace.glib.gio.FileFutures;
import dev.millrace.glib.gio.GioFiles;
import dev.millrace.glib.gio.InputStreamFutures;
import dev.millrace.glib.loop.GlibExecutor;
import dev.millrace.glib.loop.GlibLoop;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.nio.file.Files;
import java.nio.file.Path;
import org.gnome.gio.FileInputStream;
import org.jspecify.annotations.Nullable;

/** 100 MB of a file that the system has in memory, in chunks of 64 KiB into the same memory. */
final class ReadCase implements AutoCloseable {
    private static final int CHUNK = 64 * 1024;
    static final int CHUNKS = 100 * 1024 * 1024 / CHUNK;

    private final GlibExecutor glib;
    private final Path path;
    private final Arena arena = Arena.ofShared();
    private final MemorySegment memory = arena.allocate(CHUNK);

    ReadCase(GlibExecutor glib) throws IOException {
        this.glib = glib;
        path = Files.createTempFile("millrace-glib", ".bin");
        byte[] chunk = new byte[CHUNK];
        try (OutputStream out = Files.newOutputStream(path)) {
            for (int i = 0; i < CHUNKS; i++) out.write(chunk);
        }
    }

    private FileInputStream open() {
        return glib.blockOn(FileFutures.read(GioFiles.of(path)));
    }

    double byCallbacks() throws IOException {
        return byChain(false);
    }

    /** With a {@code GCancellable} for each read, as whoever wants to be able to cancel it needs one. */
    double byCancellableCallbacks() throws IOException {
        return byChain(true);
    }

    private double byChain(boolean cancellable) throws IOException {
        FileInputStream in = open();
        try (GlibLoop loop = GlibLoop.of(glib)) {
            Chain chain = new Chain(in, loop, cancellable);
            long beganNs = System.nanoTime();
            glib.execute(chain::next);
            loop.run();
            return closed(in, chain.read, System.nanoTime() - beganNs);
        }
    }

    double byFutures() throws IOException {
        FileInputStream in = open();
        long beganNs = System.nanoTime();
        long read = glib.blockOn(Streams.generate(
                        () -> InputStreamFutures.read(in, memory).<@Nullable Long>map(n -> n == 0 ? null : n))
                .fold(0L, Long::sum));
        return closed(in, read, System.nanoTime() - beganNs);
    }

    double byAwait() throws IOException {
        FileInputStream in = open();
        long beganNs = System.nanoTime();
        long read = glib.blockOn(async(() -> {
            long sum = 0;
            for (long n; (n = await(InputStreamFutures.read(in, memory))) > 0; ) sum += n;
            return sum;
        }));
        return closed(in, read, System.nanoTime() - beganNs);
    }

    private double closed(FileInputStream in, long read, long tookNs) throws IOException {
        glib.blockOn(InputStreamFutures.close(in));
        Objects.release(in);
        GlibSuite.checkDone(read == (long) CHUNK * CHUNKS, "read=" + read);
        return (double) tookNs / CHUNKS;
    }

    @Override
    public void close() throws IOException {
        arena.close();
        Files.delete(path);
    }

    /** Each callback begins the next read. */
    private final class Chain implements Callbacks.Ready {
        private static final MethodHandle START = Native.function(
                "g_input_stream_read_async",
                FunctionDescriptor.ofVoid(ADDRESS, ADDRESS, JAVA_LONG, JAVA_INT, ADDRESS, ADDRESS, ADDRESS));
        private static final MethodHandle FINISH = Native.function(
                "g_input_stream_read_finish", FunctionDescriptor.of(JAVA_LONG, ADDRESS, ADDRESS, ADDRESS));

        private final FileInputStream in;
        private final GlibLoop loop;
        private final boolean isCancellable;
        private MemorySegment cancellable = MemorySegment.NULL;
        private long read;

        Chain(FileInputStream in, GlibLoop loop, boolean isCancellable) {
            this.in = in;
            this.loop = loop;
            this.isCancellable = isCancellable;
        }

        void next() {
            try {
                if (isCancellable) cancellable = Cancellables.create();
                START.invokeExact(
                        in.handle(),
                        memory,
                        (long) CHUNK,
                        0,
                        cancellable,
                        Callbacks.ASYNC_READY,
                        Callbacks.number(this));
            } catch (Throwable t) {
                throw Native.unexpected(t);
            }
        }

        @Override
        public void ready(MemorySegment result) {
            try {
                long n = (long) FINISH.invokeExact(in.handle(), result, MemorySegment.NULL);
                if (isCancellable) Objects.unref(cancellable);
                read += Math.max(n, 0);
                if (n > 0) next();
                else loop.quit();
            } catch (Throwable t) {
                throw Native.unexpected(t);
            }
        }
    }
}
