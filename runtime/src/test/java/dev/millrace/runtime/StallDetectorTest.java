package dev.millrace.runtime;

import static dev.millrace.runtime.Async.async;
import static dev.millrace.runtime.Async.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.future.Completer;
import dev.millrace.future.Futures;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Planted stalls, on contexts with threads of their own. Each goes on until the detector has told of it. */
@Tag("await")
@Timeout(30)
@SuppressWarnings("LockNotBeforeTry") // locks are held for others to wait for
class StallDetectorTest {
    private static final Duration THRESHOLD = Duration.ofMillis(50);

    private final BlockingQueue<Stall> stalls = new LinkedBlockingQueue<>();
    private volatile boolean noticed;

    private StallDetector detector() {
        return StallDetector.start(Environment.machine(), THRESHOLD, stall -> {
            if (!stall.context().equals("stalling")) return;
            noticed = true;
            stalls.add(stall);
        });
    }

    private static Context open() throws IOException {
        return Environment.machine().open("stalling", Duration.ZERO);
    }

    private Stall next() throws InterruptedException {
        Stall stall = stalls.poll(20, TimeUnit.SECONDS);
        if (stall == null) throw new AssertionError("no stall was told");
        return stall;
    }

    private void computeUntilNoticed() {
        while (!noticed) Thread.onSpinWait();
    }

    private void sleepUntilNoticed() {
        while (!noticed) LockSupport.parkNanos(1_000_000);
    }

    @Test
    void aTaskThatComputesIsCaughtWithItsFrames() throws Exception {
        try (Context context = open();
                var _ = detector()) {
            context.spawn(Futures.lazy(() -> {
                computeUntilNoticed();
                return null;
            }));
            Stall stall = next();
            assertThat(stall.frames()).anyMatch(frame -> frame.getMethodName().equals("computeUntilNoticed"));
            assertThat(stall.lastedNs()).isGreaterThanOrEqualTo(THRESHOLD.toNanos());
            assertThat(stall.state()).isEqualTo(Thread.State.RUNNABLE);
            assertThat(stall.toString()).contains("name=stalling").contains("computeUntilNoticed");
        }
    }

    @Test
    void piecesOfATaskAreTakenOneByOne() throws Exception {
        try (Context context = open();
                var _ = detector()) {
            context.spawn(Futures.lazy(() -> {
                long endNs = System.nanoTime() + 4 * THRESHOLD.toNanos();
                while (System.nanoTime() < endNs) context.progress();
                computeUntilNoticed();
                return null;
            }));
            assertThat(next().frames()).anyMatch(frame -> frame.getMethodName().equals("computeUntilNoticed"));
        }
    }

    @Test
    void aTaskThatSleepsIsCaughtWhetherOrNotADispatcherRunsIt() throws Exception {
        for (boolean withBodies : new boolean[] {false, true}) {
            noticed = false;
            try (Context context = open();
                    var _ = detector()) {
                if (withBodies) BlockOn.run(context.spawn(async(() -> null)));
                context.spawn(Futures.lazy(() -> {
                    sleepUntilNoticed();
                    return null;
                }));
                assertThat(next().frames())
                        .anyMatch(frame -> frame.getMethodName().equals("sleepUntilNoticed"));
            }
        }
    }

    @Test
    void aTaskThatWaitsForALockOfAnotherThreadIsCaught() throws Exception {
        ReentrantLock lock = new ReentrantLock();
        lock.lock();
        try (Context context = open();
                var _ = detector()) {
            JoinHandle<@Nullable Object> task = context.spawn(Futures.lazy(() -> {
                enter(lock);
                return null;
            }));
            Stall stall = next();
            assertThat(stall.frames()).anyMatch(frame -> frame.getMethodName().equals("enter"));
            assertThat(stall.state()).isNotEqualTo(Thread.State.RUNNABLE);
            lock.unlock();
            BlockOn.run(task);
        }
    }

    private static void enter(ReentrantLock lock) {
        lock.lock();
        lock.unlock();
    }

    @Test
    void aTaskThatLooksUpAHostIsCaught() throws Exception {
        CountDownLatch gate = new CountDownLatch(1);
        SlowResolver.gate = gate;
        try (Context context = open();
                var _ = detector()) {
            JoinHandle<InetAddress> task = context.spawn(Futures.lazy(StallDetectorTest::lookUp));
            assertThat(next().frames())
                    .anyMatch(frame -> frame.getMethodName().equals("getAllByName"))
                    .anyMatch(frame -> frame.getMethodName().equals("lookUp"));
            gate.countDown();
            assertThat(BlockOn.run(task).isLoopbackAddress()).isTrue();
        }
    }

    private static InetAddress lookUp() {
        try {
            return InetAddress.getAllByName(SlowResolver.SLOW_HOST)[0];
        } catch (UnknownHostException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void anAsyncBodyThatComputesIsCaughtUnderItsName() throws Exception {
        try (Context context = open();
                var _ = detector()) {
            context.spawn(async("greedy", () -> {
                computeUntilNoticed();
                return null;
            }));
            Stall stall = next();
            assertThat(stall.frames()).anyMatch(frame -> frame.getMethodName().equals("computeUntilNoticed"));
        }
    }

    /** A class initialiser pins the virtual thread, so that what would suspend the body stops its context. */
    @Test
    @Tag("loop-mode")
    void anAwaitInAClassInitialiserIsCaught() throws Exception {
        try (Context context = open();
                var _ = detector()) {
            JoinHandle<Integer> body = context.spawn(async(() -> Initialised.VALUE));
            Stall stall = next();
            assertThat(stall.frames()).anyMatch(frame -> frame.getMethodName().equals("<clinit>"));
            GATE.open.complete(7);
            assertThat(BlockOn.run(body)).isEqualTo(7);
        }
    }

    /** Outside the class, whose initialiser is running. */
    private static final class Gate {
        final Completer<Integer> open = new Completer<>();
    }

    private static final class Initialised {
        static final int VALUE = await(GATE.open);
    }

    private static final Gate GATE = new Gate();

    @Test
    void aSuspendedBodyIsNoStall() throws Exception {
        try (Context context = open();
                var _ = detector()) {
            BlockOn.run(context.spawn(async(() -> {
                await(Futures.sleep(THRESHOLD.multipliedBy(4)));
                return null;
            })));
            assertThat(stalls).isEmpty();
        }
    }

    @Test
    void aListenerThatFailsIsToldOfTheNextStallAllTheSame() throws Exception {
        AtomicInteger told = new AtomicInteger();
        try (Context context = open();
                var _ = StallDetector.start(Environment.machine(), THRESHOLD, stall -> {
                    if (!stall.context().equals("stalling")) return;
                    told.incrementAndGet();
                    throw new IllegalStateException("planted");
                })) {
            for (int i = 0; i < 2; i++) {
                int before = i;
                BlockOn.run(context.spawn(Futures.lazy(() -> {
                    while (told.get() == before) Thread.onSpinWait();
                    return null;
                })));
            }
            assertThat(told).hasValue(2);
        }
    }

    @Test
    void aThresholdThatCannotBeKeptIsRefused() {
        assertThatThrownBy(() -> StallDetector.start(Environment.machine(), Duration.ZERO, stall -> {}))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("threshold=PT0S");
    }
}
