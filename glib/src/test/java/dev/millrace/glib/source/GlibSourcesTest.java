package dev.millrace.glib.source;

import static dev.millrace.runtime.Async.async;
import static dev.millrace.runtime.Async.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.future.Completer;
import dev.millrace.future.Future;
import dev.millrace.future.Futures;
import dev.millrace.future.Stream;
import dev.millrace.future.TimedOutException;
import dev.millrace.glib.NeedsGlib;
import dev.millrace.glib.abi.Callbacks;
import dev.millrace.glib.abi.Native;
import dev.millrace.glib.loop.GlibExecutor;
import dev.millrace.glib.loop.GlibJoinHandle;
import dev.millrace.glib.loop.GlibPriority;
import dev.millrace.runtime.BlockOn;
import dev.millrace.runtime.Context;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.gnome.gio.Cancellable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(NeedsGlib.class)
@Timeout(20)
@SuppressWarnings("NullAway") // set before each test
class GlibSourcesTest {
    private GlibExecutor glib;
    private int callbacks;

    @BeforeEach
    void create() {
        glib = GlibExecutor.create();
        // A lane and its timers stay as long as their executor.
        glib.blockOn(GlibSources.timeout(Duration.ZERO));
        glib.blockOn(GlibSources.timeout(Duration.ZERO, GlibPriority.LOW));
        callbacks = Callbacks.live();
    }

    /** Every source is gone with its future. */
    @AfterEach
    void close() {
        assertThat(Callbacks.live()).isEqualTo(callbacks);
        glib.close();
    }

    // ---- time

    @Test
    void timeoutsAreNeverEarly() {
        long beganNs = System.nanoTime();
        glib.blockOn(GlibSources.timeout(Duration.ofMillis(10)));
        assertThat(System.nanoTime() - beganNs).isGreaterThanOrEqualTo(10_000_000);
    }

    @Test
    void nothingIsAttachedBeforeTheFirstPollNorAfterADrop() {
        Future<?> idle = GlibSources.idle();
        assertThat(Callbacks.live()).isEqualTo(callbacks);
        glib.blockOn(Futures.race(GlibSources.timeout(Duration.ofMillis(1)), GlibSources.timeoutSeconds(100)));
        assertThat(Callbacks.live()).isEqualTo(callbacks);
        idle.cancel();
    }

    @Test
    void aLateFutureIsCancelled() {
        assertThatThrownBy(() -> glib.blockOn(GlibSources.timeout(Duration.ofMillis(5), new Completer<Object>())))
                .isInstanceOf(TimedOutException.class);
        assertThat(glib.blockOn(GlibSources.timeout(Duration.ofSeconds(5), Futures.ready(1))))
                .isOne();
    }

    @Test
    void intervalsTickUntilTheyAreDropped() {
        assertThat(glib.blockOn(
                        GlibSources.interval(Duration.ofMillis(2)).take(3).toList()))
                .containsExactly(1L, 2L, 3L);
        assertThatThrownBy(() -> GlibSources.interval(Duration.ZERO)).hasMessageContaining("period=PT0S");
    }

    @Test
    void tenThousandTimeouts() {
        List<Future<@Nullable Void>> all = IntStream.range(0, 10_000)
                .mapToObj(i -> GlibSources.timeout(Duration.ofMillis(1 + i % 100)))
                .toList();
        assertThat(glib.blockOn(Futures.join(all))).hasSize(10_000);
    }

    @Test
    void secondsAreThoseOfGlib() {
        long beganNs = System.nanoTime();
        glib.blockOn(GlibSources.timeoutSeconds(1));
        assertThat(System.nanoTime() - beganNs).isBetween(100_000_000L, 2_500_000_000L);
    }

    // ---- order

    @Test
    void idleComesAfterEverythingElse() {
        List<String> order = new ArrayList<>();
        glib.spawn(GlibSources.idle().map(_ -> order.add("idle")));
        glib.spawn(GlibSources.timeout(Duration.ZERO, GlibPriority.LOW).map(_ -> order.add("low")));
        glib.spawn(Futures.yieldNow().map(_ -> order.add("task")));
        glib.blockOn(GlibSources.timeout(Duration.ofMillis(5), GlibPriority.LOW));
        assertThat(order).containsExactly("task", "idle", "low");
    }

    // ---- the system

    @Test
    void signalsOfTheSystemArrive() throws Exception {
        GlibExecutor here = glib;
        assertThat(here.blockOn(async(() -> {
                    Stream<Integer> signals = GlibSources.unixSignals(10);
                    Future<?> once = here.spawn(GlibSources.unixSignal(10));
                    List<Integer> got = new ArrayList<>();
                    Future<@Nullable Integer> first = signals.next();
                    assertThat(first.poll(() -> {})).isFalse();
                    await(Futures.yieldNow());
                    kill("USR1");
                    got.add(await(first));
                    await(once);
                    kill("USR1");
                    got.add(await(signals.next()));
                    signals.cancel();
                    return got;
                })))
                .containsExactly(10, 10);
        assertThatThrownBy(() -> GlibSources.unixSignal(9)).hasMessageContaining("signal=9");
    }

    private static void kill(String signal) throws Exception {
        long pid = ProcessHandle.current().pid();
        new ProcessBuilder("kill", "-" + signal, Long.toString(pid)).start().waitFor();
    }

    @Test
    void childrenAreWatched() throws Throwable {
        assertThat(glib.blockOn(GlibSources.childExit(spawn("exit 7"))).exitCode())
                .isEqualTo(7);
        ChildExit killed = glib.blockOn(
                        GlibSources.childExits(spawn("kill -9 $$")).toList())
                .getFirst();
        assertThat(killed.hasExited()).isFalse();
        assertThat(killed.exitCode()).isEqualTo(137);
    }

    /** A child that GLib has to wait for. */
    private static int spawn(String script) throws Throwable {
        var spawn = Native.function(
                "g_spawn_async",
                FunctionDescriptor.of(
                        ValueLayout.JAVA_INT,
                        ValueLayout.ADDRESS,
                        ValueLayout.ADDRESS,
                        ValueLayout.ADDRESS,
                        ValueLayout.JAVA_INT,
                        ValueLayout.ADDRESS,
                        ValueLayout.ADDRESS,
                        ValueLayout.ADDRESS,
                        ValueLayout.ADDRESS));
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment words = arena.allocate(ValueLayout.ADDRESS, 4);
            words.setAtIndex(ValueLayout.ADDRESS, 0, arena.allocateFrom("/bin/sh"));
            words.setAtIndex(ValueLayout.ADDRESS, 1, arena.allocateFrom("-c"));
            words.setAtIndex(ValueLayout.ADDRESS, 2, arena.allocateFrom(script));
            MemorySegment pid = arena.allocate(ValueLayout.JAVA_INT);
            MemorySegment none = MemorySegment.NULL;
            int doNotReap = 2;
            int done = (int) spawn.invokeExact(none, words, none, doNotReap, none, none, pid, none);
            assertThat(done).isOne();
            return pid.get(ValueLayout.JAVA_INT, 0);
        }
    }

    @Test
    void descriptorsAreWatched() throws Throwable {
        var pipe = Native.function(
                "g_unix_open_pipe",
                FunctionDescriptor.of(
                        ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.JAVA_INT, ValueLayout.ADDRESS));
        var close = Native.function(
                "g_close", FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.ADDRESS));
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment ends = arena.allocate(ValueLayout.JAVA_INT, 2);
            int made = (int) pipe.invokeExact(ends, 0, MemorySegment.NULL);
            assertThat(made).isOne();
            int reading = ends.getAtIndex(ValueLayout.JAVA_INT, 0);
            int writing = ends.getAtIndex(ValueLayout.JAVA_INT, 1);
            assertThat(glib.blockOn(GlibSources.unixFd(writing, Set.of(FdCondition.OUT))))
                    .containsExactly(FdCondition.OUT);
            assertThat(glib.blockOn(GlibSources.unixFds(writing, Set.of(FdCondition.OUT))
                            .take(3)
                            .count()))
                    .isEqualTo(3);
            assertThatThrownBy(() -> glib.blockOn(GlibSources.timeout(
                            Duration.ofMillis(5), GlibSources.unixFd(reading, Set.of(FdCondition.IN)))))
                    .isInstanceOf(TimedOutException.class);
            int closed = (int) close.invokeExact(writing, MemorySegment.NULL);
            assertThat(closed).isOne();
            assertThat(glib.blockOn(GlibSources.unixFd(reading, Set.of(FdCondition.IN))))
                    .contains(FdCondition.HUP);
            int again = (int) close.invokeExact(reading, MemorySegment.NULL);
            assertThat(again).isOne();
        }
        assertThatThrownBy(() -> GlibSources.unixFd(-1, Set.of())).hasMessageContaining("fd=-1");
    }

    @Test
    void aCancellableIsAFuture() {
        Cancellable cancellable = new Cancellable();
        GlibJoinHandle<?> both =
                glib.spawn(Futures.race(GlibSources.cancelled(cancellable), GlibSources.timeoutSeconds(100)));
        glib.blockOn(Futures.yieldNow());
        assertThat(both.isDone()).isFalse();
        cancellable.cancel();
        glib.blockOn(both);
        // At once, where it was cancelled before.
        glib.blockOn(GlibSources.cancelled(cancellable));
    }

    // ---- who may await it

    @Test
    void onTheWrongExecutorItFails() throws Exception {
        try (Context context = Context.acquire("media", Duration.ofMillis(1))) {
            assertThatThrownBy(() -> BlockOn.run(context.spawn(GlibSources.idle())))
                    .hasMessageContaining("idle belongs to a main context of GLib, but was awaited on")
                    .hasMessageContaining("media");
        }
        Future<?> moved = GlibSources.timeout(Duration.ofSeconds(100));
        glib.blockOn(Futures.ready(moved.getClass()).andThen(_ -> {
            moved.poll(() -> {});
            return Futures.ready(0);
        }));
        assertThatThrownBy(() -> BlockOn.run(moved))
                .hasMessageContaining("belongs to GlibExecutor(context=" + glib.name() + ")")
                .hasMessageContaining("BlockOn");
        moved.cancel();
    }
}
