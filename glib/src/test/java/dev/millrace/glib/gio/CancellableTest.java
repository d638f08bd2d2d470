package dev.millrace.glib.gio;

import static dev.millrace.runtime.Async.async;
import static dev.millrace.runtime.Async.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.future.Future;
import dev.millrace.future.Futures;
import dev.millrace.future.Waker;
import dev.millrace.glib.abi.Memory;
import dev.millrace.glib.abi.Native;
import dev.millrace.glib.loop.GlibJoinHandle;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicReference;
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

    /** Such as the loser of a race whose winner came in the same turn: the peer sees the connection go. */
    @Test
    void whatNobodyTakesIsGivenBack() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            glib.blockOn(async(() -> {
                GioFuture<SocketConnection> connect = connect(server);
                assertThat(connect.poll(() -> {})).isFalse();
                await(connect.settled());
                assertThat(connect.poll(() -> {})).isTrue();
                connect.cancel();
                return null;
            }));
            try (Socket peer = server.accept()) {
                assertThat(peer.getInputStream().read()).isEqualTo(-1);
            }
        }
    }

    private static GioFuture<SocketConnection> connect(ServerSocket server) {
        return SocketClientFutures.connectToHost(new SocketClient(), "127.0.0.1", (short) server.getLocalPort());
    }

    @Test
    void whatComesOfAnAbortedTaskIsGivenBack() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            AtomicReference<GlibJoinHandle<?>> itself = new AtomicReference<>();
            GlibJoinHandle<?> connecting = glib.spawn(new AbortedWhenReady(connect(server), itself));
            itself.set(connecting);
            assertThatThrownBy(() -> glib.blockOn(connecting)).isInstanceOf(CancellationException.class);
            glib.blockOn(Futures.yieldNow());
            try (Socket peer = server.accept()) {
                assertThat(peer.getInputStream().read()).isEqualTo(-1);
            }
        }
    }

    /** Somebody aborts the task in the very poll that finds it ready. */
    private record AbortedWhenReady(GioFuture<SocketConnection> connect, AtomicReference<GlibJoinHandle<?>> task)
            implements Future<SocketConnection> {
        @Override
        public boolean poll(Waker waker) {
            boolean ready = connect.poll(waker);
            if (ready) task.get().cancel();
            return ready;
        }

        @Override
        public SocketConnection result() {
            return connect.result();
        }

        @Override
        public void cancel() {
            connect.cancel();
        }
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
