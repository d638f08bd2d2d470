package dev.millrace.examples;

import static dev.millrace.runtime.Async.async;
import static dev.millrace.runtime.Async.await;

import dev.millrace.future.Future;
import dev.millrace.glib.gio.SubprocessFutures;
import dev.millrace.glib.loop.GlibExecutor;
import java.io.PrintWriter;
import java.util.List;
import java.util.Set;
import org.gnome.gio.Subprocess;
import org.gnome.gio.SubprocessFlags;
import org.jspecify.annotations.Nullable;

/** Another program is given words and says what it makes of them; how one ends that fails. */
final class GioSubprocess implements OnMainLoop {
    @Override
    public Future<@Nullable Void> main(GlibExecutor glib, PrintWriter out, List<String> args) {
        return async(() -> {
            Subprocess sort = new Subprocess(
                    new String[] {"sort"}, Set.of(SubprocessFlags.STDIN_PIPE, SubprocessFlags.STDOUT_PIPE));
            var said = await(SubprocessFutures.communicateUtf8(sort, "wheel\nmill\nrace\n"));
            out.println("sorted: " + String.valueOf(said.stdoutBuf()).strip().replace('\n', ' '));
            await(SubprocessFutures.waitCheck(sort));
            Subprocess failing = new Subprocess(new String[] {"sh", "-c", "exit 3"}, Set.of(SubprocessFlags.NONE));
            await(SubprocessFutures.wait(failing));
            out.println("exit: " + failing.getExitStatus());
            return null;
        });
    }
}
