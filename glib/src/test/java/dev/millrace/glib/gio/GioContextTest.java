package dev.millrace.glib.gio;

import static dev.millrace.runtime.Async.async;
import static dev.millrace.runtime.Async.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.future.Future;
import dev.millrace.future.Futures;
import dev.millrace.glib.abi.MainContexts;
import dev.millrace.glib.loop.GlibExecutor;
import dev.millrace.glib.loop.GlibJoinHandle;
import dev.millrace.glib.loop.GlibPriority;
import dev.millrace.glib.source.GlibSources;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.gnome.gio.FileInfo;
import org.junit.jupiter.api.Test;

/** On which main context, and at which priority, operations end. */
class GioContextTest extends GioTest {
    private static GioFuture<FileInfo> operation() {
        return FileFutures.queryInfo(GioFiles.ofPath("/"), "standard::name", Set.of());
    }

    @Test
    void tasksOfEveryPriorityAreWokenByTheEndOfAnOperation() {
        glib.blockOn(GlibSources.timeout(Duration.ZERO, GlibPriority.LOW));
        glib.blockOn(GlibSources.timeout(Duration.ZERO, GlibPriority.HIGH));
        countFromHere();
        for (int priority : new int[] {GlibPriority.LOW, GlibPriority.HIGH, GlibPriority.DEFAULT}) {
            List<Future<?>> all = new ArrayList<>();
            for (int of : new int[] {GlibPriority.LOW, GlibPriority.HIGH, GlibPriority.DEFAULT}) {
                all.add(glib.spawn(operation(of).map(FileInfo::getName), priority));
                all.add(glib.spawn(async(() -> await(operation(of)).getName()), priority));
            }
            for (Future<?> each : all)
                assertThat(glib.blockOn(each.timeout(Duration.ofSeconds(5)))).isEqualTo("/");
        }
    }

    private static GioFuture<FileInfo> operation(int ioPriority) {
        return FileFutures.queryInfo(GioFiles.ofPath("/"), "standard::name", Set.of(), ioPriority);
    }

    /** The other context is iterated by nobody: without the check the task would wait for ever. */
    @Test
    void anOperationThatWouldCallBackElsewhereIsRefused() {
        try (GlibExecutor other = GlibExecutor.create()) {
            glib.blockOn(Futures.lazy(() -> {
                MainContexts.pushThreadDefault(other.context());
                try {
                    GioFuture<FileInfo> operation = operation();
                    assertThat(operation.poll(() -> {})).isTrue();
                    assertThatThrownBy(operation::result)
                            .isInstanceOf(IllegalStateException.class)
                            .hasMessage(
                                    "g_file_query_info_async would call back on another main context than that of its"
                                            + " task: thread-default=" + other.name() + " task=" + glib.name()
                                            + "; pop what was pushed, or spawn it on the executor of that context");
                } finally {
                    MainContexts.popThreadDefault(other.context());
                }
                return 0;
            }));
        }
    }

    /** GLib lets a thread iterate one context while another is its default. */
    @Test
    void tasksHaveTheirContextWhateverTheThreadHasPushed() {
        GlibExecutor global = GlibExecutor.ofDefault();
        global.blockOn(GlibSources.timeout(Duration.ZERO));
        countFromHere();
        MainContexts.pushThreadDefault(glib.context());
        try {
            assertThat(global.blockOn(operation()).getName()).isEqualTo("/");
            GlibJoinHandle<FileInfo> spawned = global.spawn(operation());
            while (!spawned.isDone()) MainContexts.iteration(global.context(), true);
            assertThat(spawned.result().getName()).isEqualTo("/");
            assertThat(GlibExecutor.ofThreadDefault()).isSameAs(glib);
        } finally {
            MainContexts.popThreadDefault(glib.context());
        }
    }
}
