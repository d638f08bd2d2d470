package dev.millrace.glib.gio;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.glib.NeedsGlib;
import dev.millrace.glib.abi.Callbacks;
import dev.millrace.glib.abi.GlibException;
import dev.millrace.glib.loop.GlibExecutor;
import dev.millrace.glib.source.GlibSources;
import java.time.Duration;
import java.util.function.Consumer;
import org.gnome.gio.IOErrorEnum;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** What tests of operations have in common: an executor of their own, and no callback that is left over. */
@ExtendWith(NeedsGlib.class)
@Timeout(20)
@SuppressWarnings("NullAway") // set before each test
abstract class GioTest {
    GlibExecutor glib;
    private int callbacks;

    @BeforeEach
    final void create() {
        glib = GlibExecutor.create();
        glib.blockOn(GlibSources.timeout(Duration.ZERO));
        callbacks = Callbacks.live();
    }

    @AfterEach
    final void close() {
        assertThat(Callbacks.live()).isEqualTo(callbacks);
        glib.close();
    }

    /** Callbacks that stay as long as the executor, such as a lane of its own, are no longer counted. */
    final void countFromHere() {
        callbacks = Callbacks.live();
    }

    static Consumer<Throwable> isError(IOErrorEnum error) {
        return thrown -> assertThat(thrown)
                .isInstanceOfSatisfying(
                        GlibException.class, e -> assertThat(e.ioError()).isEqualTo(error));
    }
}
