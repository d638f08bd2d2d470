package dev.millrace.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.caps.Caps;
import dev.millrace.element.queue.AppSink;
import dev.millrace.element.queue.AppSrc;
import dev.millrace.launch.Launch;
import dev.millrace.media.Buffer;
import dev.millrace.media.BufferPool;
import dev.millrace.media.ElementFactory;
import dev.millrace.media.FlowReturn;
import dev.millrace.media.Message;
import dev.millrace.media.Pipeline;
import dev.millrace.media.Registry;
import dev.millrace.media.Sample;
import dev.millrace.media.Transform;
import dev.millrace.runtime.BlockOn;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Streams over several contexts on the machine: what is pushed arrives, in order, whatever waits on the way. */
@Tag("backend")
@Timeout(30)
class ThreadsharePipelinesTest {
    /** An element of somebody who knows nothing of back-pressure. */
    private static final class Ignorant extends Transform {
        private static final ElementFactory<Ignorant> FACTORY =
                ElementFactory.of("ignorant", Ignorant::new).sink(Caps.any()).src(Caps.any());

        @Override
        protected FlowReturn transform(Buffer buffer) {
            return push(buffer);
        }
    }

    private static Pipeline pipeline(String name, String text) {
        return Launch.into(new Pipeline(name), Registry.installed().with(Ignorant.FACTORY), text);
    }

    /** Waits until a sink's {@code buffers} has come to a number; the limit is the test's. */
    private static void awaitBuffers(Pipeline pipeline, String sink, long number) {
        while (!String.valueOf(pipeline.get(sink).get("buffers")).equals(Long.toString(number))) Thread.onSpinWait();
    }

    @ParameterizedTest
    @ValueSource(strings = {"queue", "proxy"})
    void fourSourcesOnTwoContextsDeliverThreePacketsEach(String crossing) throws Exception {
        var text = new StringBuilder();
        for (int i = 0; i < 4; i++) {
            String cross = crossing.equals("queue")
                    ? "ts-queue context=q" + i % 2 + " context-wait=5"
                    : "ts-proxysink proxy-context=p" + i + "  ts-proxysrc proxy-context=p" + i + " context=q" + i % 2
                            + " context-wait=5";
            text.append(" ts-udpsrc name=in")
                    .append(i)
                    .append(" address=127.0.0.1 port=0 context=c")
                    .append(i % 2);
            text.append(" context-wait=5 ! ")
                    .append(cross)
                    .append(" ! fakesink async=false name=out")
                    .append(i);
        }
        Pipeline p = pipeline("contexts-" + crossing, text.toString());
        BlockOn.run(p.play());
        try (DatagramSocket socket = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            for (int i = 0; i < 4; i++) {
                int port = Integer.parseInt(String.valueOf(p.get("in" + i).get("port")));
                for (int n = 0; n < 3; n++)
                    socket.send(new DatagramPacket(new byte[160], 160, InetAddress.getLoopbackAddress(), port));
            }
        }
        for (int i = 0; i < 4; i++) awaitBuffers(p, "out" + i, 3);
        for (int i = 0; i < 4; i++) assertThat(p.get("out" + i).get("bytes")).isEqualTo(480L);
        BlockOn.run(p.stop());
    }

    @Test
    void nothingIsLostAcrossQueuesProxiesAdaptersAndElementsThatKnowNothingOfIt() throws Exception {
        Pipeline first = pipeline(
                "bp-first",
                "appsrc name=in block=true max-buffers=5 ! ignorant ! ts-queue max-size-buffers=3 context=bp-a context-wait=2"
                        + " ! ignorant ! ts-proxysink proxy-context=bp");
        Pipeline second = pipeline(
                "bp-second",
                "ts-proxysrc proxy-context=bp max-size-buffers=2 context=bp-b ! ignorant ! queue max-size-buffers=2"
                        + " ! ts-queue max-size-buffers=1 context=bp-a context-wait=2 ! ignorant ! ts-blocking-adapter"
                        + " ! appsink name=out sync=false async=false max-buffers=2");
        BlockOn.run(second.play());
        BlockOn.run(first.play());
        int buffers = 500;
        Thread pusher = Thread.ofPlatform().start(() -> {
            BufferPool pool = new BufferPool(64, 0);
            for (int i = 0; i < buffers; i++) {
                Buffer buffer = pool.acquire();
                buffer.setRange(0, 4);
                buffer.setDtsNs(i);
                ((AppSrc) first.get("in")).push(buffer);
            }
            ((AppSrc) first.get("in")).endOfStream();
        });
        List<Long> got = new ArrayList<>();
        AppSink out = (AppSink) second.get("out");
        for (Sample s = BlockOn.run(out.pull()); s != null; s = BlockOn.run(out.pull())) {
            got.add(s.buffer().dtsNs());
            s.buffer().release();
        }
        pusher.join();
        assertThat(got).hasSize(buffers).isSorted().doesNotHaveDuplicates();
        BlockOn.run(first.stop());
        BlockOn.run(second.stop());
    }

    @Test
    void aShutdownWithFullQueuesDoesNotHang() {
        Pipeline p = pipeline(
                "premature",
                "fakesrc sizetype=fixed sizemax=100 ! ts-queue max-size-buffers=1 context=pre context-wait=10"
                        + " ! ts-queue max-size-buffers=1 context=mature context-wait=10 ! appsink name=out max-buffers=1"
                        + " sync=false async=false");
        for (int round = 0; round < 5; round++) {
            BlockOn.run(p.play());
            BlockOn.run(p.pause());
            BlockOn.run(p.play());
            BlockOn.run(p.stop());
        }
        for (Message m = p.bus().poll(); m != null; m = p.bus().poll())
            assertThat(m).isNotInstanceOf(Message.Error.class);
    }

    @Test
    void pipelinesThatCrossEachOtherGoUpAndDownWithoutADeadlock() {
        Pipeline one = pipeline(
                "cross-one",
                "fakesrc ! ts-proxysink proxy-context=there  ts-proxysrc proxy-context=back context=x1 ! fakesink async=false name=out");
        Pipeline two = pipeline(
                "cross-two",
                "ts-proxysrc proxy-context=there context=x2 context-wait=5 ! ts-proxysink proxy-context=back");
        for (int round = 0; round < 3; round++) {
            BlockOn.run(one.play());
            BlockOn.run(two.play());
            while (String.valueOf(one.get("out").get("buffers")).equals("0")) Thread.onSpinWait();
            BlockOn.run(one.pause());
            BlockOn.run(two.pause());
            BlockOn.run(two.stop());
            BlockOn.run(one.stop());
        }
    }
}
