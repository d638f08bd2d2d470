package dev.millrace.glib.loop;

import static dev.millrace.future.Futures.lazy;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.future.Future;
import dev.millrace.future.Futures;
import dev.millrace.future.Waker;
import dev.millrace.glib.NeedsGlib;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** An executor that is closed while others still use it. */
@ExtendWith(NeedsGlib.class)
@Timeout(20)
class ClosingTest {
    private static final int ROUNDS = 100;
    private static final int TASKS = 20;

    /** Never ready; it keeps its waker, and counts how often it is dropped. */
    private static final class Waiting implements Future<Object> {
        final AtomicInteger drops = new AtomicInteger();
        volatile @Nullable Waker waker;

        @Override
        public boolean poll(Waker waker) {
            this.waker = waker;
            return false;
        }

        @Override
        public Object result() {
            throw new AssertionError("never ready");
        }

        @Override
        public void cancel() {
            drops.incrementAndGet();
        }
    }

    @Test
    void tasksThatAreWokenMeanwhileAreDroppedOnce() throws InterruptedException {
        for (int round = 0; round < ROUNDS; round++) {
            GlibExecutor glib = GlibExecutor.create();
            List<Waiting> all = new ArrayList<>();
            List<GlibJoinHandle<Object>> handles = new ArrayList<>();
            for (int i = 0; i < TASKS; i++) {
                Waiting waiting = new Waiting();
                all.add(waiting);
                handles.add(glib.spawn(waiting));
            }
            glib.blockOn(Futures.yieldNow());
            Thread waking = Thread.ofPlatform().start(() -> {
                for (Waiting each : all) {
                    Waker waker = each.waker;
                    if (waker != null) waker.wake();
                }
            });
            glib.close();
            waking.join();
            assertThat(glib.liveTasks()).isZero();
            assertThat(all).allSatisfy(each -> assertThat(each.drops).hasValue(1));
            assertThat(handles)
                    .allSatisfy(each -> assertThatThrownBy(each::result).isInstanceOf(CancellationException.class));
        }
    }

    @Test
    void aTaskCannotCloseItsOwnExecutor() {
        GlibExecutor glib = GlibExecutor.create();
        assertThatThrownBy(() -> glib.blockOn(lazy(() -> {
                    glib.close();
                    return 0;
                })))
                .hasMessage("a task cannot close its own executor: context=" + glib.name());
        assertThat(glib.blockOn(lazy(() -> 1))).isOne();
        glib.close();
    }
}
