package dev.millrace.element.queue;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.media.Event;
import dev.millrace.media.FlowReturn;
import dev.millrace.media.Message;
import dev.millrace.testkit.PadHarness;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClockSyncTest {
    private static final long MS = 1_000_000;

    @ParameterizedTest
    @ValueSource(strings = {"ts-clocksync", "clocksync"})
    void anEarlyBufferWaitsWithoutBlockingAndALateOnePasses(String text) {
        try (var h = PadHarness.of(text)) {
            assertThat(h.pushAt(50 * MS, new byte[] {1})).isEqualTo(FlowReturn.OK);
            var second = h.buffer(new byte[] {2});
            second.setPtsNs(60 * MS);
            h.pushLater(second);
            assertThat(h.available()).isZero();
            h.advance(Duration.ofMillis(49));
            assertThat(h.available()).isZero();
            h.advance(Duration.ofMillis(1));
            assertThat(h.pull()).containsExactly(1);
            h.advance(Duration.ofMillis(50));
            assertThat(h.pull()).containsExactly(2);
            h.pushAt(10 * MS, new byte[] {3});
            assertThat(h.pull()).containsExactly(3);
            h.assertAllBuffersReturned();
        }
    }

    @Test
    void eventsStayBehindTheBufferThatWaits() {
        try (var h = PadHarness.of("ts-clocksync")) {
            h.onStream(pad -> {
                var buffer = h.buffer(new byte[] {1});
                buffer.setPtsNs(20 * MS);
                pad.push(buffer);
                pad.pushEvent(new Event.EndOfStream());
            });
            assertThat(h.events()).doesNotContain(new Event.EndOfStream());
            h.advance(Duration.ofMillis(20));
            assertThat(h.pull()).containsExactly(1);
            assertThat(h.events()).endsWith(new Event.EndOfStream());
        }
    }

    @Test
    void withoutSyncOrTimeNothingWaits() {
        try (var h = PadHarness.of("ts-clocksync sync=false")) {
            h.pushAt(500 * MS, new byte[] {1});
            assertThat(h.pull()).containsExactly(1);
            h.element().set("sync", true);
            assertThat(h.messages()).hasAtLeastOneElementOfType(Message.Latency.class);
            h.push(2);
            assertThat(h.pull()).containsExactly(2);
            h.event(new Event.Segment(Event.Segment.Format.BYTES, 0));
            h.pushAt(500 * MS, new byte[] {3});
            assertThat(h.pull()).containsExactly(3);
        }
    }

    @Test
    void aFlushLetsGoOfWhatWaits() {
        try (var h = PadHarness.of("ts-clocksync")) {
            h.pushAt(500 * MS, new byte[] {1});
            h.onStream(pad -> {});
            h.flush();
            h.assertAllBuffersReturned();
            h.event(Event.Segment.TIME);
            h.pushAt(0, new byte[] {2});
            assertThat(h.pull()).containsExactly(2);
        }
    }

    @Test
    void theFirstBufferMayBeDueWhenItComesAndTimeBeMoved() {
        try (var h = PadHarness.of("clocksync sync-to-first=true")) {
            h.advance(Duration.ofMillis(10));
            h.pushAt(500 * MS, new byte[] {1});
            assertThat(h.pull()).containsExactly(1);
            h.pushAt(520 * MS, new byte[] {2});
            assertThat(h.available()).isZero();
            h.advance(Duration.ofMillis(20));
            assertThat(h.pull()).containsExactly(2);
        }
        try (var h = PadHarness.of("clocksync ts-offset=-30000000")) {
            h.pushAt(40 * MS, new byte[] {1});
            h.advance(Duration.ofMillis(10));
            assertThat(h.pull()).containsExactly(1);
        }
    }
}
