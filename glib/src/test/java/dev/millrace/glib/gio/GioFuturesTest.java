package dev.millrace.glib.gio;

import static dev.millrace.runtime.Async.async;
import static dev.millrace.runtime.Async.await;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.future.Future;
import dev.millrace.future.Futures;
import dev.millrace.glib.NeedsGlib;
import dev.millrace.glib.abi.Callbacks;
import dev.millrace.glib.abi.GlibException;
import dev.millrace.glib.loop.GlibExecutor;
import dev.millrace.glib.source.GlibSources;
import dev.millrace.runtime.BlockOn;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.gnome.gio.File;
import org.gnome.gio.FileCopyFlags;
import org.gnome.gio.FileCreateFlags;
import org.gnome.gio.FileInfo;
import org.gnome.gio.FileInputStream;
import org.gnome.gio.FileOutputStream;
import org.gnome.gio.FileQueryInfoFlags;
import org.gnome.gio.IOErrorEnum;
import org.gnome.gio.SocketClient;
import org.gnome.gio.SocketConnection;
import org.gnome.gio.Subprocess;
import org.gnome.gio.SubprocessFlags;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(NeedsGlib.class)
@Timeout(20)
@SuppressWarnings("NullAway") // set before each test
class GioFuturesTest {
    private GlibExecutor glib;
    private int callbacks;

    @TempDir
    private Path directory;

    @BeforeEach
    void create() {
        glib = GlibExecutor.create();
        glib.blockOn(GlibSources.timeout(Duration.ZERO));
        callbacks = Callbacks.live();
    }

    @AfterEach
    void close() {
        assertThat(Callbacks.live()).isEqualTo(callbacks);
        glib.close();
    }

    private File file(String name, String content) throws IOException {
        return GioFiles.of(Files.writeString(directory.resolve(name), content));
    }

    private static Consumer<Throwable> isError(IOErrorEnum error) {
        return thrown -> assertThat(thrown)
                .isInstanceOfSatisfying(
                        GlibException.class, e -> assertThat(e.ioError()).isEqualTo(error));
    }

    // ---- files

    @Test
    void aFileIsReadInChunksOfOneArray() throws IOException {
        String text = "0123456789abcdef".repeat(10);
        File file = file("text", text);
        List<String> chunks = glib.blockOn(async(() -> {
            List<String> read = new ArrayList<>();
            FileInputStream in = await(FileFutures.read(file));
            byte[] chunk = new byte[64];
            for (int n; (n = await(InputStreamFutures.read(in, chunk))) > 0; ) read.add(new String(chunk, 0, n, UTF_8));
            await(InputStreamFutures.close(in));
            return read;
        }));
        assertThat(chunks).hasSize(3);
        assertThat(String.join("", chunks)).isEqualTo(text);
    }

    @Test
    void memoryOfTheCallerIsUsedAsItIs() throws IOException {
        File file = file("text", "native");
        try (Arena arena = Arena.ofShared()) {
            MemorySegment memory = arena.allocate(100);
            long length = glib.blockOn(FileFutures.read(file).andThen(in -> InputStreamFutures.readAll(in, memory)));
            assertThat(length).isEqualTo(6);
            assertThat(new String(memory.asSlice(0, length).toArray(ValueLayout.JAVA_BYTE), UTF_8))
                    .isEqualTo("native");
        }
    }

    @Test
    void manyArraysAreWrittenAsTheyAre() throws IOException {
        int files = 100;
        byte[] content = "ABCDEFGHIJKLMNOP".repeat(16).getBytes(UTF_8);
        List<Future<Integer>> writes = IntStream.range(0, files)
                .mapToObj(i -> FileFutures.replace(
                                GioFiles.of(directory.resolve("f" + i)), null, false, Set.of(FileCreateFlags.NONE))
                        .andThen(out -> OutputStreamFutures.writeAll(out, content)
                                .andThen(n -> OutputStreamFutures.close(out).map(_ -> n))))
                .toList();
        assertThat(glib.blockOn(Futures.join(writes))).containsOnly(256);
        for (int i = 0; i < files; i++) assertThat(directory.resolve("f" + i)).hasBinaryContent(content);
    }

    @Test
    void severalPiecesAreWrittenAtOnce() {
        Path path = directory.resolve("pieces");
        long written = glib.blockOn(async(() -> {
            FileOutputStream out = await(FileFutures.replace(GioFiles.of(path), null, false, FileCreateFlags.NONE, 0));
            long n = await(OutputStreamFutures.writevAll(
                    out,
                    List.of(
                            MemorySegment.ofArray("one ".getBytes(UTF_8)),
                            MemorySegment.ofArray("two ".getBytes(UTF_8)),
                            MemorySegment.ofArray("three".getBytes(UTF_8)))));
            await(OutputStreamFutures.close(out));
            return n;
        }));
        assertThat(written).isEqualTo(13);
        assertThat(path).hasContent("one two three");
    }

    @Test
    void wholeContentsComeAsARecord() throws IOException {
        File file = file("whole", "all of it");
        var loaded = glib.blockOn(FileFutures.loadContents(file));
        assertThat(new String(loaded.contents(), UTF_8)).isEqualTo("all of it");
        assertThat(loaded.etagOut()).isNotBlank();
        String etag = glib.blockOn(
                FileFutures.replaceContents(file, "new".getBytes(UTF_8), null, false, Set.of(FileCreateFlags.NONE)));
        assertThat(etag).isNotBlank();
        assertThat(directory.resolve("whole")).hasContent("new");
    }

    @Test
    void aPartOfTheContentsIsLoadedWhileItIsAskedFor() throws IOException {
        File file = file("part", "x".repeat(100_000));
        List<Long> seen = new ArrayList<>();
        var loaded = glib.blockOn(FileFutures.loadPartialContents(file, contents -> {
            seen.add(contents.byteSize());
            return false;
        }));
        assertThat(seen).hasSize(1);
        assertThat(loaded.contents()).hasSizeLessThan(100_000).hasSize(Math.toIntExact(seen.getFirst()));
    }

    @Test
    void copyingTellsHowFarItIs() throws IOException {
        File file = file("from", "y".repeat(1_000_000));
        File target = GioFiles.of(directory.resolve("to"));
        List<Long> totals = new ArrayList<>();
        glib.blockOn(
                FileFutures.copy(file, target, Set.of(FileCopyFlags.OVERWRITE), (done, total) -> totals.add(total)));
        assertThat(directory.resolve("to")).hasSize(1_000_000);
        assertThat(totals).contains(1_000_000L);
    }

    @Test
    void directoriesAreListed() throws IOException {
        file("a", "");
        file("b", "");
        List<String> names = glib.blockOn(async(() -> {
            var listing = await(FileFutures.enumerateChildren(
                    GioFiles.of(directory), "standard::name", Set.of(FileQueryInfoFlags.NONE)));
            List<String> found = new ArrayList<>();
            while (true) {
                List<FileInfo> some = await(FileEnumeratorFutures.nextFiles(listing, 10));
                if (some.isEmpty()) break;
                some.forEach(info -> found.add(info.getName()));
            }
            await(FileEnumeratorFutures.close(listing));
            return found;
        }));
        assertThat(names).containsExactlyInAnyOrder("a", "b");
    }

    // ---- errors

    @Test
    void errorsOfGioAreTyped() throws IOException {
        File nowhere = GioFiles.ofPath("/nowhere/at/all");
        assertThatThrownBy(() -> glib.blockOn(FileFutures.read(nowhere)))
                .satisfies(isError(IOErrorEnum.NOT_FOUND))
                .hasMessageContaining("domain=g-io-error-quark code=NOT_FOUND");
        assertThatThrownBy(() -> glib.blockOn(FileFutures.makeDirectory(GioFiles.of(directory))))
                .satisfies(isError(IOErrorEnum.EXISTS));
        assertThatThrownBy(() -> glib.blockOn(FileFutures.read(GioFiles.of(directory))
                        .andThen(in -> InputStreamFutures.read(in, new byte[1]))))
                .satisfies(isError(IOErrorEnum.IS_DIRECTORY));
        File file = file("once", "text");
        assertThatThrownBy(() -> glib.blockOn(FileFutures.read(file)
                        .andThen(in ->
                                InputStreamFutures.close(in).andThen(() -> InputStreamFutures.read(in, new byte[1])))))
                .satisfies(isError(IOErrorEnum.CLOSED));
        assertThatThrownBy(() -> glib.blockOn(FileFutures.create(file, FileCreateFlags.NONE, 0)))
                .satisfies(isError(IOErrorEnum.EXISTS));
    }

    /** What the kernel itself refuses, to root as to anybody. */
    @Test
    void withoutPermissionIsATypedError() {
        File of = GioFiles.ofPath("/proc/self/stat");
        assertThatThrownBy(() -> glib.blockOn(FileFutures.delete(of)))
                .satisfies(isError(IOErrorEnum.PERMISSION_DENIED))
                .hasMessageContaining("code=PERMISSION_DENIED");
        FileInfo mode = new FileInfo();
        mode.setAttributeUint32("unix::mode", 0777);
        assertThatThrownBy(() -> glib.blockOn(FileFutures.setAttributes(of, mode, FileQueryInfoFlags.NONE, 0)))
                .satisfies(isError(IOErrorEnum.PERMISSION_DENIED));
    }

    @Test
    void aSecondOperationOnABusyStreamIsPending() throws IOException {
        try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            glib.blockOn(async(() -> {
                SocketConnection connection = await(SocketClientFutures.connectToHost(
                        new SocketClient(), "127.0.0.1", (short) silent.getLocalPort()));
                GioFuture<Integer> first = InputStreamFutures.read(connection.getInputStream(), new byte[10]);
                assertThat(first.poll(() -> {})).isFalse();
                assertThatThrownBy(() -> await(InputStreamFutures.read(connection.getInputStream(), new byte[10])))
                        .satisfies(isError(IOErrorEnum.PENDING));
                first.cancel();
                await(first.settled());
                await(IOStreamFutures.close(connection));
                return null;
            }));
        }
    }

    @Test
    void refusedConnectionsAndUnknownDomainsAreErrors() throws IOException {
        int port;
        try (ServerSocket closed = new ServerSocket(0)) {
            port = closed.getLocalPort();
        }
        assertThatThrownBy(() ->
                        glib.blockOn(SocketClientFutures.connectToHost(new SocketClient(), "127.0.0.1", (short) port)))
                .satisfies(isError(IOErrorEnum.CONNECTION_REFUSED));
    }

    @Test
    void aDroppedOperationIsCancelledAndItsBufferComesBack() throws IOException {
        try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                Arena arena = Arena.ofShared()) {
            MemorySegment memory = arena.allocate(10);
            glib.blockOn(async(() -> {
                SocketConnection connection = await(SocketClientFutures.connectToHost(
                        new SocketClient(), "127.0.0.1", (short) silent.getLocalPort()));
                for (int i = 0; i < 100; i++) {
                    GioFuture<Long> read = InputStreamFutures.read(connection.getInputStream(), memory);
                    assertThat(read.poll(() -> {})).isFalse();
                    read.cancel();
                    await(read.settled());
                }
                await(IOStreamFutures.close(connection));
                return null;
            }));
        }
    }

    @Test
    void nothingHappensBeforeTheFirstPoll() {
        Path path = directory.resolve("never");
        GioFuture<FileOutputStream> create = FileFutures.create(GioFiles.of(path), FileCreateFlags.NONE, 0);
        glib.blockOn(GlibSources.timeout(Duration.ofMillis(5)));
        assertThat(path).doesNotExist();
        create.cancel();
        assertThat(glib.blockOn(create.settled())).isNull();
        assertThatThrownBy(() -> create.poll(() -> {})).hasMessageContaining("state=cancelled");
    }

    @Test
    void onTheWrongExecutorItFails() {
        assertThatThrownBy(() -> BlockOn.run(FileFutures.read(GioFiles.of(directory))))
                .hasMessageContaining("g_file_read_async belongs to a main context of GLib, but was awaited on")
                .hasMessageContaining("BlockOn");
    }

    // ---- others

    @Test
    void processesAreSpokenTo() {
        String said = glib.blockOn(async(() -> {
            Subprocess cat = new Subprocess(
                    new String[] {"cat"}, Set.of(SubprocessFlags.STDIN_PIPE, SubprocessFlags.STDOUT_PIPE));
            String out =
                    await(SubprocessFutures.communicateUtf8(cat, "say this")).stdoutBuf();
            await(SubprocessFutures.waitCheck(cat));
            return out;
        }));
        assertThat(said).isEqualTo("say this");
    }

    @Test
    void aThousandFilesAreReadAtOnce() throws IOException {
        Path path = directory.resolve("shared");
        Files.writeString(path, "content");
        List<Future<Integer>> reads = IntStream.range(0, 1_000)
                .<Future<Integer>>mapToObj(i -> async(() -> {
                    FileInputStream in = await(FileFutures.read(GioFiles.of(path)));
                    int n = await(InputStreamFutures.readAll(in, new byte[100]));
                    await(InputStreamFutures.close(in));
                    return n;
                }))
                .toList();
        assertThat(glib.blockOn(Futures.join(reads))).hasSize(1_000).containsOnly(7);
    }
}
