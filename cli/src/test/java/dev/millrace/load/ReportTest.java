package dev.millrace.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportTest {
    private static final Row CLASSIC = Row.of("udpsrc")
            .with(Figure.STREAMS, 1000)
            .with(Figure.THREADS, 1000)
            .with(Figure.CPU_PERCENT, 44.0)
            .with(Figure.LOST, 0);
    private static final Row SHARED = Row.of("ts-udpsrc")
            .with(Figure.STREAMS, 1000)
            .with(Figure.CONTEXTS, 1)
            .with(Figure.CONTEXT_THREADS, -1)
            .with(Figure.THREADS, 1)
            .with(Figure.WAIT_MS, 20)
            .with(Figure.CPU_PERCENT, 13.04)
            .with(Figure.US_PER_PACKET, 2.6081234567)
            .with(Figure.LOST, 0)
            .with(Figure.RSS_BYTES, 100L << 20);

    @Test
    void writesEveryKeyAndNullForWhatWasNotMeasured() {
        assertThat(new Report(List.of(SHARED)).json())
                .isEqualTo(
                        "{\"rows\":[{\"source\":\"ts-udpsrc\",\"streams\":1000,\"contexts\":1,\"context_threads\":-1,"
                                + "\"threads\":1,\"wait_ms\":20,\"seconds\":null,\"cpu_percent\":13.04,\"us_per_packet\":2.60812,"
                                + "\"instructions_per_packet\":null,\"packets_in\":null,\"packets_out\":null,\"lost\":0,\"late\":null,"
                                + "\"wrong\":null,\"alloc_bytes_per_packet\":null,\"context_switches_per_s\":null,"
                                + "\"wakeups_per_s\":null,\"rss_bytes\":104857600,\"latency_p50_us\":null,\"latency_p99_us\":null}]}");
    }

    @Test
    void readsWhatItWrites() {
        var report = new Report(List.of(CLASSIC, SHARED.with(Figure.US_PER_PACKET, 2.5)));

        assertThat(Report.parse(report.json())).isEqualTo(report);
        assertThat(Report.parse("{\"rows\":[]}").rows()).isEmpty();
    }

    @Test
    void refusesWhatIsNoReport() {
        assertThatThrownBy(() -> Report.parse("{"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("text={");
        assertThatThrownBy(() -> Report.parse("{\"row\":1}"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("no rows");
    }

    @Test
    void writesAFile(@TempDir Path directory) throws IOException {
        var report = new Report(List.of(CLASSIC));
        report.write(directory.resolve("r.json"));

        assertThat(directory.resolve("r.json")).content().isEqualTo(report.json() + "\n");
    }

    @Test
    void printsTheTableOfTheSeed() {
        assertThat(new Report(List.of(CLASSIC, SHARED)).table()).isEqualTo("""
            Source     Streams  Threads  Contexts  Wait    CPU  Live  us/packet  Lost      RSS
            udpsrc        1000     1000         x     x  44.0%  1000          -     0        -
            ts-udpsrc     1000       -1         1    20  13.0%     1       2.61     0  100 MiB
            """);
    }

    @Test
    void leavesAFigureUnmeasuredRatherThanWrong() {
        assertThat(CLASSIC.with(Figure.US_PER_PACKET, 0.0 / 0).get(Figure.US_PER_PACKET))
                .isNull();
        assertThat(CLASSIC.with(Figure.US_PER_PACKET, 1.0 / 0).get(Figure.US_PER_PACKET))
                .isNull();
        assertThat(CLASSIC.with(Figure.CPU_PERCENT, null).get(Figure.CPU_PERCENT))
                .isNull();
        assertThat(CLASSIC.get(Figure.CPU_PERCENT)).isEqualTo(44.0);
    }

    @Test
    void takesTheMedianAndTheWorstOfFaults() {
        Row median = Row.median(List.of(run(13, 0), run(99, 5), run(12, 0)));

        assertThat(median.source()).isEqualTo("a");
        assertThat(median.get(Figure.CPU_PERCENT)).isEqualTo(13.0);
        assertThat(median.get(Figure.LOST)).isEqualTo(5.0);
        assertThat(median.get(Figure.LATE)).isNull();
        assertThat(Row.median(List.of(run(10, 0), run(20, 0))).get(Figure.CPU_PERCENT))
                .isEqualTo(15.0);
        assertThat(Row.median(List.of(run(10, 0), Row.of("a"))).get(Figure.CPU_PERCENT))
                .isEqualTo(10.0);
    }

    private static Row run(double cpuPercent, int lost) {
        return Row.of("a").with(Figure.CPU_PERCENT, cpuPercent).with(Figure.LOST, lost);
    }
}
