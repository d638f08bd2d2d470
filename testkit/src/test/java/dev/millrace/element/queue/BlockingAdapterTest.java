package dev.millrace.element.queue;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.caps.Caps;
import dev.millrace.launch.Launch;
import dev.millrace.media.Buffer;
import dev.millrace.media.BufferPool;
import dev.millrace.media.ElementFactory;
import dev.millrace.media.Event;
import dev.millrace.media.FlowReturn;
import dev.millrace.media.Pipeline;
import dev.millrace.media.Registry;
import dev.millrace.media.Transform;
import dev.millrace.runtime.BlockOn;
import dev.millrace.runtime.Context;
import dev.millrace.testkit.PadHarness;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Tag("backend")
class BlockingAdapterTest {
    /** An element of somebody who knows nothing of contexts: it stops its thread. */
    private static final class Blocker extends Transform {
        private static final ElementFactory<Blocker> FACTORY =
                ElementFactory.of("blocker", Blocker::new).sink(Caps.any()).src(Caps.any());

        private final CountDownLatch reached = new CountDownLatch(1);
        private final CountDownLatch opened = new CountDownLatch(1);

        @Override
        protected FlowReturn transform(Buffer buffer) {
            reached.countDown();
            try {
                opened.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            return push(buffer);
        }
    }

    @Test
    void oneIsUnderWayOneIsHandedOverAndTheNextWaits() {
        try (var h = PadHarness.of("ts-blocking-adapter")) {
            h.block();
            for (int i = 0; i < 4; i++) h.pushLater(h.buffer(new byte[] {(byte) i}));
            assertThat(h.pending()).isEqualTo(1);
            h.unblock();
            assertThat(h.pending()).isZero();
            for (int i = 0; i < 4; i++) assertThat(h.pull()).containsExactly(i);
            h.assertAllBuffersReturned();
        }
    }

    @Test
    void aFlushAbortsTheHandOver() {
        try (var h = PadHarness.of("ts-blocking-adapter")) {
            h.block();
            h.push(0);
            h.push(1);
            h.event(new Event.FlushStart());
            h.event(new Event.FlushStop());
            h.event(Event.Segment.TIME);
            h.unblock();
            h.push(5);
            assertThat(h.pull()).containsExactly(0);
            assertThat(h.pull()).containsExactly(5);
            h.assertAllBuffersReturned();
        }
    }

    @Test
    @Timeout(20)
    void whatBlocksBehindItDoesNotStopTheContextBeforeIt() throws Exception {
        Pipeline p = Launch.into(
                new Pipeline("adapter"),
                Registry.installed().with(Blocker.FACTORY),
                "ts-appsrc name=in context=adapter-test max-buffers=50 ! ts-blocking-adapter ! blocker name=stop"
                        + " ! fakesink name=out async=false");
        BlockOn.run(p.play());
        Blocker blocker = (Blocker) p.get("stop");
        BufferPool pool = new BufferPool(64, 0);
        for (int i = 0; i < 10; i++)
            assertThat(((AppSrc) p.get("in")).push(pool.acquire())).isTrue();
        blocker.reached.await();
        try (Context same = Context.acquire("adapter-test", Duration.ZERO)) {
            assertThat(same.<Integer>enter(() -> 7))
                    .as("others of the context go on")
                    .isEqualTo(7);
        }
        blocker.opened.countDown();
        ((AppSrc) p.get("in")).endOfStream();
        for (var message : p.bus()) if (message instanceof dev.millrace.media.Message.EndOfStream) break;
        assertThat(p.get("out").get("buffers")).isEqualTo(10L);
        BlockOn.run(p.stop());
        assertThat(pool.outstanding()).isZero();
    }
}
