package dev.millrace.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.future.Futures;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class FlightRecorderTest {
    @Test
    void aRecordingHasTurnsStallsAndFaults(@TempDir Path directory) throws Exception {
        Path file = directory.resolve("recording.jfr");
        CountDownLatch stalled = new CountDownLatch(1);
        try (Recording recording = new Recording();
                Context context = Environment.machine().open("recorded", Duration.ofMillis(1));
                var _ = StallDetector.start(
                        Environment.machine(), Duration.ofMillis(20), stall -> tell(stall, stalled))) {
            recording.enable("dev.millrace.Turn");
            recording.start();
            context.execute(() -> {
                throw new IllegalStateException("planted");
            });
            context.execute(() -> {
                while (stalled.getCount() > 0) Thread.onSpinWait();
            });
            BlockOn.run(context.spawn(Futures.lazy(() -> null)));
            BlockOn.run(context.spawn(Futures.sleep(Duration.ofMillis(5))));
            recording.stop();
            recording.dump(file);
        }
        List<RecordedEvent> events = RecordingFile.readAllEvents(file);
        assertThat(named(events, "dev.millrace.Turn")).isNotEmpty();
        assertThat(named(events, "dev.millrace.Stall"))
                .anySatisfy(stall -> assertThat(stall.getString("frames")).contains("FlightRecorderTest"));
        assertThat(named(events, "dev.millrace.Fault"))
                .singleElement()
                .satisfies(fault -> assertThat(fault.getString("failure")).contains("planted"));
    }

    /** Another stall, such as a slow first log line on a busy machine, is not the one that was planted. */
    private static void tell(Stall stall, CountDownLatch planted) {
        if (stall.toString().contains("FlightRecorderTest")) planted.countDown();
    }

    private static List<RecordedEvent> named(List<RecordedEvent> events, String name) {
        return events.stream()
                .filter(event -> event.getEventType().getName().equals(name))
                .filter(event -> event.getString("context").equals("recorded"))
                .toList();
    }
}
