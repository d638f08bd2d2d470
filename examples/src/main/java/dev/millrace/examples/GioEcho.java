package dev.millrace.examples;

import static dev.millrace.runtime.Async.async;
import static dev.millrace.runtime.Async.await;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.millrace.future.Future;
import dev.millrace.glib.gio.IOStreamFutures;
import dev.millrace.glib.gio.InputStreamFutures;
import dev.millrace.glib.gio.OutputStreamFutures;
import dev.millrace.glib.gio.SocketClientFutures;
import dev.millrace.glib.gio.SocketListenerFutures;
import dev.millrace.glib.loop.GlibExecutor;
import dev.millrace.glib.loop.GlibJoinHandle;
import java.io.PrintWriter;
import java.util.Arrays;
import java.util.List;
import org.gnome.gio.SocketClient;
import org.gnome.gio.SocketConnection;
import org.gnome.gio.SocketListener;
import org.jspecify.annotations.Nullable;

/** A TCP server and its clients on GIO's sockets, a body for each connection, all on the one thread of the main loop. */
final class GioEcho implements OnMainLoop {
    @Override
    public Future<@Nullable Void> main(GlibExecutor glib, PrintWriter out, List<String> args) {
        return async(() -> {
            SocketListener listener = new SocketListener();
            short port = listener.addAnyInetPort(null);
            GlibJoinHandle<@Nullable Void> server = glib.spawn(serve(glib, listener));
            for (int i = 1; i <= 3; i++) out.println("client got back: " + await(ask(port, "ping " + i)));
            server.cancel();
            listener.close();
            return null;
        });
    }

    /** Without end: cancelling it cancels the accept under way. */
    private static Future<@Nullable Void> serve(GlibExecutor glib, SocketListener listener) {
        return async("serve", () -> {
            while (true) {
                SocketConnection connection =
                        await(SocketListenerFutures.accept(listener)).value();
                glib.spawn(echo(connection));
            }
        });
    }

    private static Future<@Nullable Void> echo(SocketConnection connection) {
        return async("echo", () -> {
            byte[] bytes = new byte[1_024];
            for (int n; (n = await(InputStreamFutures.read(connection.getInputStream(), bytes))) > 0; )
                await(OutputStreamFutures.writeAll(connection.getOutputStream(), Arrays.copyOf(bytes, n)));
            await(IOStreamFutures.close(connection));
            return null;
        });
    }

    private static Future<String> ask(short port, String question) {
        return async("ask", () -> {
            SocketConnection connection =
                    await(SocketClientFutures.connectToHost(new SocketClient(), "127.0.0.1", port));
            byte[] bytes = question.getBytes(UTF_8);
            await(OutputStreamFutures.writeAll(connection.getOutputStream(), bytes));
            int n = await(InputStreamFutures.readAll(connection.getInputStream(), bytes));
            await(IOStreamFutures.close(connection));
            return new String(bytes, 0, n, UTF_8);
        });
    }
}
