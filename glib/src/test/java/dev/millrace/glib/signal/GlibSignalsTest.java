package dev.millrace.glib.signal;

import static dev.millrace.runtime.Async.async;
import static dev.millrace.runtime.Async.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.future.Future;
import dev.millrace.future.Futures;
import dev.millrace.future.Stream;
import dev.millrace.glib.NeedsGlib;
import dev.millrace.glib.abi.Boundary;
import dev.millrace.glib.abi.Callbacks;
import dev.millrace.glib.gio.GioFiles;
import dev.millrace.glib.loop.GlibExecutor;
import dev.millrace.glib.source.GlibSources;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.gnome.gio.Cancellable;
import org.gnome.gio.File;
import org.gnome.gio.FileMonitor;
import org.gnome.gio.FileMonitorEvent;
import org.gnome.gio.FileMonitorFlags;
import org.gnome.gio.SimpleAction;
import org.gnome.gio.SocketConnection;
import org.gnome.gio.SocketService;
import org.gnome.gobject.ParamSpec;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(NeedsGlib.class)
@Timeout(20)
@SuppressWarnings("NullAway") // set before each test
class GlibSignalsTest {
    private GlibExecutor glib;
    private int callbacks;

    @BeforeEach
    void create() {
        glib = GlibExecutor.create();
        glib.blockOn(GlibSources.timeout(Duration.ZERO));
        callbacks = Callbacks.live();
    }

    /** Every handler is gone. */
    @AfterEach
    void close() {
        assertThat(Callbacks.live()).isEqualTo(callbacks);
        glib.close();
    }

    @Test
    void theNextEmissionIsAFuture() {
        Cancellable cancellable = new Cancellable();
        Signal signal = glib.blockOn(async(() -> {
            Future<Signal> next = GlibSignals.once(cancellable, "cancelled");
            assertThat(next.poll(() -> {})).isFalse();
            cancellable.cancel();
            return await(next);
        }));
        assertThat(signal.name()).isEqualTo("cancelled");
        assertThat(signal.count()).isZero();
    }

    @Test
    void emissionsOfAPropertyComeWithWhatChanged() {
        SimpleAction action = new SimpleAction("test", null);
        List<String> names = glib.blockOn(async(() -> {
            Stream<Signal> changes = GlibSignals.signalStream(action, "notify::enabled");
            Future<@Nullable Signal> first = changes.next();
            assertThat(first.poll(() -> {})).isFalse();
            action.setEnabled(false);
            action.setEnabled(true);
            List<String> got = new ArrayList<>();
            Signal changed = await(first);
            got.add(changed.name());
            assertThat(changed.get(0, ParamSpec.class).getName()).isEqualTo("enabled");
            got.add(await(changes.next()).name());
            changes.cancel();
            action.setEnabled(false);
            assertThat(await(changes.next())).isNull();
            return got;
        }));
        assertThat(names).containsExactly("notify::enabled", "notify::enabled");
    }

    @Test
    void aMonitorIsAStreamOfChanges(@TempDir Path directory) throws Exception {
        FileMonitor monitor =
                glib.blockOn(async(() -> GioFiles.of(directory).monitorDirectory(Set.of(FileMonitorFlags.NONE), null)));
        List<String> changes = glib.blockOn(async(() -> {
            Stream<Signal> signals = GlibSignals.signalStream(monitor, "changed");
            Future<@Nullable Signal> first = signals.next();
            assertThat(first.poll(() -> {})).isFalse();
            Files.writeString(directory.resolve("made"), "");
            Signal signal = await(first);
            signals.cancel();
            return List.of(
                    signal.get(0, File.class).getBasename(),
                    signal.get(2, FileMonitorEvent::of).name());
        }));
        assertThat(changes).containsExactly("made", "CREATED");
        monitor.cancel();
    }

    @Test
    void aSignalIsAnsweredInTheMiddleOfItsEmission() throws Exception {
        glib.blockOn(async(() -> {
            SocketService service = new SocketService();
            int port = Short.toUnsignedInt(service.addAnyInetPort(null));
            Stream<Signal> incoming = GlibSignals.signalStream(service, "incoming", _ -> true);
            Future<@Nullable Signal> next = incoming.next();
            assertThat(next.poll(() -> {})).isFalse();
            try (Socket client = new Socket()) {
                client.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 5_000);
                Signal signal = await(next);
                assertThat(signal.get(0, SocketConnection.class)).isNotNull();
                assertThatThrownBy(() -> signal.get(0, String.class))
                        .hasMessageContaining("argument has another type: signal=incoming index=0")
                        .hasMessageEndingWith("expected java.lang.String");
                assertThatThrownBy(() -> signal.get(7, String.class)).hasMessageContaining("expected 0 to 1");
            }
            incoming.cancel();
            service.stop();
            service.close();
            return null;
        }));
    }

    @Test
    void aWrongAnswerIsCountedAndHarmsNobody() {
        long faults = Boundary.faults();
        Cancellable cancellable = new Cancellable();
        Signal signal = glib.blockOn(async(() -> {
            Future<Signal> next = GlibSignals.once(cancellable, "cancelled", _ -> {
                throw new IllegalStateException("broken handler");
            });
            assertThat(next.poll(() -> {})).isFalse();
            cancellable.cancel();
            return await(next);
        }));
        assertThat(signal).hasToString("signal(name=cancelled count=0)");
        assertThat(Boundary.faults()).isEqualTo(faults + 1);
    }

    @Test
    void anEmissionOnAnotherThreadArrivesOnTheThreadOfTheLoop() throws Exception {
        Cancellable cancellable = new Cancellable();
        Thread loop = Thread.currentThread();
        Thread arrived = glib.blockOn(async(() -> {
            Future<Signal> next = GlibSignals.once(cancellable, "cancelled");
            assertThat(next.poll(() -> {})).isFalse();
            Thread emitter = Thread.ofPlatform().start(cancellable::cancel);
            await(next);
            // It holds the handler until the emission is over.
            emitter.join();
            return await(Futures.lazy(() -> loop));
        }));
        assertThat(arrived).isSameAs(loop);
    }

    @Test
    void awaitInAHandlerIsRefused() {
        Cancellable cancellable = new Cancellable();
        List<Throwable> thrown = new ArrayList<>();
        glib.blockOn(async(() -> {
            Future<Signal> next = GlibSignals.once(cancellable, "cancelled", _ -> {
                try {
                    return await(Futures.ready(1));
                } catch (IllegalStateException e) {
                    thrown.add(e);
                    return null;
                }
            });
            assertThat(next.poll(() -> {})).isFalse();
            cancellable.cancel();
            return await(next);
        }));
        assertThat(thrown)
                .singleElement()
                .satisfies(e ->
                        assertThat(e).hasMessageContaining("await inside a signal handler, which cannot be suspended"));
    }

    /** Nested, and with other sources served; in a task, which the loop runs already, it is refused. */
    @Test
    void aHandlerOutsideOfTasksMayBlockOnTheLoop() {
        Cancellable outside = new Cancellable();
        Cancellable inside = new Cancellable();
        List<Object> got = new ArrayList<>();
        glib.blockOn(async(() -> {
            for (Cancellable each : List.of(outside, inside)) {
                Future<Signal> next = GlibSignals.once(each, "cancelled", _ -> {
                    try {
                        got.add(glib.blockOn(Futures.sleep(Duration.ofMillis(1)).map(_ -> "nested")));
                    } catch (IllegalStateException e) {
                        got.add(e);
                    }
                    return null;
                });
                assertThat(next.poll(() -> {})).isFalse();
            }
            inside.cancel();
            return null;
        }));
        outside.cancel();
        assertThat(got).hasSize(2);
        assertThat(got.getFirst()).asString().contains("blockOn in a task would stop all others");
        assertThat(got.getLast()).isEqualTo("nested");
    }

    @Test
    void unknownSignalsAreErrors() {
        assertThatThrownBy(() -> glib.blockOn(GlibSignals.once(new Cancellable(), "canceled")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("no such signal: name=canceled type=GCancellable");
    }
}
