package dev.millrace.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.load.ChildJvm;
import dev.millrace.load.Figure;
import dev.millrace.load.Report;
import dev.millrace.load.Row;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** The benchmarks as processes: small, for their rows, not for their figures. */
@Execution(ExecutionMode.CONCURRENT)
class BenchProcessTest {
    private static final int STREAMS = 20;
    private static final int CANDIDATES = 8;
    private static final int PORTS = CANDIDATES * STREAMS;
    private static final List<Integer> GIVEN = new ArrayList<>();

    @TempDir
    private Path folder;

    @Test
    void receivingIsMeasured() throws Exception {
        List<Row> rows =
                bench("udp", "--sources=ts-udpsrc,udpsrc", "--contexts=1", "--wait=20", "--floor", "--together");

        assertThat(rows).extracting(Row::source).startsWith("ts-udpsrc", "udpsrc");
        assertThat(rows).allSatisfy(row -> {
            assertThat(row.get(Figure.STREAMS)).isEqualTo(STREAMS);
            assertThat(row.get(Figure.PACKETS_OUT)).isPositive();
            assertThat(row.get(Figure.LOST)).isZero();
            // Of the C receivers the kernel tells it in ticks of 10 ms, and they may need less.
            assertThat(row.get(Figure.CPU_PERCENT)).isNotNegative();
            assertThat(row.get(Figure.RSS_BYTES)).isPositive();
        });
        assertThat(of("ts-udpsrc", rows))
                .singleElement()
                .satisfies(row -> assertThat(row.get(Figure.THREADS)).isEqualTo(1));
        assertThat(of("udpsrc", rows))
                .singleElement()
                .satisfies(row -> assertThat(row.get(Figure.THREADS)).isEqualTo(STREAMS));
    }

    @Test
    void transcodingIsMeasured() throws Exception {
        List<Row> rows = bench("transcode", "--floor", "--together");

        assertThat(rows).extracting(Row::source).startsWith("transcode", "transcode-shared");
        assertThat(rows).allSatisfy(row -> {
            assertThat(row.get(Figure.PACKETS_OUT)).isPositive();
            assertThat(Stream.of(Figure.LOST, Figure.WRONG).map(row::get)).containsOnly(0.0);
            assertThat(row.get(Figure.THREADS)).isEqualTo(1);
            assertThat(row.get(Figure.LATENCY_P50_US)).isPositive();
        });
        assertThat(rows.subList(0, 2))
                .allSatisfy(row -> assertThat(row.get(Figure.LATE)).isZero());
    }

    private static List<Row> of(String source, List<Row> rows) {
        return rows.stream().filter(row -> row.source().equals(source)).toList();
    }

    private List<Row> bench(String which, String... more) throws Exception {
        Path json = folder.resolve("rows.json");
        List<String> words = new ArrayList<>(List.of(
                "bench",
                which,
                "--streams=" + STREAMS,
                "--seconds=1",
                "--warm-up=1",
                "--repeat=1",
                "--base-port=" + freePorts(),
                "--json=" + json));
        words.addAll(List.of(more));
        Path said = folder.resolve("said.txt");
        Process process = ChildJvm.builder(List.of(), words)
                .redirectErrorStream(true)
                .redirectOutput(said.toFile())
                .start();
        try {
            assertThat(process.waitFor(50, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).as(Files.readString(said)).isZero();
            return Report.parse(Files.readString(json)).rows();
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }

    /**
     * The first of as many ports as a run uses, none of which anybody has now. They lie below the ports that the system
     * chooses: the senders' own sockets, opened during the run, would take one of those now and then.
     */
    private static synchronized int freePorts() {
        InetAddress loopback = InetAddress.ofLiteral("127.0.0.1");
        while (true) {
            int base = freePorts(loopback);
            boolean given = GIVEN.stream().anyMatch(other -> Math.abs(base - other) < PORTS);
            if (base != 0 && !given) {
                GIVEN.add(base);
                return base;
            }
        }
    }

    private static int freePorts(InetAddress loopback) {
        List<DatagramSocket> held = new ArrayList<>();
        try {
            held.add(new DatagramSocket(0, loopback));
            int base = 16_384 + held.getFirst().getLocalPort() % 14_000;
            for (int port = base; port < base + PORTS; port++) held.add(new DatagramSocket(port, loopback));
            return base;
        } catch (IOException | IllegalArgumentException e) {
            return 0;
        } finally {
            held.forEach(DatagramSocket::close);
        }
    }
}
