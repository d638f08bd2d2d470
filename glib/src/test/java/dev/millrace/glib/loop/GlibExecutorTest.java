package dev.millrace.glib.loop;

import static dev.millrace.future.Futures.lazy;
import static dev.millrace.future.Futures.sleep;
import static dev.millrace.runtime.Async.async;
import static dev.millrace.runtime.Async.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.future.Completer;
import dev.millrace.future.Executor;
import dev.millrace.future.Future;
import dev.millrace.future.Futures;
import dev.millrace.future.Waker;
import dev.millrace.glib.NeedsGlib;
import dev.millrace.glib.abi.Boundary;
import dev.millrace.glib.abi.MainContexts;
import dev.millrace.glib.source.GlibSources;
import dev.millrace.runtime.BlockOn;
import dev.millrace.runtime.Context;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(NeedsGlib.class)
@Timeout(20)
@SuppressWarnings("NullAway") // set before each test
class GlibExecutorTest {
    private GlibExecutor glib;

    @BeforeEach
    void create() {
        glib = GlibExecutor.create();
    }

    @AfterEach
    void close() {
        glib.close();
    }

    /** Has a thread of its own run the main loop, until what is given is closed. */
    private AutoCloseable runOnThread(String name) throws InterruptedException {
        GlibLoop loop = GlibLoop.of(glib);
        CountDownLatch running = new CountDownLatch(1);
        Thread thread = Thread.ofPlatform().name(name).start(loop::run);
        glib.execute(running::countDown);
        running.await();
        return () -> {
            loop.quit();
            thread.join();
            loop.close();
        };
    }

    // ---- values and failures

    @Test
    void blockOnGivesTheValue() {
        assertThat(glib.blockOn(lazy(() -> 1))).isEqualTo(1);
        assertThat(glib.liveTasks()).isZero();
    }

    @Test
    void spawnedFromAnyThreadAndWaitedForByAnother() throws Exception {
        try (var _ = runOnThread("loop")) {
            GlibJoinHandle<String> name =
                    glib.spawn(lazy(() -> Thread.currentThread().getName()));
            assertThat(BlockOn.run(name)).isEqualTo("loop");
        }
    }

    @Test
    void failuresAreDeliveredAndHarmNobody() {
        GlibJoinHandle<Object> failing = glib.spawn(lazy(() -> {
            throw new IllegalStateException("broken");
        }));
        long faults = Boundary.faults();
        glib.execute(() -> {
            throw new IllegalArgumentException("nobody is told");
        });
        assertThat(glib.blockOn(lazy(() -> 2))).isEqualTo(2);
        assertThatThrownBy(failing::result).hasMessage("broken");
        assertThat(Boundary.faults()).isEqualTo(faults + 1);
        assertThatThrownBy(() -> glib.blockOn(Futures.failed(new IllegalStateException("in block"))))
                .hasMessage("in block");
    }

    @Test
    void anAbortedTaskIsDroppedOnItsThread() throws Exception {
        List<String> dropped = new ArrayList<>();
        Future<Object> never = new Future<>() {
            @Override
            public boolean poll(Waker waker) {
                return false;
            }

            @Override
            public Object result() {
                throw new AssertionError("never ready");
            }

            @Override
            public void cancel() {
                dropped.add(Thread.currentThread().getName());
            }
        };
        try (var _ = runOnThread("dropper")) {
            GlibJoinHandle<Object> handle = glib.spawn(never);
            handle.cancel();
            assertThat(handle.isDone()).isTrue();
            assertThatThrownBy(handle::result).isInstanceOf(CancellationException.class);
            BlockOn.run(glib.spawn(lazy(() -> 0)));
        }
        assertThat(dropped).containsExactly("dropper");
    }

    @Test
    void aDetachedTaskRunsOn() {
        AtomicInteger ran = new AtomicInteger();
        glib.spawn(sleep(Duration.ofMillis(5)).map(_ -> ran.incrementAndGet()));
        glib.blockOn(sleep(Duration.ofMillis(30)));
        assertThat(ran).hasValue(1);
    }

    // ---- bodies

    @Test
    void bodiesStayOnTheThreadOfTheLoopAndTakeTurns() throws Exception {
        List<String> log = new ArrayList<>();
        try (var _ = runOnThread("loop")) {
            Future<Long> first = glib.spawn(async(() -> {
                log.add("a1");
                await(sleep(Duration.ofMillis(5)));
                log.add("a2");
                return ownerThread();
            }));
            Future<Long> second = glib.spawn(async(() -> {
                log.add("b1");
                return ownerThread();
            }));
            long here = BlockOn.run(glib.spawn(lazy(this::ownerThread)));
            assertThat(BlockOn.run(first)).isEqualTo(here);
            assertThat(BlockOn.run(second)).isEqualTo(here);
        }
        assertThat(log).containsExactly("a1", "b1", "a2");
    }

    /** 1 where the calling OS thread owns the context. */
    private long ownerThread() {
        return MainContexts.isOwner(glib.context()) ? 1 : 0;
    }

    @Test
    void aBodyThatAwaitsAnotherBodyHasBothOnTheLoop() {
        assertThat(glib.blockOn(async(() -> await(async(() -> {
                    await(Futures.yieldNow());
                    return ownerThread();
                })))))
                .isOne();
    }

    @Test
    void cancelledBodiesRunTheirFinally() {
        List<String> log = new ArrayList<>();
        GlibJoinHandle<Object> handle = glib.spawn(async(() -> {
            try {
                return await(new Completer<Object>());
            } finally {
                log.add("finally");
            }
        }));
        glib.blockOn(Futures.yieldNow());
        handle.cancel();
        glib.blockOn(sleep(Duration.ofMillis(1)));
        assertThat(log).containsExactly("finally");
    }

    // ---- order

    @Test
    void smallerPrioritiesGoFirst() {
        List<Integer> order = new ArrayList<>();
        for (int priority : new int[] {GlibPriority.LOW, GlibPriority.DEFAULT, GlibPriority.HIGH})
            glib.spawn(lazy(() -> order.add(priority)), priority);
        glib.blockOn(sleep(Duration.ofMillis(2)));
        glib.iterate(false);
        assertThat(order).containsExactly(GlibPriority.HIGH, GlibPriority.DEFAULT, GlibPriority.LOW);
    }

    @Test
    void bodiesKeepTheirPriority() {
        List<String> order = new ArrayList<>();
        glib.spawn(
                async(() -> {
                    order.add("low begins");
                    await(Futures.yieldNow());
                    order.add("low goes on");
                    return null;
                }),
                GlibPriority.LOW);
        // Until it has begun, but not gone on.
        while (order.isEmpty()) glib.iterate(true);
        glib.spawn(async(() -> order.add("default")));
        glib.blockOn(GlibSources.idle(GlibPriority.LOW + 1));
        assertThat(order).containsExactly("low begins", "default", "low goes on");
    }

    @Test
    void tasksThatWakeThemselvesDoNotStarveOtherSources() {
        AtomicLong spins = new AtomicLong();
        GlibJoinHandle<Object> spinning = glib.spawn(new Future<>() {
            @Override
            public boolean poll(Waker waker) {
                spins.incrementAndGet();
                waker.wake();
                return false;
            }

            @Override
            public Object result() {
                throw new AssertionError("never ready");
            }
        });
        glib.blockOn(sleep(Duration.ofMillis(5)));
        spinning.cancel();
        assertThat(spins.get()).isGreaterThan(256);
    }

    @Test
    void noWakeFromAnyThreadIsLost() throws Exception {
        int threads = 4;
        int each = 20_000;
        AtomicInteger ran = new AtomicInteger();
        Completer<@Nullable Void> all = new Completer<>();
        for (int t = 0; t < threads; t++)
            Thread.ofPlatform().start(() -> {
                for (int i = 0; i < each; i++)
                    glib.execute(() -> {
                        if (ran.incrementAndGet() == threads * each) all.complete(null);
                    });
            });
        glib.blockOn(all);
        assertThat(ran).hasValue(threads * each);
    }

    // ---- nesting

    @Test
    void aCallbackMayIterateTheContext() {
        List<String> log = new ArrayList<>();
        glib.execute(() -> {
            glib.execute(() -> log.add("inner"));
            glib.iterate(false);
            log.add("outer");
        });
        glib.blockOn(Futures.yieldNow());
        assertThat(log).containsExactly("inner", "outer");
    }

    @Test
    void anIterationInsideABodyRunsTasksAndPutsBodiesAside() {
        List<String> log = new ArrayList<>();
        glib.blockOn(async(() -> {
            glib.execute(() -> log.add("task"));
            GlibJoinHandle<Object> body = glib.spawn(async(() -> log.add("body")));
            // As the bindings would, or a dialog that runs its own loop.
            for (int i = 0; i < 3; i++) MainContexts.iteration(glib.context(), false);
            log.add("iterated");
            return await(body);
        }));
        assertThat(log).containsExactly("task", "iterated", "body");
    }

    @Test
    void awaitInACallbackOfABodyIsRefused() {
        List<Throwable> thrown = new ArrayList<>();
        glib.blockOn(async(() -> {
            glib.execute(() -> {
                try {
                    await(sleep(Duration.ofMillis(1)));
                } catch (IllegalStateException e) {
                    thrown.add(e);
                }
            });
            MainContexts.iteration(glib.context(), false);
            return null;
        }));
        assertThat(thrown)
                .singleElement()
                .satisfies(e -> assertThat(e)
                        .hasMessageContaining("await inside a callback of native code, which cannot be suspended"));
    }

    // ---- who may do what

    @Test
    void spawnLocalIsForTheOwner() throws Exception {
        assertThat(glib.blockOn(glib.spawnLocal(lazy(() -> 3)))).isEqualTo(3);
        try (var _ = runOnThread("owner")) {
            assertThatThrownBy(() -> glib.spawnLocal(lazy(() -> 3)))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("spawnLocal on a main context that another thread owns")
                    .hasMessageContaining("owner=owner")
                    .hasMessageEndingWith("use spawn or spawnFromWithin");
            assertThat(BlockOn.run(glib.spawnFromWithin(
                            () -> Futures.ready(Thread.currentThread().getName()))))
                    .isEqualTo("owner");
            assertThatThrownBy(() -> glib.blockOn(lazy(() -> 0)))
                    .hasMessageContaining("blockOn on a main context that another thread owns");
        }
    }

    @Test
    void whatIsSpawnedLocallyFailsOnAnotherThread() throws Exception {
        var local = glib.spawnLocal(lazy(() -> 3)); // nobody owns the context yet
        try (var _ = runOnThread("owner")) {
            assertThatThrownBy(() -> BlockOn.run(local))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("may not leave its thread")
                    .hasMessageContaining("spawned=" + Thread.currentThread().getName() + " iterated=owner")
                    .hasMessageEndingWith("use spawn or spawnFromWithin");
        }
    }

    @Test
    void blockingInATaskIsRefused() throws Exception {
        assertThatThrownBy(() -> glib.blockOn(lazy(() -> glib.blockOn(lazy(() -> 0)))))
                .hasMessageContaining("blockOn in a task would stop all others")
                .hasMessageEndingWith("await it instead");
        assertThatThrownBy(() -> glib.blockOn(async(() -> glib.iterate(false))))
                .hasMessageContaining("cannot be iterated by an async body");
        try (Context context = Context.acquire("busy", Duration.ofMillis(1))) {
            assertThatThrownBy(() -> BlockOn.run(context.spawn(lazy(() -> glib.blockOn(lazy(() -> 0))))))
                    .hasMessageContaining("blockOn in a task");
        }
        Completer<Throwable> refusal = new Completer<>();
        Thread.ofVirtual().start(() -> {
            try {
                glib.blockOn(lazy(() -> 0));
            } catch (IllegalStateException e) {
                refusal.complete(e);
            }
        });
        assertThat(BlockOn.run(refusal)).hasMessageContaining("needs a platform thread");
    }

    @Test
    void aTaskCannotWaitForItself() {
        AtomicReference<@Nullable GlibJoinHandle<Object>> itself = new AtomicReference<>();
        GlibJoinHandle<Object> handle = glib.spawn(new Future<>() {
            @Override
            public boolean poll(Waker waker) {
                return itself.get().poll(waker);
            }

            @Override
            public Object result() {
                return itself.get().result();
            }
        });
        itself.set(handle);
        assertThatThrownBy(() -> glib.blockOn(handle)).hasMessageContaining("a task cannot wait for its own end");
    }

    @Test
    void closingCancelsWhatWaits() {
        GlibJoinHandle<Object> waiting = glib.spawn(new Completer<>());
        glib.blockOn(Futures.yieldNow());
        GlibJoinHandle<Object> queued = glib.spawn(new Completer<>());
        glib.close();
        assertThatThrownBy(waiting::result).isInstanceOf(CancellationException.class);
        assertThatThrownBy(queued::result).isInstanceOf(CancellationException.class);
        assertThat(glib.liveTasks()).isZero();
        assertThatThrownBy(() -> glib.spawn(lazy(() -> 0))).hasMessageContaining("executor is closed");
    }

    @Test
    void thereIsOneExecutorForAContext() {
        assertThat(GlibExecutor.ofDefault()).isSameAs(GlibExecutor.ofDefault()).isNotSameAs(glib);
        assertThat(glib.blockOn(lazy(GlibExecutor::ofThreadDefault))).isSameAs(glib);
        assertThat(glib.blockOn(lazy(Executor::current))).isSameAs(glib);
        assertThat(glib.blockOn(async(Executor::current))).isSameAs(glib);
    }
}
