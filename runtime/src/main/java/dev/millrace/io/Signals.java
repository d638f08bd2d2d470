package dev.millrace.io;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Signals of the operating system as a stream: {@code INT}, {@code TERM}, {@code HUP}, {@code USR1} and others.
 *
 * <p>From the first stream for a signal on, it does not do what it did before (end the JVM, say); when the last such stream is
 * closed, it does again. Safe for use by any thread.
 */
public final class Signals {
    /*
     * Overview. One handler per signal name, installed for the first subscriber and replaced by the old one after the last.
     * The JVM calls it on a thread of its own; it hands the name to every subscriber. The table is guarded by its own monitor.
     *
     * The JVM's handlers are those of module jdk.unsupported, used by reflection: the class may be missing, and the compiler
     * warns of every direct use of it. See the decisions for what else there would have been.
     */
    private static final Map<String, Handler> HANDLERS = new HashMap<>();

    private static final class Handler {
        final List<SignalStream> subscribers = new ArrayList<>();
        Object before = "";
    }

    private Signals() {}

    /**
     * These signals as they come; to be closed, as nothing else gives them back. While 64 wait to be read, further ones count
     * as those.
     *
     * @param names without {@code SIG}
     * @throws IllegalArgumentException when the system has no such signal, or the JVM needs it for itself (QUIT, KILL, SEGV)
     * @throws UnsupportedOperationException when this JVM has no module {@code jdk.unsupported}
     */
    public static SignalStream of(String... names) {
        if (names.length == 0)
            throw new IllegalArgumentException("no signals to wait for: names=[]; use INT, TERM, HUP, USR1, ...");
        Outside.check("signals");
        SignalStream stream =
                new SignalStream(List.of(names).stream().distinct().toList());
        synchronized (HANDLERS) {
            try {
                for (String name : stream.names()) subscribe(name, stream);
            } catch (RuntimeException e) {
                unsubscribe(stream);
                throw e;
            }
        }
        return stream;
    }

    private static void subscribe(String name, SignalStream stream) {
        Handler handler = HANDLERS.get(name);
        if (handler == null) {
            handler = new Handler();
            handler.before = Jvm.handle(name, Jvm.handler(() -> arrived(name)));
            HANDLERS.put(name, handler);
        }
        handler.subscribers.add(stream);
    }

    static void unsubscribe(SignalStream stream) {
        synchronized (HANDLERS) {
            for (String name : stream.names()) {
                Handler handler = HANDLERS.get(name);
                if (handler == null || !handler.subscribers.remove(stream) || !handler.subscribers.isEmpty()) continue;
                HANDLERS.remove(name);
                Jvm.handle(name, handler.before);
            }
        }
    }

    /** On a thread of the JVM. */
    private static void arrived(String name) {
        List<SignalStream> streams;
        synchronized (HANDLERS) {
            Handler handler = HANDLERS.get(name);
            if (handler == null) return;
            streams = List.copyOf(handler.subscribers);
        }
        for (SignalStream stream : streams) stream.arrived(name);
    }

    /** Has this process get a signal, as from outside. */
    static void raise(String name) {
        Jvm.raise(name);
    }

    /** The JVM's signal handlers. */
    private static final class Jvm {
        private static final Class<?> SIGNAL = find("sun.misc.Signal");
        private static final Class<?> HANDLER = find("sun.misc.SignalHandler");

        private static Class<?> find(String name) {
            try {
                return Class.forName(name);
            } catch (ClassNotFoundException e) {
                throw new UnsupportedOperationException(
                        "signals need the JDK's module jdk.unsupported, which this JVM does not have", e);
            }
        }

        static Object handler(Runnable action) {
            return Proxy.newProxyInstance(
                    Signals.class.getClassLoader(), new Class<?>[] {HANDLER}, (proxy, method, args) -> {
                        return switch (method.getName()) {
                            case "handle" -> {
                                action.run();
                                yield null;
                            }
                            case "equals" -> proxy == args[0];
                            case "hashCode" -> System.identityHashCode(proxy);
                            default -> "dev.millrace.io.Signals";
                        };
                    });
        }

        /** Installs a handler; gives the one before. */
        static Object handle(String name, Object handler) {
            return call("handle", name, new Class<?>[] {SIGNAL, HANDLER}, handler);
        }

        static void raise(String name) {
            call("raise", name, new Class<?>[] {SIGNAL});
        }

        private static Object call(String method, String name, Class<?>[] types, Object... rest) {
            try {
                Method called = SIGNAL.getMethod(method, types);
                Object[] arguments = new Object[types.length];
                arguments[0] = SIGNAL.getConstructor(String.class).newInstance(name);
                System.arraycopy(rest, 0, arguments, 1, rest.length);
                Object result = called.invoke(null, arguments);
                return result == null ? "" : result;
            } catch (InvocationTargetException e) {
                throw new IllegalArgumentException(
                        "signal cannot be waited for: signal=" + name + " reason="
                                + e.getTargetException().getMessage() + "; use INT, TERM, HUP, USR1, ...",
                        e.getTargetException());
            } catch (ReflectiveOperationException e) {
                throw new UnsupportedOperationException("signals are not supported by this JVM: signal=" + name, e);
            }
        }
    }
}
