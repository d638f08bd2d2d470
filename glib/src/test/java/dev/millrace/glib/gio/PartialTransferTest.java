package dev.millrace.glib.gio;

import static dev.millrace.runtime.Async.async;
import static dev.millrace.runtime.Async.await;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.millrace.glib.abi.GlibException;
import dev.millrace.glib.loop.GlibJoinHandle;
import dev.millrace.glib.source.GlibSources;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import org.gnome.gio.Cancellable;
import org.gnome.gio.IOErrorEnum;
import org.gnome.gio.SocketClient;
import org.gnome.gio.SocketConnection;
import org.junit.jupiter.api.Test;

/** Operations on all of a buffer that fail in the middle: what was done is not lost. */
class PartialTransferTest extends GioTest {
    /** More than the kernel takes for a peer that does not read. */
    private static final int MUCH = 24_000_000;

    private static ServerSocket server() throws IOException {
        return new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    }

    private static GioFuture<SocketConnection> connect(ServerSocket server) {
        return SocketClientFutures.connectToHost(new SocketClient(), "127.0.0.1", (short) server.getLocalPort());
    }

    @Test
    void anArrayHasWhatWasReadBeforeTheFailure() throws Exception {
        Cancellable cancellable = new Cancellable();
        try (ServerSocket server = server()) {
            glib.blockOn(async(() -> {
                SocketConnection connection = await(connect(server));
                byte[] array = new byte[10];
                try (Socket peer = server.accept()) {
                    peer.getOutputStream().write("grain".getBytes(UTF_8));
                    GlibJoinHandle<Integer> read =
                            glib.spawn(InputStreamFutures.readAll(connection.getInputStream(), array)
                                    .withCancellable(cancellable));
                    await(GlibSources.idle()); // The read has begun.
                    while (connection.getSocket().getAvailableBytes() > 0) await(GlibSources.idle());
                    cancellable.cancel();
                    GlibException failure = catchThrowableOfType(GlibException.class, () -> await(read));
                    assertThat(failure.ioError()).isEqualTo(IOErrorEnum.CANCELLED);
                    assertThat(failure.transferred()).isEqualTo(5);
                }
                assertThat(array).startsWith("grain".getBytes(UTF_8)).endsWith(0, 0, 0, 0, 0);
                await(IOStreamFutures.close(connection));
                return null;
            }));
        }
    }

    @Test
    void aFailedWriteSaysHowMuchWasWritten() throws Exception {
        try (ServerSocket server = server()) {
            // It takes a byte, and goes with the rest unread.
            Thread peer = Thread.ofPlatform().start(() -> {
                try (Socket socket = server.accept()) {
                    assertThat(socket.getInputStream().read()).isZero();
                } catch (IOException e) {
                    throw new AssertionError(e);
                }
            });
            glib.blockOn(async(() -> {
                SocketConnection connection = await(connect(server));
                GlibException failure = catchThrowableOfType(
                        GlibException.class,
                        () -> await(OutputStreamFutures.writeAll(connection.getOutputStream(), new byte[MUCH])));
                assertThat(failure.domain()).isEqualTo(GlibException.IO_DOMAIN);
                assertThat(failure.transferred()).isBetween(1L, MUCH - 1L);
                await(IOStreamFutures.close(connection));
                return null;
            }));
            peer.join();
        }
    }
}
