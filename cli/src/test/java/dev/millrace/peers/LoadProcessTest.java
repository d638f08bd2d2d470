package dev.millrace.peers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.load.Figure;
import dev.millrace.load.Report;
import dev.millrace.load.Row;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@code demo}, {@code send} and {@code receive} as processes. */
@Execution(ExecutionMode.CONCURRENT)
class LoadProcessTest {
    private static final int COLUMNS = 110;

    @Test
    void theDemoTellsItsFigures() throws Exception {
        int base = Ports.run(40);
        try (Child demo = Child.millrace("demo", "--streams=20", "--seconds=3", "--json", "--base-port=" + base)) {
            demo.succeed();
            assertThat(demo.errLines()).allMatch(line -> line.length() <= COLUMNS);
            assertThat(demo.err()).contains("20 streams", "1 thread ", "3,000 of 3,000 packets came back", "OK");
            checkKeys(demo.out());
            Row row = Report.parse(demo.out()).rows().getFirst();
            assertThat(row.get(Figure.PACKETS_IN)).isEqualTo(3000);
            assertThat(row.get(Figure.PACKETS_OUT)).isEqualTo(3000);
            assertThat(Stream.of(Figure.LOST, Figure.LATE, Figure.WRONG).map(row::get))
                    .containsOnly(0.0);
            assertThat(row.get(Figure.THREADS)).isEqualTo(1);
            assertThat(row.get(Figure.CPU_PERCENT)).isPositive();
            assertThat(row.get(Figure.LATENCY_P99_US)).isPositive();
            assertThat(row.get(Figure.INSTRUCTIONS_PER_PACKET)).isNull();
        }
    }

    private static void checkKeys(String json) {
        JsonNode row = JsonMapper.shared().readTree(json).get("rows").get(0);
        List<String> keys = Stream.concat(
                        Stream.of("source"), Arrays.stream(Figure.values()).map(Figure::key))
                .toList();
        assertThat(row.propertyNames()).containsExactlyElementsOf(keys);
        assertThat(keys)
                .containsExactlyInAnyOrder(
                        "source",
                        "streams",
                        "contexts",
                        "context_threads",
                        "threads",
                        "wait_ms",
                        "seconds",
                        "cpu_percent",
                        "us_per_packet",
                        "instructions_per_packet",
                        "packets_in",
                        "packets_out",
                        "lost",
                        "late",
                        "wrong",
                        "alloc_bytes_per_packet",
                        "context_switches_per_s",
                        "wakeups_per_s",
                        "rss_bytes",
                        "latency_p50_us",
                        "latency_p99_us");
        assertThat(row.get("instructions_per_packet").isNull()).isTrue();
    }

    @Test
    void theDemoSaysThatItsSenderDied() throws Exception {
        int base = Ports.run(10);
        try (Child demo = Child.millrace("demo", "--streams=5", "--seconds=20", "--json", "--base-port=" + base)) {
            demo.awaitText(" 1 of 20 s");
            demo.handle().children().forEach(ProcessHandle::destroyForcibly);
            assertThat(demo.exitCode()).isEqualTo(1);
            assertThat(demo.out()).isEmpty();
            assertThat(demo.errLines().getLast())
                    .startsWith("millrace: the sending process has ended before it was done");
            assertThat(demo.err()).doesNotContain("\tat ");
        }
    }

    @Test
    void tooFewFileDescriptorsAreNamed() throws Exception {
        List<String> limited = List.of("bash", "-c", "ulimit -n 100; exec \"$0\" \"$@\"");
        try (Child demo = Child.millrace(limited, "demo", "--streams=500", "--seconds=2")) {
            assertThat(demo.exitCode()).isEqualTo(1);
            assertThat(demo.errLines())
                    .singleElement()
                    .asString()
                    .startsWith("millrace: too few file descriptors: limit=100 sockets=1000")
                    .contains("ulimit -n");
        }
    }

    @Test
    void whatIsSentIsReceived() throws Exception {
        int base = Ports.run(4);
        try (Child receive = Child.millrace(
                "receive", "--streams=4", "--base-port=" + base, "--address=127.0.0.1", "--idle=1", "--json")) {
            receive.await("port " + base, () -> Ports.isBound(base + 3));
            try (Child send = Child.millrace("send", "--streams=4", "--base-port=" + base, "--seconds=1")) {
                send.succeed();
                assertThat(send.out()).startsWith("sent 200 packets on 4 streams");
            }
            receive.succeed();
            Row row = Report.parse(receive.out()).rows().getFirst();
            assertThat(row.get(Figure.PACKETS_IN)).isEqualTo(200);
            assertThat(row.get(Figure.LOST)).isZero();
            assertThat(row.get(Figure.CPU_PERCENT)).isNull();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"launch", "inspect", "demo", "send", "receive"})
    void helpNamesEveryOption(String command) throws Exception {
        try (Child help = Child.millrace(command, "--help")) {
            String text = help.succeed().out();
            assertThat(text).startsWith("Usage: millrace " + command).contains("--help", "--verbose");
            assertThat(text.lines()).allMatch(line -> line.length() <= 80);
        }
    }
}
