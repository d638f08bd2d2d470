package dev.millrace.element.queue;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.launch.Launch;
import dev.millrace.media.FlowReturn;
import dev.millrace.media.Pipeline;
import dev.millrace.media.Registry;
import dev.millrace.sim.SteppedEnvironment;
import dev.millrace.testkit.PadHarness;
import org.junit.jupiter.api.Test;

class TeeTest {
    @Test
    void withOneBranchBuffersPassAsTheyAre() {
        try (var h = PadHarness.of("tee ! mulawdec").caps("audio/x-mulaw, rate=8000, channels=1")) {
            assertThat(h.push(0xff)).isEqualTo(FlowReturn.OK);
            assertThat(h.pull()).containsExactly(0, 0);
            h.assertAllBuffersReturned();
        }
    }

    @Test
    void withoutABranchTheStreamStopsUnlessItMayGoOn() {
        try (var h = PadHarness.ofMany("tee allow-not-linked=true")) {
            assertThat(h.push(1)).isEqualTo(FlowReturn.OK);
            h.element().set("allow-not-linked", false);
            assertThat(h.push(2)).isEqualTo(FlowReturn.NOT_LINKED);
            h.assertAllBuffersReturned();
        }
    }

    @Test
    void everyBranchGetsEveryBufferAndWhoWritesTakesACopy() {
        String branches =
                "tee name=t  t. ! mulawdec ! fakesink name=a  t. ! fakesink name=b  t. ! mulawdec ! fakesink name=c";
        try (var h = PadHarness.ofMany(branches).caps("audio/x-mulaw, rate=8000, channels=1")) {
            for (int i = 0; i < 3; i++) assertThat(h.push(1, 2, 3)).isEqualTo(FlowReturn.OK);
            Pipeline pipeline = h.pipeline();
            assertThat(pipeline.get("a").get("bytes")).isEqualTo(18L);
            assertThat(pipeline.get("b").get("bytes")).isEqualTo(9L);
            assertThat(pipeline.get("c").get("buffers")).isEqualTo(3L);
            assertThat(h.element().get("num-src-pads")).isEqualTo(3);
            h.assertAllBuffersReturned();
            h.endOfStream();
            assertThat(h.hasEnded()).isTrue();
        }
    }

    @Test
    void aBranchThatHasEnoughDoesNotEndTheOthers() {
        try (var h = PadHarness.ofMany("tee name=t  t. ! fakesink num-buffers=1  t. ! fakesink name=all")) {
            for (int i = 0; i < 3; i++) assertThat(h.push(1)).isEqualTo(FlowReturn.OK);
            assertThat(h.pipeline().get("all").get("buffers")).isEqualTo(3L);
            h.assertAllBuffersReturned();
        }
    }

    @Test
    void aBranchThatFailsStopsTheStream() {
        try (var h = PadHarness.ofMany("tee name=t  t. ! mulawdec ! fakesink  t. ! fakesink name=b")) {
            h.caps("audio/x-alaw, rate=8000, channels=1");
            assertThat(h.push(1)).isEqualTo(FlowReturn.NOT_NEGOTIATED);
            h.assertAllBuffersReturned();
        }
    }

    @Test
    void itCanDoWhatAllBranchesCanDo() {
        Pipeline pipeline = PadHarness.keepNoSamples(
                Launch.into(
                        new Pipeline("test", new SteppedEnvironment(1)),
                        Registry.installed(),
                        "ts-udpsrc ! tee name=t  t. ! audio/x-raw,rate=[1,9] ! fakesink  t. ! audio/x-raw,rate=[5,20] ! fakesink"));
        assertThat(pipeline.get("t").sinkPads().getFirst().queryCaps(dev.millrace.caps.Caps.any()))
                .isEqualTo(dev.millrace.caps.Caps.parse("audio/x-raw, rate=[ 5, 9 ]"));
    }

    @Test
    void tellsOfWhatPassesWhenItIsNotSilent() {
        try (var h = PadHarness.ofMany("tee name=t silent=false ! fakesink")) {
            h.pushAt(5, new byte[] {1, 2});
            assertThat(String.valueOf(h.get("last-message"))).contains("chain", "2 bytes", "pts: 5 ns");
            h.endOfStream();
            assertThat(String.valueOf(h.get("last-message"))).contains("event", "EndOfStream");
        }
    }
}
