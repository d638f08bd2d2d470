package dev.millrace.glib.signal;

import dev.millrace.future.Future;
import dev.millrace.future.Stream;
import dev.millrace.glib.loop.GlibExecutor;
import dev.millrace.glib.loop.LoopFuture;
import dev.millrace.glib.loop.LoopStream;
import io.github.jwharm.javagi.base.Proxy;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The signals of a GObject, each emission as an item of a stream, or the next one as a future.
 *
 * <p>A signal is connected by the first poll, and disconnected when the future is ready, and when either is cancelled. A name may have a
 * detail: {@code notify::name}. What comes faster than it is read is kept, without limit.
 *
 * <p>A signal that wants something back gets it from a function, which is called in the middle of the emission and cannot wait.
 */
public final class GlibSignals {
    private GlibSignals() {}

    /** Each emission of a signal that wants nothing back. */
    public static Stream<Signal> signalStream(Proxy object, String name) {
        return new Emissions(object, name, GlibSignals::nothing);
    }

    /**
     * Each emission of a signal, which {@code answer} answers: true or false, a number, a constant of an enumeration, a string, a handle.
     * Where it throws, the signal gets what its type has by default.
     */
    public static Stream<Signal> signalStream(Proxy object, String name, Function<Signal, @Nullable Object> answer) {
        return new Emissions(object, name, answer);
    }

    /** The next emission of a signal that wants nothing back. */
    public static Future<Signal> once(Proxy object, String name) {
        return new NextEmission(object, name, GlibSignals::nothing);
    }

    /** The next emission of a signal, which {@code answer} answers. */
    public static Future<Signal> once(Proxy object, String name, Function<Signal, @Nullable Object> answer) {
        return new NextEmission(object, name, answer);
    }

    @SuppressWarnings("unused") // as an answer
    private static @Nullable Object nothing(Signal signal) {
        return null;
    }

    private static final class Emissions extends LoopStream<Signal> {
        private final Connection connection;

        Emissions(Proxy object, String name, Function<Signal, @Nullable Object> answer) {
            super("signal(" + name + ")");
            connection = new Connection(object, name, answer);
        }

        @Override
        protected void start(GlibExecutor executor) {
            connection.connect(executor, this::emit);
        }

        @Override
        protected void drop() {
            connection.disconnect();
        }
    }

    private static final class NextEmission extends LoopFuture<Signal> {
        private final Connection connection;

        NextEmission(Proxy object, String name, Function<Signal, @Nullable Object> answer) {
            super("signal(" + name + ")");
            connection = new Connection(object, name, answer);
        }

        @Override
        protected void start(GlibExecutor executor) {
            connection.connect(executor, signal -> {
                connection.disconnect();
                complete(signal);
            });
        }

        @Override
        protected void drop() {
            connection.disconnect();
        }
    }
}
