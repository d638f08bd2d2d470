package dev.millrace.element.queue;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.media.Buffer;
import dev.millrace.media.BufferPool;
import dev.millrace.media.Event;
import dev.millrace.media.FlowReturn;
import dev.millrace.media.Query;
import dev.millrace.media.State;
import dev.millrace.testkit.PadHarness;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class QueueElementTest {
    private static final long MS = 1_000_000;

    @ParameterizedTest
    @ValueSource(strings = {"ts-queue context=q context-wait=20", "queue"})
    void threeBuffersAndTheEndComeOutInOrder(String text) {
        try (var h = PadHarness.of(text).caps("audio/x-raw, rate=8000")) {
            for (int i = 1; i <= 3; i++) assertThat(h.push(i)).isEqualTo(FlowReturn.OK);
            h.endOfStream();
            h.advance(Duration.ofMillis(20));
            for (int i = 1; i <= 3; i++) assertThat(h.pull()).containsExactly(i);
            assertThat(h.events())
                    .hasSize(4)
                    .hasAtLeastOneElementOfType(Event.StreamStart.class)
                    .endsWith(new Event.EndOfStream());
            assertThat(h.events().get(1)).isInstanceOf(Event.Segment.class);
            h.assertAllBuffersReturned();
        }
    }

    @Test
    void aFullQueueHasItsStreamWaitAndLosesNothingOfWhatIsRefused() {
        try (var h = PadHarness.of("ts-queue max-size-buffers=2 context=q context-wait=20")) {
            h.block();
            for (int i = 0; i < 9; i++) h.pushLater(h.buffer(new byte[] {(byte) i}));
            h.advance(Duration.ofMillis(50));
            assertThat(h.available()).isEqualTo(1);
            assertThat(h.pending())
                    .as("one has come out, two are held, one is refused")
                    .isEqualTo(5);
            assertThat(h.get("current-level-buffers")).isEqualTo(2L);
            h.unblock();
            h.advance(Duration.ofMillis(50));
            assertThat(h.pending()).isZero();
            for (int i = 0; i < 9; i++) assertThat(h.pull()).containsExactly(i);
            h.assertAllBuffersReturned();
        }
    }

    @Test
    void severalRefusedBuffersOfOneItemAreAllKept() {
        try (var h = PadHarness.of("ts-queue max-size-buffers=1 context=q")) {
            h.block();
            h.push(0);
            h.push(1);
            h.onStream(pad -> {
                for (int i = 2; i < 7; i++) pad.push(h.buffer(new byte[] {(byte) i}));
                pad.pushEvent(new Event.Gap(0, 0));
            });
            h.unblock();
            for (int i = 0; i < 7; i++) assertThat(h.pull()).containsExactly(i);
            assertThat(h.events()).endsWith(new Event.Gap(0, 0));
            h.assertAllBuffersReturned();
        }
    }

    @Test
    void aLeakyQueueDropsAndNeverWaits() {
        for (String leaky : List.of("upstream", "downstream")) {
            try (var h = PadHarness.of("ts-queue max-size-buffers=2 context=q leaky=" + leaky)) {
                h.block();
                for (int i = 0; i < 6; i++) assertThat(h.push(i)).isEqualTo(FlowReturn.OK);
                h.unblock();
                List<Integer> out = new ArrayList<>();
                while (h.available() > 0) out.add((int) h.pull()[0]);
                assertThat(out).isEqualTo(leaky.equals("upstream") ? List.of(0, 1, 2) : List.of(0, 4, 5));
                h.assertAllBuffersReturned();
            }
        }
    }

    /** Also when somebody else holds that buffer: then it is a copy that is marked. */
    @ParameterizedTest
    @CsvSource({"upstream, '0 1 2 6!'", "downstream, '0 5! 6'"})
    void theBufferBehindWhatWasDroppedIsADiscontinuity(String leaky, String expected) {
        try (var h = PadHarness.of("queue max-size-buffers=2 leaky=" + leaky)) {
            h.block();
            List<Buffer> held = new ArrayList<>();
            for (int i = 0; i < 7; i++) {
                if (i == 6 && leaky.equals("upstream")) h.unblock();
                Buffer buffer = h.buffer(new byte[] {(byte) i});
                buffer.setPtsNs(i);
                held.add(buffer.retain());
                h.push(buffer);
            }
            h.unblock();
            List<String> out = new ArrayList<>();
            while (h.available() > 0) {
                Buffer buffer = h.pullBuffer();
                assertThat(buffer.ptsNs()).isEqualTo(buffer.toArray()[0]);
                out.add(buffer.ptsNs() + (buffer.has(Buffer.DISCONT) ? "!" : ""));
                buffer.release();
            }
            assertThat(String.join(" ", out)).isEqualTo(expected);
            assertThat(held).noneMatch(buffer -> buffer.has(Buffer.DISCONT));
            held.forEach(Buffer::release);
            h.assertAllBuffersReturned();
        }
    }

    @Test
    void whatDownstreamAnswersIsToldWithTheNextBuffer() {
        try (var h = PadHarness.of("ts-queue")) {
            h.answer(FlowReturn.EOS);
            assertThat(h.push(1)).isEqualTo(FlowReturn.OK);
            assertThat(h.push(2)).isEqualTo(FlowReturn.EOS);
            h.assertAllBuffersReturned();
        }
    }

    @Test
    void aFlushEmptiesItAndPassesWhileTheStreamWaits() {
        try (var h = PadHarness.of("ts-queue max-size-buffers=2")) {
            h.block();
            for (int i = 0; i < 3; i++) h.push(i);
            h.event(new Event.FlushStart());
            assertThat(h.get("current-level-buffers")).isEqualTo(0L);
            assertThat(h.push(9)).isEqualTo(FlowReturn.FLUSHING);
            h.event(new Event.FlushStop());
            h.event(Event.Segment.TIME);
            assertThat(h.push(4)).isEqualTo(FlowReturn.OK);
            h.unblock();
            assertThat(h.pull()).containsExactly(0);
            assertThat(h.pull()).containsExactly(4);
            assertThat(h.available()).isZero();
            assertThat(h.events())
                    .containsSubsequence(new Event.FlushStart(), new Event.FlushStop(), Event.Segment.TIME);
            h.assertAllBuffersReturned();
        }
    }

    @Test
    void aStopWithAFullQueueDoesNotHangAndLetsEverythingGo() {
        var h = PadHarness.of("ts-queue max-size-buffers=1 context=q context-wait=10");
        h.block();
        for (int i = 0; i < 5; i++) h.pushLater(h.buffer(new byte[10]));
        h.setState(State.PAUSED);
        h.setState(State.PLAYING);
        h.close();
    }

    @Test
    void aThresholdHoldsTheBeginning() {
        try (var h = PadHarness.of("queue min-threshold-buffers=3")) {
            h.push(1);
            h.push(2);
            assertThat(h.available()).isZero();
            h.push(3);
            assertThat(h.available()).isEqualTo(1);
            h.endOfStream();
            assertThat(h.available()).isEqualTo(3);
            for (int i = 1; i <= 3; i++) assertThat(h.pull()).containsExactly(i);
        }
    }

    @Test
    void theEndMayDropWhatIsHeld() {
        try (var h = PadHarness.of("queue flush-on-eos=true")) {
            h.block();
            for (int i = 0; i < 4; i++) h.push(i);
            h.endOfStream();
            h.unblock();
            assertThat(h.pull()).containsExactly(0);
            assertThat(h.available()).isZero();
            assertThat(h.events()).endsWith(new Event.EndOfStream());
            h.assertAllBuffersReturned();
        }
    }

    @Test
    void signalsTellOfFullAndEmpty() {
        try (var h = PadHarness.of("queue max-size-buffers=2")) {
            List<String> told = new ArrayList<>();
            for (String signal : List.of("overrun", "underrun", "pushing"))
                h.element().connect(signal, (_, _) -> told.add(signal));
            h.push(1);
            assertThat(told).endsWith("pushing", "underrun");
            h.block();
            h.push(2);
            h.push(3);
            h.push(4);
            assertThat(told).endsWith("pushing", "overrun");
            h.unblock();
            while (h.available() > 0) h.pull();
        }
    }

    @Test
    void intoAnotherContextItAddsASliceToTheLatencyAndNeverAnswersWithoutALimit() {
        try (var h = PadHarness.of("ts-queue context=q context-wait=20 max-size-time=500000000")) {
            Query.Latency latency = new Query.Latency();
            assertThat(h.element().srcPads().getFirst().query(latency)).isTrue();
            assertThat(latency.minNs()).isEqualTo(20 * MS);
        }
    }

    @Test
    void buffersOfAnotherContextComeHome() {
        try (var h = PadHarness.of("ts-queue context=q ! mulawdec ! mulawenc")) {
            h.caps("audio/x-mulaw, rate=8000, channels=1");
            for (int i = 0; i < 1_000; i++) {
                h.push(i);
                h.pull();
            }
            h.assertAllBuffersReturned();
            assertThat(BufferPool.outstanding(h.context())).isZero();
        }
    }
}
