package dev.millrace.cli;

import dev.millrace.load.Expectation;
import dev.millrace.load.Pace;
import dev.millrace.load.Peer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code millrace peer}: the sending and checking process of {@code demo} and {@code bench}; not for people. */
@Command(name = "peer", hidden = true, description = "The other process of demo and bench.")
final class PeerCommand implements Callable<Integer> {
    @Option(names = "--streams", required = true)
    int streams;

    @Option(names = "--send-base", required = true)
    int sendBase;

    @Option(names = "--receive-base")
    int receiveBase;

    @Option(names = "--expect")
    Expectation expectation = Expectation.ANY;

    @Option(names = "--pace")
    Pace pace = Pace.SPREAD;

    @Option(names = "--warm-up")
    int warmUp;

    @Option(names = "--seconds", required = true)
    int seconds;

    @Override
    public Integer call() throws IOException, InterruptedException {
        var plan = new Peer.Plan(streams, sendBase, receiveBase, expectation, pace, warmUp, seconds);
        new Peer(plan, System.out).run(new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8)));
        return ExitCode.OK;
    }
}
