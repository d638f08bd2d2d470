package dev.millrace.bench.glib;

import static dev.millrace.runtime.Async.async;
import static dev.millrace.runtime.Async.await;
import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import dev.millrace.future.Completer;
import dev.millrace.future.Future;
import dev.millrace.future.Futures;
import dev.millrace.future.Waker;
import dev.millrace.glib.abi.Callbacks;
import dev.millrace.glib.abi.Native;
import dev.millrace.glib.abi.Sources;
import dev.millrace.glib.loop.GlibExecutor;
import dev.millrace.glib.loop.GlibLoop;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** From a wake to the run that it causes, in bulk; a new idle source for each time is how a callback would do it. */
final class HopCase {
    static final int HOPS = 500_000;
    private static final int IDLE_PRIORITY = 0;

    private final GlibExecutor glib;
    private int left;

    HopCase(GlibExecutor glib) {
        this.glib = glib;
    }

    /** {@code g_idle_source_new}, {@code set_callback}, {@code attach}, {@code unref}: what {@code g_idle_add} is. */
    double byIdleSources() {
        try (GlibLoop loop = GlibLoop.of(glib)) {
            IdleChain chain = new IdleChain(loop);
            long beganNs = System.nanoTime();
            chain.add();
            loop.run();
            double ns = (double) (System.nanoTime() - beganNs) / HOPS;
            Callbacks.forget(chain.number);
            return ns;
        }
    }

    double byTask() {
        left = HOPS;
        long beganNs = System.nanoTime();
        glib.blockOn(new Future<@Nullable Void>() {
            @Override
            public boolean poll(Waker waker) {
                if (--left <= 0) return true;
                waker.wake();
                return false;
            }

            @Override
            public @Nullable Void result() {
                return null;
            }
        });
        return (double) (System.nanoTime() - beganNs) / HOPS;
    }

    double byExecute() {
        left = HOPS;
        Completer<@Nullable Void> done = new Completer<>();
        Runnable[] again = new Runnable[1];
        again[0] = () -> {
            if (--left > 0) glib.execute(again[0]);
            else done.complete(null);
        };
        long beganNs = System.nanoTime();
        glib.execute(again[0]);
        glib.blockOn(done);
        return (double) (System.nanoTime() - beganNs) / HOPS;
    }

    double fromAnotherThread() {
        AtomicInteger run = new AtomicInteger();
        Completer<@Nullable Void> done = new Completer<>();
        Runnable hop = () -> {
            if (run.incrementAndGet() == HOPS) done.complete(null);
        };
        long beganNs = System.nanoTime();
        Thread.ofPlatform().start(() -> {
            for (int i = 0; i < HOPS; i++) glib.execute(hop);
        });
        glib.blockOn(done);
        return (double) (System.nanoTime() - beganNs) / HOPS;
    }

    double byAwait() {
        long beganNs = System.nanoTime();
        glib.blockOn(async(() -> {
            for (int i = 0; i < HOPS; i++) await(Futures.yieldNow());
            return null;
        }));
        return (double) (System.nanoTime() - beganNs) / HOPS;
    }

    private final class IdleChain implements Callbacks.Dispatch {
        private static final MethodHandle IDLE_ADD =
                Native.function("g_idle_source_new", FunctionDescriptor.of(ADDRESS));
        private static final MethodHandle SET_CALLBACK =
                Native.function("g_source_set_callback", FunctionDescriptor.ofVoid(ADDRESS, ADDRESS, ADDRESS, ADDRESS));
        private static final MethodHandle SET_PRIORITY =
                Native.function("g_source_set_priority", FunctionDescriptor.ofVoid(ADDRESS, JAVA_INT));
        private static final MethodHandle UNREF = Native.function("g_source_unref", FunctionDescriptor.ofVoid(ADDRESS));

        private final GlibLoop loop;
        private final MemorySegment number = Callbacks.number(this);
        private int left = HOPS;

        IdleChain(GlibLoop loop) {
            this.loop = loop;
        }

        void add() {
            try {
                MemorySegment source = (MemorySegment) IDLE_ADD.invokeExact();
                SET_PRIORITY.invokeExact(source, IDLE_PRIORITY);
                SET_CALLBACK.invokeExact(source, Callbacks.SOURCE_FUNC, number, MemorySegment.NULL);
                Sources.attach(source, glib.context());
                UNREF.invokeExact(source);
            } catch (Throwable t) {
                throw Native.unexpected(t);
            }
        }

        @Override
        public boolean dispatch() {
            if (--left > 0) add();
            else loop.quit();
            return false;
        }
    }
}
