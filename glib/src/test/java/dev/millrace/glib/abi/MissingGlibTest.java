package dev.millrace.glib.abi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.File;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * A machine without GLib: the classes are loaded once more, by a loader of their own, with names of libraries that are nowhere.
 */
class MissingGlibTest {
    private static final String MESSAGE =
            "library is missing: name=libnowhere-glib.so; on Debian and alike, apt-get install libglib2.0-0";

    private URLClassLoader classes;

    MissingGlibTest() throws MalformedURLException {
        List<URL> urls = new ArrayList<>();
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1))
            urls.add(Path.of(entry).toUri().toURL());
        classes = new URLClassLoader(urls.toArray(URL[]::new), ClassLoader.getPlatformClassLoader());
    }

    @BeforeEach
    void hide() {
        System.setProperty(Native.LIBRARY_PROPERTY, "libnowhere-*.so");
    }

    @AfterEach
    void close() throws Exception {
        System.clearProperty(Native.LIBRARY_PROPERTY);
        classes.close();
    }

    private Object call(String type, String method, Object... arguments) throws Throwable {
        for (Method each : classes.loadClass(type).getMethods()) {
            if (!each.getName().equals(method) || each.getParameterCount() != arguments.length) continue;
            try {
                return each.invoke(null, arguments);
            } catch (InvocationTargetException e) {
                throw e.getCause();
            }
        }
        throw new AssertionError("no such method: name=" + method);
    }

    private static void isMissing(ThrowingCallable call) {
        assertThatThrownBy(call).satisfies(thrown -> {
            // Of the other loader's class.
            assertThat(thrown.getClass().getName()).isEqualTo(GlibMissingException.class.getName());
            assertThat(thrown.getClass()).isNotSameAs(GlibMissingException.class);
            assertThat(thrown).hasMessage(MESSAGE);
        });
    }

    /** Each of them the first time and every time: no error of the class loader, nor one about a class that could not begin. */
    @Test
    void everyWayInSaysWhatToInstall() throws Throwable {
        for (int i = 0; i < 2; i++) {
            isMissing(() -> call("dev.millrace.glib.abi.Native", "require"));
            isMissing(() -> call("dev.millrace.glib.loop.GlibExecutor", "ofDefault"));
            isMissing(() -> call("dev.millrace.glib.loop.GlibExecutor", "ofThreadDefault"));
            isMissing(() -> call("dev.millrace.glib.loop.GlibExecutor", "create"));
            isMissing(() -> call("dev.millrace.glib.gio.GioFiles", "ofPath", "/"));
            isMissing(() -> call("dev.millrace.glib.gio.GioFiles", "ofUri", "file:///"));
            assertThat(call("dev.millrace.glib.abi.Native", "isThere")).isEqualTo(false);
        }
    }

    /** What it takes no GLib for: the futures themselves, and all of the runtime. */
    @Test
    void theRestWorks() throws Throwable {
        assertThat(call("dev.millrace.glib.source.GlibSources", "idle")).isNotNull();
        assertThat(call("dev.millrace.glib.loop.GlibExecutor", "currentOrNull")).isNull();
        Object ready = call("dev.millrace.future.Futures", "ready", "value");
        assertThat(call("dev.millrace.runtime.BlockOn", "run", ready)).isEqualTo("value");
    }
}
