package dev.millrace.glib.loop;

import static dev.millrace.runtime.Async.async;
import static dev.millrace.runtime.Async.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.future.Futures;
import dev.millrace.glib.NeedsGlib;
import dev.millrace.glib.source.GlibSources;
import dev.millrace.io.UdpSocket;
import dev.millrace.reactor.NativeMemory;
import dev.millrace.runtime.BlockOn;
import dev.millrace.runtime.Context;
import dev.millrace.runtime.JoinHandle;
import dev.millrace.sync.Channel;
import dev.millrace.sync.Channels;
import dev.millrace.sync.Oneshot;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** A main context and a context of the runtime in one program. */
@ExtendWith(NeedsGlib.class)
@Timeout(20)
class TwoLoopsTest {
    private static final Duration WAIT = Duration.ofMillis(1);

    @Test
    void channelsCarryItemsBothWays() throws Exception {
        try (GlibExecutor glib = GlibExecutor.create();
                Context context = Context.acquire("media", WAIT)) {
            Channel<Integer> there = Channels.bounded(4);
            Channel<Integer> back = Channels.bounded(4);
            var toContext = there.sender();
            var onContext = there.receiver();
            var toGlib = back.sender();
            var onGlib = back.receiver();
            context.spawn(async(() -> {
                for (Integer item; (item = await(onContext.next())) != null; ) await(toGlib.send(item * 2));
                toGlib.close();
                return null;
            }));
            List<Integer> got = glib.blockOn(async(() -> {
                glib.spawn(async(() -> {
                    for (int i = 1; i <= 100; i++) await(toContext.send(i));
                    toContext.close();
                    return null;
                }));
                List<Integer> doubled = new ArrayList<>();
                for (Integer item; (item = await(onGlib.next())) != null; ) doubled.add(item);
                return doubled;
            }));
            assertThat(got).hasSize(100).startsWith(2, 4, 6).endsWith(200);
        }
    }

    @Test
    void handlesTimersAndOneshotsAreAwaitedOnTheOtherSide() throws Exception {
        try (GlibExecutor glib = GlibExecutor.create();
                Context context = Context.acquire("media", WAIT)) {
            JoinHandle<String> slept = context.spawn(async(() -> {
                await(Futures.sleep(Duration.ofMillis(5)));
                return "slept on " + Thread.currentThread().getName();
            }));
            assertThat(glib.blockOn(slept)).startsWith("slept on media");

            Oneshot<String> oneshot = Channels.oneshot();
            GlibLoop loop = GlibLoop.of(glib);
            Thread thread = Thread.ofPlatform().name("glib loop").start(loop::run);
            GlibJoinHandle<Integer> idle = glib.spawn(GlibSources.idle().map(_ -> 7));
            glib.spawn(async(() -> {
                await(GlibSources.timeout(Duration.ofMillis(5)));
                return oneshot.sender().send("from glib");
            }));
            assertThat(BlockOn.run(context.spawn(async(() -> await(oneshot.receiver()) + " " + await(idle)))))
                    .isEqualTo("from glib 7");
            loop.quit();
            thread.join();
            loop.close();
        }
    }

    @Test
    void whatIsAwaitedOnTheWrongSideFailsAndNamesBoth() throws Exception {
        try (GlibExecutor glib = GlibExecutor.create();
                Context context = Context.acquire("media", WAIT)) {
            NativeMemory memory = NativeMemory.allocate(100);
            UdpSocket socket = BlockOn.run(context.spawn(async(() -> {
                UdpSocket made = UdpSocket.bind("127.0.0.1", 0);
                var receive = made.receive(memory, 0, 100);
                // From now on it is registered there.
                assertThat(receive.poll(() -> {})).isFalse();
                receive.cancel();
                return made;
            })));
            assertThatThrownBy(() -> glib.blockOn(async(() -> await(socket.receive(memory, 0, 100)))))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("belongs to context(name=media wait=1ms)")
                    .hasMessageContaining("but was awaited on GlibExecutor(context=" + glib.name() + ")");
            assertThatThrownBy(() -> glib.blockOn(async(() -> {
                        UdpSocket fresh = UdpSocket.bind("127.0.0.1", 0);
                        try (fresh) {
                            return await(fresh.receive(memory, 0, 100));
                        }
                    })))
                    .hasMessageContaining("only a task on a context can wait for a socket")
                    .hasMessageContaining("executor=GlibExecutor(context=" + glib.name() + ")");
            assertThatThrownBy(() -> BlockOn.run(context.spawn(GlibSources.idle())))
                    .hasMessageContaining("idle belongs to a main context of GLib")
                    .hasMessageContaining("but was awaited on context(name=media wait=1ms)");
            BlockOn.run(context.spawn(Futures.lazy(() -> {
                socket.close();
                return 0;
            })));
        }
    }
}
