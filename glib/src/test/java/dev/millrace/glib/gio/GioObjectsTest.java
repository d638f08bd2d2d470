package dev.millrace.glib.gio;

import static dev.millrace.runtime.Async.async;
import static dev.millrace.runtime.Async.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.future.Future;
import dev.millrace.future.Stream;
import dev.millrace.glib.abi.Boundary;
import dev.millrace.glib.abi.Callbacks;
import dev.millrace.glib.abi.Objects;
import dev.millrace.glib.signal.GlibSignals;
import dev.millrace.glib.signal.Signal;
import dev.millrace.glib.source.GlibSources;
import io.github.jwharm.javagi.base.GErrorException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.gnome.gio.Cancellable;
import org.gnome.gio.DBusConnection;
import org.gnome.gio.DBusConnectionFlags;
import org.gnome.gio.DBusObjectManagerClient;
import org.gnome.gio.DBusObjectManagerClientFlags;
import org.gnome.gio.DBusObjectManagerServer;
import org.gnome.gio.DBusObjectProxy;
import org.gnome.gio.DBusObjectSkeleton;
import org.gnome.gio.DBusProxy;
import org.gnome.gio.DBusProxyFlags;
import org.gnome.gio.DBusServer;
import org.gnome.gio.DBusServerFlags;
import org.gnome.gio.IOErrorEnum;
import org.gnome.glib.Variant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Objects by type and properties, on D-Bus between two ends of one process. */
@SuppressWarnings("NullAway") // set before each test
class GioObjectsTest extends GioTest {
    private static final String GUID = "0123456789abcdef0123456789abcdef";

    private static final Variant CHANGES = parse("('org.example.Mill', {'Sacks': <7>}, ['Miller', 'Cat'])");

    @TempDir
    private Path directory;

    private DBusServer server;
    private String address;

    @BeforeEach
    void listen() throws Exception {
        server = glib.blockOn(async(() -> {
            DBusServer made = DBusServer.sync("unix:dir=" + directory, Set.of(DBusServerFlags.NONE), GUID, null, null);
            made.start();
            return made;
        }));
        address = server.getClientAddress();
    }

    @AfterEach
    void stop() {
        server.stop();
    }

    private static Variant parse(String text) {
        try {
            return Variant.parse(null, text, null, null);
        } catch (GErrorException e) {
            throw new AssertionError(e);
        }
    }

    private Future<DBusConnection> connect() {
        return GioObjects.newAsync(
                DBusConnection.class,
                Map.of("address", address, "flags", Set.of(DBusConnectionFlags.AUTHENTICATION_CLIENT)));
    }

    /** Both ends. */
    private record Ends(DBusConnection client, DBusConnection server) {}

    private Future<Ends> ends() {
        return async(() -> {
            Stream<Signal> incoming = GlibSignals.signalStream(server, "new-connection", _ -> true);
            Future<@Nullable Signal> next = incoming.next();
            assertThat(next.poll(() -> {})).isFalse();
            DBusConnection client = await(connect());
            DBusConnection accepted = await(next).get(0, DBusConnection.class);
            incoming.cancel();
            return new Ends(client, accepted);
        });
    }

    @Test
    void anObjectIsMadeOfItsPropertiesAndInitialized() {
        Ends ends = glib.blockOn(ends());
        assertThat(ends.client().getGuid()).isEqualTo(GUID);
        assertThat(ends.client().isClosed()).isFalse();
        // The last reference: the connection goes with it, and its other end sees that on a thread of GIO.
        Objects.release(ends.client());
        glib.blockOn(async(() -> {
            while (!ends.server().isClosed()) await(GlibSources.timeout(Duration.ofMillis(1)));
            return null;
        }));
    }

    @Test
    void whatCannotBeInitializedIsATypedError() {
        assertThatThrownBy(() -> glib.blockOn(GioObjects.newAsync(
                        DBusConnection.class,
                        Map.of(
                                "address",
                                "unix:path=" + directory.resolve("nobody"),
                                "flags",
                                DBusConnectionFlags.AUTHENTICATION_CLIENT))))
                .satisfies(isError(IOErrorEnum.NOT_FOUND));
        Cancellable cancelled = new Cancellable();
        cancelled.cancel();
        assertThatThrownBy(() -> glib.blockOn(GioObjects.newAsync(
                                DBusConnection.class,
                                Map.of("address", address, "flags", DBusConnectionFlags.AUTHENTICATION_CLIENT))
                        .withCancellable(cancelled)))
                .satisfies(isError(IOErrorEnum.CANCELLED));
    }

    @Test
    void typesAndPropertiesAreCheckedBeforeGobjectIsAsked() {
        refuses(Map.of("adress", "x"), "no such property: name=adress type=GDBusConnection");
        refuses(Map.of("closed", true), "a property that can only be read: name=closed type=GDBusConnection");
        refuses(
                Map.of("address", 7),
                "a value does not fit its property: name=address type=GDBusConnection; a value of the wrong type: value=7,"
                        + " expected String for fundamental=16");
        refuses(
                Map.of("stream", GioFiles.ofPath("/")),
                "a value does not fit its property: name=stream type=GDBusConnection; an object of another type:"
                        + " type=GLocalFile, expected GIOStream");
        assertThatThrownBy(() -> glib.blockOn(GioObjects.newAsync(Cancellable.class, Map.of())))
                .hasMessage("not initialized asynchronously: type=GCancellable, expected a GAsyncInitable");
    }

    private void refuses(Map<String, ?> properties, String message) {
        assertThatThrownBy(() -> glib.blockOn(GioObjects.newAsync(DBusConnection.class, properties)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }

    /** A signal that carries a variant and an array of strings, which is a boxed type. */
    @Test
    void aProxyTellsWhatHasChanged() {
        Ends ends = glib.blockOn(ends());
        Signal changed = glib.blockOn(async(() -> {
            DBusProxy proxy = await(DBusProxyFutures.new_(
                    ends.client(), Set.of(DBusProxyFlags.NONE), null, null, "/mill", "org.example.Mill"));
            Future<Signal> next = GlibSignals.once(proxy, "g-properties-changed");
            assertThat(next.poll(() -> {})).isFalse();
            ends.server().emitSignal(null, "/mill", "org.freedesktop.DBus.Properties", "PropertiesChanged", CHANGES);
            return await(next);
        }));
        assertThat(changed.get(0, Variant.class).print(false)).isEqualTo("{'Sacks': <7>}");
        assertThat(changed.get(1, String[].class)).containsExactly("Miller", "Cat");
    }

    // ---- what an object manager asks

    private List<String> managed(DBusConnection on, Callbacks.@Nullable ProxyType types) {
        int live = Callbacks.live();
        DBusObjectManagerClient manager = glib.blockOn(DBusObjectManagerClientFutures.new_(
                on, Set.of(DBusObjectManagerClientFlags.NONE), null, "/mill", types));
        List<String> paths = java.util.stream.Stream.of(manager.getObject("/mill/one"))
                .map(object -> object == null ? "none" : object.getObjectPath())
                .toList();
        Objects.release(manager);
        // The function is forgotten with the manager, which a thread of GIO may hold for a moment longer.
        while (Callbacks.live() > live) glib.blockOn(GlibSources.timeout(Duration.ofMillis(1)));
        return paths;
    }

    @Test
    void anObjectManagerAsksForTheTypesOfItsProxies() {
        Ends ends = glib.blockOn(ends());
        DBusObjectManagerServer objects = new DBusObjectManagerServer("/mill");
        objects.export(new DBusObjectSkeleton("/mill/one"));
        glib.blockOn(async(() -> {
            objects.setConnection(ends.server());
            return null;
        }));
        ConcurrentLinkedQueue<String> asked = new ConcurrentLinkedQueue<>();
        assertThat(managed(ends.client(), (path, interfaceName) -> {
                    asked.add(path + " " + interfaceName);
                    return interfaceName == null ? DBusObjectProxy.getType() : DBusProxy.getType();
                }))
                .containsExactly("/mill/one");
        assertThat(asked).contains("/mill/one null");

        long faults = Boundary.faults();
        assertThat(managed(ends.client(), (path, interfaceName) -> {
                    throw new IllegalStateException("no idea");
                }))
                .containsExactly("/mill/one");
        assertThat(managed(ends.client(), (path, interfaceName) -> Cancellable.getType()))
                .containsExactly("/mill/one");
        assertThat(Boundary.faults()).isEqualTo(faults + 2);
        assertThat(managed(ends.client(), null)).containsExactly("/mill/one");
        objects.setConnection(null);
    }
}
