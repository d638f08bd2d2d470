package dev.millrace.bench.io;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Measures all candidates in one invocation.
 *
 * <p>For the echo all servers run, and the one client turns from one to the next every quarter of a second, so that a
 * disturbance of the machine hits all alike; a server that is not asked sleeps in the kernel. Idle connections are measured
 * one server after the other, each in a fresh JVM.
 *
 * @param seconds for how long each candidate is measured, after half as long a warm-up
 * @param connections how many are idle
 * @param say told in a line how it goes on
 */
public record IoSuite(int seconds, int connections, Consumer<String> say) {
    private static final long SLICE_NS = 250_000_000;
    private static final int SLICES_PER_S = 4;

    /** The rows of the benchmarks that are wanted, {@code tcp_echo} and {@code idle_connections}. */
    public static final List<String> BENCHMARKS = List.of("tcp_echo", "idle_connections");

    /**
     * Runs.
     *
     * @throws IOException when a server cannot be started, or hangs up; at the limit of open files, too
     */
    public IoFigures run(List<String> benchmarks) throws IOException {
        List<IoFigure> rows = new ArrayList<>();
        if (benchmarks.contains("tcp_echo")) rows.addAll(echo());
        if (benchmarks.contains("idle_connections"))
            for (String candidate : EchoServer.available()) rows.add(idle(candidate));
        return new IoFigures(rows);
    }

    private List<IoFigure> echo() throws IOException {
        Map<String, EchoClient> clients = new LinkedHashMap<>();
        List<ServerProcess> servers = new ArrayList<>();
        try {
            for (String candidate : EchoServer.available()) {
                ServerProcess server = ServerProcess.start(candidate);
                servers.add(server);
                clients.put(candidate, new EchoClient(server.port()));
            }
            int warmUp = Math.max(seconds * SLICES_PER_S / 2, 1);
            for (int slice = -warmUp; slice < seconds * SLICES_PER_S; slice++) {
                if (slice == 0) say.accept("warm; measuring " + String.join(", ", clients.keySet()));
                for (EchoClient client : clients.values()) client.run(SLICE_NS, slice >= 0);
            }
            List<IoFigure> rows = new ArrayList<>();
            clients.forEach((candidate, client) -> rows.add(client.figure(candidate)));
            return rows;
        } finally {
            for (EchoClient client : clients.values()) client.close();
            servers.forEach(ServerProcess::close);
        }
    }

    private IoFigure idle(String candidate) throws IOException {
        try (ServerProcess server = ServerProcess.start(candidate);
                IdleClient few = new IdleClient();
                IdleClient many = new IdleClient()) {
            // What the first connections load and compile is not theirs.
            few.open(server.port(), 10);
            long before = server.residentBytes();
            many.open(server.port(), connections);
            IoFigure figure = IoFigure.idle(candidate, connections, server.residentBytes() - before);
            say.accept(candidate + ": " + connections + " idle connections");
            return figure;
        }
    }
}
