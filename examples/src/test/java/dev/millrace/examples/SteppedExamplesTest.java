package dev.millrace.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.future.Future;
import dev.millrace.future.Futures;
import dev.millrace.runtime.Context;
import dev.millrace.sim.SteppedEnvironment;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The examples that are one future on contexts, under a stepped clock: each line in its place, and what they take of time. */
@Tag("await")
@Timeout(60)
class SteppedExamplesTest {
    static final List<String> PRODUCED_AND_CONSUMED = List.of(
            "sent 1",
            "sent 2",
            "a took 1",
            "b took 2",
            "sent 3",
            "sent 4",
            "a took 3",
            "b took 4",
            "sent 5",
            "sent 6",
            "a took 5",
            "b took 6",
            "b is done",
            "a is done");

    private static final Duration SLICE = Duration.ofMillis(1);

    private final SteppedEnvironment environment = new SteppedEnvironment(1);
    private final StringWriter printed = new StringWriter();

    private List<String> linesOf(OnContext example, String... args) throws IOException {
        try (Context context = environment.open("example", Duration.ZERO)) {
            run(example.start(context, new PrintWriter(printed), List.of(args)));
        }
        return lines();
    }

    private <T extends @Nullable Object> T run(Future<T> future) {
        return environment.run(future, SLICE, Duration.ofSeconds(60));
    }

    private List<String> lines() {
        return printed.toString().lines().toList();
    }

    private long elapsedMs() {
        return environment.nowNs() / 1_000_000;
    }

    // ---- tasks

    @Test
    void aThousandBodiesLiveAtTheSameTime() throws IOException {
        assertThat(linesOf(new ThousandTasks()))
                .containsExactly(
                        "live tasks besides this one: 1000",
                        "sum of what they gave: 500500",
                        "live tasks besides this one: 0");
        assertThat(elapsedMs()).isEqualTo(60);
    }

    @Test
    void anyNumberOfTasksSleepsThroughOneDelay() throws IOException {
        assertThat(linesOf(new MillionTasks(), "20000")).containsExactly("asleep: 20,000", "woken: 20,000");
        assertThat(elapsedMs()).isEqualTo(100);
        assertThat(linesOf(new MillionTasks(), "0")).last().isEqualTo("asleep: 0");
    }

    @Test
    void bodiesThatHoldTheThreadRunOneAfterTheOtherAndTakeTheSumOfTheirTimes() throws IOException {
        assertThat(linesOf(new SleepSerial(environment::spend), "1000"))
                .containsExactly("start 1", "done 1", "start 2", "done 2", "start 3", "done 3");
        assertThat(elapsedMs()).isEqualTo(3_000);
    }

    @Test
    void bodiesThatAwaitShareOneDelay() throws IOException {
        assertThat(linesOf(new SleepConcurrent(), "1000"))
                .containsExactly("start 1", "start 2", "start 3", "done 1", "done 2", "done 3");
        assertThat(elapsedMs()).isEqualTo(1_000);
    }

    @Test
    void joinedPartsAreOneTaskAndSpawnedOnesAreTheirOwn() throws IOException {
        try (Context context = environment.open("example", Duration.ZERO)) {
            run(context.spawn(JoinOrSpawn.onOneThread(context, new PrintWriter(printed))));
        }
        assertThat(lines())
                .containsExactly(
                        "join",
                        "  a begins, live tasks: 1",
                        "  b begins, live tasks: 1",
                        "  a goes on",
                        "  b goes on",
                        "spawn",
                        "  a begins, live tasks: 3",
                        "  b begins, live tasks: 3",
                        "  a goes on",
                        "  b goes on");
    }

    @Test
    void whatIsUrgentIsFirst() throws IOException {
        assertThat(linesOf(new Priorities()))
                .containsExactly(
                        "task: high",
                        "task: normal",
                        "task: low",
                        "message: urgent 1",
                        "message: urgent 2",
                        "message: routine 1",
                        "message: routine 2");
    }

    // ---- channels, I/O, time

    @Test
    void theProducerIsAheadByTheRoomOfTheChannel() throws IOException {
        assertThat(linesOf(new ProducerConsumer())).containsExactlyElementsOf(PRODUCED_AND_CONSUMED);
    }

    @Test
    void datagramsComeBack() throws IOException {
        assertThat(linesOf(new UdpEcho()))
                .containsExactly("client got back: ping 1", "client got back: ping 2", "client got back: ping 3");
    }

    @Test
    void repliesFindWhoAsked() throws IOException {
        try (Context server = environment.open("server", Duration.ZERO);
                Context clients = environment.open("clients", Duration.ZERO)) {
            assertThat(run(ChannelsAcross.talk(server, clients)))
                    .containsExactly(
                            "ada got: HELLO 1 FROM ADA, HELLO 2 FROM ADA",
                            "bob got: HELLO 1 FROM BOB, HELLO 2 FROM BOB",
                            "requests served: 4");
        }
    }

    @Test
    void limitsAndTicksKeepTheirTimes() throws IOException {
        assertThat(linesOf(new Timeouts()))
                .containsExactly(
                        "soon", "late: not ready in time, and cancelled: limit=PT0.04S", "ticks: 4, on one grid: true");
        assertThat(elapsedMs()).isEqualTo(20 + 40 + 80);
    }

    // ---- work for other threads

    @Test
    void computingComesBackToTheContext() throws IOException {
        assertThat(linesOf(new BlockingCpu(), "100000"))
                .containsExactly("primes below 100,000: 9,592", "ticks on the context: 3");
    }

    @Test
    void oneBodyAwaitsEverything() throws IOException {
        assertThat(linesOf(new Mixed()))
                .containsExactly("mill backwards is llim", "race backwards is ecar", "water backwards is retaw");
        assertThat(elapsedMs()).isEqualTo(60);
    }

    // ---- the pipeline, with answers that take a second each

    @Test
    void bothQuestionsAboutARepositoryAreAskedAtOnceByTwoConsumers() throws IOException {
        List<String> asked = Collections.synchronizedList(new ArrayList<>());
        try (Context context = environment.open("pipeline", Duration.ZERO)) {
            var work = Pipeline.work(context, List.of("one", "two", "three"), path -> {
                asked.add(path + " at " + elapsedMs());
                return Futures.sleep(Duration.ofSeconds(1)).map(_ -> List.of(path));
            });
            assertThat(run(context.spawn(work)))
                    .containsExactly(
                            "ONE/ISSUES", "ONE/PULLS", "TWO/ISSUES", "TWO/PULLS", "THREE/ISSUES", "THREE/PULLS");
        }
        assertThat(asked)
                .containsExactly(
                        "one/issues at 0",
                        "one/pulls at 0",
                        "two/issues at 0",
                        "two/pulls at 0",
                        "three/issues at 1000",
                        "three/pulls at 1000");
    }

    @Test
    void aQuestionThatFailsEndsThePipelineWithItsFailure() throws IOException {
        try (Context context = environment.open("pipeline", Duration.ZERO)) {
            var work = Pipeline.work(
                    context,
                    List.of("one", "two", "three"),
                    path -> path.equals("two/pulls")
                            ? Futures.failed(new IllegalStateException("planted"))
                            : Futures.ready(List.of(path)));
            assertThatThrownBy(() -> run(context.spawn(work))).hasMessage("planted");
        }
    }
}
