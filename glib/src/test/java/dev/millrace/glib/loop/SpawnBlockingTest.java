package dev.millrace.glib.loop;

import static dev.millrace.future.Futures.lazy;
import static dev.millrace.runtime.Async.async;
import static dev.millrace.runtime.Async.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.glib.NeedsGlib;
import dev.millrace.runtime.BlockOn;
import java.io.IOException;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** Code that blocks, beside the main loop. */
@ExtendWith(NeedsGlib.class)
@Timeout(20)
@SuppressWarnings("NullAway") // set before each test
class SpawnBlockingTest {
    private GlibExecutor glib;

    @BeforeEach
    void create() {
        glib = GlibExecutor.create();
    }

    @AfterEach
    void close() {
        glib.close();
    }

    @Test
    void theLoopGoesOnWhileItBlocks() {
        CountDownLatch released = new CountDownLatch(1);
        Thread loop = Thread.currentThread();
        Thread ran = glib.blockOn(async(() -> {
            GlibJoinHandle<Thread> handle = glib.spawnBlocking(() -> {
                released.await();
                return Thread.currentThread();
            });
            // Another task of the same loop releases it.
            glib.spawn(lazy(() -> {
                released.countDown();
                return 0;
            }));
            return await(handle);
        }));
        assertThat(ran).isNotSameAs(loop);
        assertThat(ran.isVirtual()).isFalse();
    }

    /** Before anybody iterates the context. */
    @Test
    void itBeginsAtOnce() throws InterruptedException {
        CountDownLatch begun = new CountDownLatch(1);
        GlibJoinHandle<Integer> handle = glib.spawnBlocking(() -> {
            begun.countDown();
            return 3;
        });
        begun.await();
        assertThat(glib.blockOn(handle)).isEqualTo(3);
        assertThat(glib.liveTasks()).isZero();
    }

    @Test
    void whatItThrowsComesOutOfTheHandle() {
        GlibJoinHandle<Object> handle = glib.spawnBlocking(() -> {
            throw new IOException("no such mill");
        });
        assertThatThrownBy(() -> glib.blockOn(handle))
                .isInstanceOf(CompletionException.class)
                .hasRootCauseMessage("no such mill");
    }

    @Test
    void abortedItRunsToItsEndForNobody() throws InterruptedException {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch released = new CountDownLatch(1);
        CountDownLatch ended = new CountDownLatch(1);
        GlibJoinHandle<Object> handle = glib.spawnBlocking(() -> {
            begun.countDown();
            released.await();
            ended.countDown();
            return "late";
        });
        begun.await();
        handle.cancel();
        assertThatThrownBy(() -> BlockOn.run(handle)).isInstanceOf(CancellationException.class);
        released.countDown();
        ended.await();
        glib.blockOn(lazy(() -> 0));
        assertThat(glib.liveTasks()).isZero();
    }

    @Test
    void aClosedExecutorTakesNoMore() {
        glib.close();
        assertThatThrownBy(() -> glib.spawnBlocking(() -> 0)).hasMessageContaining("executor is closed");
    }
}
