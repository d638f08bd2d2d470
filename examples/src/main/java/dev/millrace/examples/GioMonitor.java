package dev.millrace.examples;

import static dev.millrace.runtime.Async.async;
import static dev.millrace.runtime.Async.await;

import dev.millrace.future.Future;
import dev.millrace.future.Futures;
import dev.millrace.future.Stream;
import dev.millrace.glib.gio.GioFiles;
import dev.millrace.glib.loop.GlibExecutor;
import dev.millrace.glib.loop.GlibJoinHandle;
import dev.millrace.glib.signal.GlibSignals;
import dev.millrace.glib.signal.Signal;
import dev.millrace.glib.source.GlibSources;
import java.io.PrintWriter;
import java.util.List;
import java.util.Set;
import org.gnome.gio.File;
import org.gnome.gio.FileMonitor;
import org.gnome.gio.FileMonitorEvent;
import org.gnome.gio.FileMonitorFlags;
import org.jspecify.annotations.Nullable;

/** What becomes of a file or a directory, as a stream: until a number of changes, or until ctrl-c, which is a future here. */
final class GioMonitor implements OnMainLoop {
    private static final int SIGINT = 2;

    @Override
    public Future<@Nullable Void> main(GlibExecutor glib, PrintWriter out, List<String> args) {
        String path = OnMainLoop.needed(args, "a file or a directory to watch");
        int most = Example.number(args, 1, Integer.MAX_VALUE, Integer.MAX_VALUE);
        return async(() -> {
            FileMonitor monitor = GioFiles.ofPath(path).monitor(Set.of(FileMonitorFlags.WATCH_MOVES), null);
            Stream<Signal> changes = GlibSignals.signalStream(monitor, "changed");
            GlibJoinHandle<Boolean> interrupt =
                    glib.spawn(GlibSources.unixSignal(SIGINT).map(_ -> end(changes)));
            await(Futures.yieldNow()); // From now on it is waited for.
            out.println("watching " + path);
            int seen = 0;
            while (seen < most) {
                Signal change = await(changes.next());
                if (change == null) break;
                out.println(inWords(change));
                seen++;
            }
            changes.cancel();
            interrupt.cancel();
            monitor.cancel();
            out.println("changes: " + seen);
            return null;
        });
    }

    /** Who waits for the next item gets the end of the stream. */
    private static boolean end(Stream<Signal> changes) {
        changes.cancel();
        return true;
    }

    private static String inWords(Signal change) {
        File file = change.get(0, File.class);
        File other = change.get(1, File.class);
        return change.get(2, FileMonitorEvent::of) + " " + name(file) + (other == null ? "" : " -> " + name(other));
    }

    private static String name(@Nullable File file) {
        return file == null ? "?" : file.getBasename();
    }
}
