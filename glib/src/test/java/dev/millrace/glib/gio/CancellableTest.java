package dev.millrace.glib.gio;

import static dev.millrace.runtime.Async.async;
import static dev.millrace.runtime.Async.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.future.Futures;
import dev.millrace.glib.abi.Memory;
import dev.millrace.glib.abi.Native;
import dev.millrace.glib.abi.Objects;
import dev.millrace.glib.loop.GlibJoinHandle;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.net.InetAddress;
import java.net.ServerSocket;
import org.gnome.gio.Cancellable;
import org.gnome.gio.File;
import org.gnome.gio.IOErrorEnum;
import org.gnome.gio.InputStream;
import org.gnome.gio.SocketClient;
import org.gnome.gio.SocketConnection;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Operations that somebody else may cancel, by an object that is theirs. */
@SuppressWarnings("NullAway") // set before each test
class CancellableTest extends GioTest {
    private static final MethodHandle HAS_HANDLER = Native.function(
            "g_signal_has_handler_pending",
            FunctionDescriptor.of(
                    ValueLayout.JAVA_INT,
                    ValueLayout.ADDRESS,
                    ValueLayout.JAVA_INT,
                    ValueLayout.JAVA_INT,
                    ValueLayout.JAVA_INT));
    private static final MethodHandle LOOKUP = Native.function(
            "g_signal_lookup", FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.JAVA_LONG));

    private Cancellable cancellable;

    @BeforeEach
    void make() {
        cancellable = new Cancellable();
    }

    /** Connected to the cancellable by whomever. */
    private boolean isFollowed() throws Throwable {
        MemorySegment name = Memory.string("cancelled");
        try {
            long type = Cancellable.getType().getValue();
            int signal = (int) LOOKUP.invokeExact(name, type);
            return (int) HAS_HANDLER.invokeExact(cancellable.handle(), signal, 0, 0) != 0;
        } finally {
            Memory.free(name);
        }
    }

    /** {@code GObject}: the class, then the count of references. */
    @SuppressWarnings("restricted") // it has that size
    private int references() {
        return cancellable.handle().reinterpret(16).get(ValueLayout.JAVA_INT, 8);
    }

    /** A stream that never has anything to read. */
    @FunctionalInterface
    private interface Silent {
        void run(InputStream in) throws Throwable;
    }

    private void onSilentStream(Silent body) throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            glib.blockOn(async(() -> {
                SocketConnection connection = await(SocketClientFutures.connectToHost(
                        new SocketClient(), "127.0.0.1", (short) silent.getLocalPort()));
                try {
                    body.run(connection.getInputStream());
                } catch (Throwable failure) {
                    throw new AssertionError(failure);
                }
                await(IOStreamFutures.close(connection));
                return null;
            }));
        }
    }

    @Test
    void theCallersCancelEndsItsOperations() throws Exception {
        int before = references();
        onSilentStream(in -> {
            GlibJoinHandle<Integer> read =
                    glib.spawn(InputStreamFutures.read(in, new byte[1]).withCancellable(cancellable));
            GlibJoinHandle<Integer> untouched = glib.spawn(Futures.ready(7));
            await(Futures.yieldNow());
            assertThat(isFollowed()).isTrue();
            cancellable.cancel();
            assertThatThrownBy(() -> await(read)).satisfies(isError(IOErrorEnum.CANCELLED));
            assertThat(isFollowed()).isFalse();
            assertThat(await(untouched)).isEqualTo(7);
        });
        assertThat(references()).isEqualTo(before);
    }

    @Test
    void fromAnyThread() throws Exception {
        onSilentStream(in -> {
            GlibJoinHandle<Integer> read =
                    glib.spawn(InputStreamFutures.read(in, new byte[1]).withCancellable(cancellable));
            await(Futures.yieldNow());
            Thread other = Thread.ofPlatform().start(cancellable::cancel);
            assertThatThrownBy(() -> await(read)).satisfies(isError(IOErrorEnum.CANCELLED));
            other.join();
            assertThat(isFollowed()).isFalse();
        });
    }

    @Test
    void aDropLeavesTheCallersObjectToOthers() throws Exception {
        int before = references();
        onSilentStream(in -> {
            GioFuture<Integer> read = InputStreamFutures.read(in, new byte[1]).withCancellable(cancellable);
            assertThat(read.poll(() -> {})).isFalse();
            assertThat(isFollowed()).isTrue();
            read.cancel();
            await(read.settled());
            assertThat(cancellable.isCancelled()).isFalse();
            assertThat(isFollowed()).isFalse();
        });
        File nowhere = GioFiles.ofPath("/nowhere/at/all");
        // Still good for the next one, which ends by itself.
        assertThatThrownBy(() -> glib.blockOn(FileFutures.read(nowhere).withCancellable(cancellable)))
                .satisfies(isError(IOErrorEnum.NOT_FOUND));
        assertThat(references()).isEqualTo(before);
    }

    /** Such as the loser of a race whose winner came in the same turn. */
    @Test
    void whatNobodyTakesIsGivenBack() throws Exception {
        File file = GioFiles.ofPath("/proc/self/stat");
        int held = Objects.held();
        glib.blockOn(async(() -> {
            GioFuture<?> read = FileFutures.read(file);
            assertThat(read.poll(() -> {})).isFalse();
            await(read.settled());
            assertThat(read.poll(() -> {})).isTrue();
            assertThat(Objects.held()).isEqualTo(held + 1);
            read.cancel();
            assertThat(Objects.held()).isEqualTo(held);
            return null;
        }));
    }

    @Test
    void whatIsCancelledBeforeItBeginsFailsAtOnce() throws Throwable {
        cancellable.cancel();
        assertThatThrownBy(() -> glib.blockOn(FileFutures.queryInfo(GioFiles.ofPath("/"), "*", java.util.Set.of())
                        .withCancellable(cancellable)))
                .satisfies(isError(IOErrorEnum.CANCELLED));
        assertThat(isFollowed()).isFalse();
    }

    @Test
    void itIsGivenOnceAndBeforeTheFirstPoll() {
        GioFuture<?> twice = FileFutures.read(GioFiles.ofPath("/")).withCancellable(cancellable);
        assertThatThrownBy(() -> twice.withCancellable(cancellable))
                .hasMessage("g_file_read_async takes one cancellable, before its first poll: begun=false");
        GioFuture<?> begun = FileFutures.queryInfo(GioFiles.ofPath("/"), "*", java.util.Set.of());
        glib.blockOn(begun.settled().andThen(() -> begun.map(_ -> 0)));
        assertThatThrownBy(() -> begun.withCancellable(cancellable)).hasMessageContaining("begun=true");
    }
}
