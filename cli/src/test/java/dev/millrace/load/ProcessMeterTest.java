package dev.millrace.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProcessMeterTest {

    @TempDir
    private Path proc;

    @Test
    void readsWhatTheKernelTells() throws IOException {
        write("stat", "77 (a) b) (c) S 1 77 77 0 -1 4194560 1 0 0 0 150 25 9 9 20 0 2 0 100 1 1");
        write("status", "Name:\ta\nVmHWM:\t    9 kB\nVmRSS:\t    2048 kB\nThreads:\t2\n");
        thread(77, "main", 5, 2, "7000000 11 3");
        thread(78, "a context", 40, 1, "3000000 11 3");

        ProcessSample sample = new ProcessMeter(proc, 100).sample();

        assertThat(sample.cpuNs()).isEqualTo(1_750_000_000L);
        assertThat(sample.rssBytes()).isEqualTo(2 << 20);
        assertThat(sample.threads())
                .containsExactlyInAnyOrder(
                        new ThreadSample(77, "main", 7_000_000L, 5, 2),
                        new ThreadSample(78, "a context", 3_000_000L, 40, 1));
    }

    @Test
    void leavesOutAThreadThatEndsMeanwhile() throws IOException {
        thread(77, "main", 5, 2, "1 1 1");
        Files.createDirectories(proc.resolve("task/78"));

        assertThat(new ProcessMeter(proc, 100).sample().threads()).hasSize(1);
    }

    @Test
    void countsTheSwitchesInBetween() throws IOException {
        thread(77, "main", 5, 2, "1 1 1");
        ProcessSample before = new ProcessMeter(proc, 100).sample();
        thread(77, "main", 15, 3, "1 1 1");
        thread(78, "new", 100, 0, "1 1 1");
        ProcessUsage usage = new ProcessMeter(proc, 100).sample().since(before);

        assertThat(usage.switches()).isEqualTo(11 + 100);
        assertThat(usage.wallNs()).isPositive();
    }

    @Test
    void reckonsRates() {
        var usage = new ProcessUsage(2_000_000_000L, 500_000_000L, 300L);

        assertThat(usage.cpuPercent()).isEqualTo(25.0);
        assertThat(usage.usPerPacket(100_000)).isEqualTo(5.0);
        assertThat(usage.usPerPacket(0)).isNull();
        assertThat(usage.switchesPerSecond()).isEqualTo(150.0);
    }

    @Test
    void saysNothingAboutAProcessThatIsGone() {
        ProcessSample gone = new ProcessMeter(proc.resolve("none"), 100).sample();
        ProcessUsage usage = gone.since(gone);

        assertThat(gone.cpuNs()).isNull();
        assertThat(gone.rssBytes()).isNull();
        assertThat(gone.threads()).isEmpty();
        assertThat(usage.cpuPercent()).isNull();
        assertThat(usage.usPerPacket(1)).isNull();
        assertThat(usage.switchesPerSecond()).isNull();
    }

    @Test
    void metersThisProcess() {
        ProcessMeter meter = ProcessMeter.self();
        ProcessSample before = meter.sample();
        long untilNs = System.nanoTime() + 200_000_000L;
        while (System.nanoTime() < untilNs) {
            Thread.onSpinWait();
        }
        ProcessUsage usage = meter.sample().since(before);

        assertThat(usage.cpuNs()).isGreaterThan(20_000_000L);
        assertThat(before.rssBytes()).isGreaterThan(10L << 20);
        assertThat(before.threads()).hasSizeGreaterThan(3);
    }

    @Test
    void readsTheClockTicks() {
        var vector = ByteBuffer.allocate(48).order(ByteOrder.nativeOrder());
        vector.putLong(6).putLong(4096).putLong(17).putLong(250).putLong(0).putLong(0);

        assertThat(ClockTicks.perSecond(vector.array())).isEqualTo(250);
        assertThat(ClockTicks.perSecond(new byte[7])).isEqualTo(100);
        assertThat(ClockTicks.perSecond()).isBetween(100L, 1000L);
    }

    private void thread(int id, String name, int voluntary, int involuntary, String schedstat) throws IOException {
        write("task/" + id + "/comm", name + "\n");
        write(
                "task/" + id + "/status",
                "State:\tS\nvoluntary_ctxt_switches:\t" + voluntary + "\nnonvoluntary_ctxt_switches:\t" + involuntary
                        + "\n");
        write("task/" + id + "/schedstat", schedstat + "\n");
    }

    private void write(String file, String text) throws IOException {
        Path path = proc.resolve(file);
        Files.createDirectories(path.getParent());
        Files.writeString(path, text);
    }
}
