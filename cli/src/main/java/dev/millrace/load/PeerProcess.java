package dev.millrace.load;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** A {@link Peer} as its parent sees it. One thread of the parent starts, commands and closes it; status from any. */
public final class PeerProcess implements AutoCloseable {
    private final Process process;
    private final StopSignal ended = new StopSignal();
    private volatile PeerStatus status = PeerStatus.READY;

    private PeerProcess(Process process) {
        this.process = process;
    }

    /**
     * Starts a peer and waits until it is ready.
     *
     * @throws IOException when it cannot be started or has ended at once; it has said why on stderr
     */
    public static PeerProcess start(Peer.Plan plan) throws IOException {
        Process process = ChildJvm.start(List.of(
                "peer",
                "--streams=" + plan.streams(),
                "--send-base=" + plan.sendBase(),
                "--receive-base=" + plan.receiveBase(),
                "--expect=" + plan.expectation(),
                "--pace=" + plan.pace(),
                "--warm-up=" + plan.warmUpSeconds(),
                "--seconds=" + plan.seconds()));
        PeerProcess peer = new PeerProcess(process);
        BufferedReader lines = process.inputReader(StandardCharsets.UTF_8);
        if (lines.readLine() == null) {
            peer.close();
            throw new IOException("the sending process has ended before it was ready");
        }
        Thread reader = new Thread(() -> peer.read(lines), "peer-status");
        reader.setDaemon(true);
        reader.start();
        return peer;
    }

    /** Has it send. */
    public void send() throws IOException {
        var commands = process.outputWriter(StandardCharsets.UTF_8);
        commands.write("send\n");
        commands.flush();
    }

    /** What it said last. */
    public PeerStatus status() {
        return status;
    }

    /** Given when it is done, or has died. */
    public StopSignal ended() {
        return ended;
    }

    /** Ends the process, done or not. */
    @Override
    public void close() {
        process.destroy();
        ended.stop();
    }

    private void read(BufferedReader lines) {
        try {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                status = PeerStatus.parse(line);
                if (status.done()) break;
            }
        } catch (IOException | RuntimeException e) {
            if (!ended.isStopped()) System.err.println("millrace: the sending process cannot be understood: " + e);
        } finally {
            ended.stop();
        }
    }
}
