package dev.millrace.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.future.Futures;
import dev.millrace.runtime.BlockOn;
import dev.millrace.runtime.Context;
import dev.millrace.runtime.Environment;
import dev.millrace.sim.Simulation;
import dev.millrace.sync.Barrier;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every example there is, whole, threads that block included, in virtual time: what it prints, line by line, and how long
 * it takes, in whatever order threads run.
 */
@Timeout(120)
class SimulatedExamplesTest {
    private static final int SEEDS = 25;
    private static final String THREAD = "THREAD OF THE TEST";

    /** It simulates by itself, and a simulation has no room for another one; it has a test of its own below. */
    private static final String SIMULATES = "simulated";

    /** The main loop of GLib is of the machine; see {@link GioExamplesTest}. */
    private static final String GIO = "gio-";

    /**
     * What an example prints.
     *
     * @param tookMs what it takes of virtual time
     */
    record Expected(String name, List<String> args, int tookMs, Example example, List<String> lines) {
        Expected with(Example other) {
            return new Expected(name, args, tookMs, other, lines);
        }

        @Override
        public String toString() {
            return name;
        }
    }

    private static Expected expected(String call, int tookMs, String lines) {
        List<String> words = List.of(call.split(" ", -1));
        Examples.Entry entry = Objects.requireNonNull(Examples.find(words.getFirst()), call);
        return new Expected(
                words.getFirst(),
                words.subList(1, words.size()),
                tookMs,
                entry.example(),
                lines.lines().toList());
    }

    static Stream<Expected> all() {
        return Stream.of(threads(), tasks(), concurrency(), io(), work()).flatMap(List::stream);
    }

    private static List<Expected> threads() {
        return List.of(
                expected("borrow", 0, """
                        sums of two threads: 41541750 + 291291750
                        sum of their caller: 332833500
                        """),
                // All loops of a simulation are steps of one thread, which is that of the test.
                expected("threads", 0, """
                        one context by name: true
                        its thread: THREAD OF THE TEST
                        not pinned: the system refuses
                        a thread of its own: indexer
                        contexts left: 0
                        """),
                expected("lazy", 0, """
                        nothing has run yet
                        computing
                        1
                        """),
                expected("generator", 1, """
                        Yielded[value=0]
                        Yielded[value=1]
                        Yielded[value=2]
                        Complete[value=done]
                        Yielded[value=0]
                        Yielded[value=1]
                        Yielded[value=2]
                        as a future: 42
                        """),
                expected("unit", 0, """
                        frame 1: scout at 1, guard at -1
                        frame 2: scout at 2, guard at -1
                        frame 3: scout at 3, guard at 0
                        scout has arrived at 4
                        frame 4: scout at 4, guard at 0
                        """));
    }

    private static List<Expected> tasks() {
        return List.of(
                expected("thousand-tasks", 60, """
                        live tasks besides this one: 1000
                        sum of what they gave: 500500
                        live tasks besides this one: 0
                        """),
                expected("million-tasks 2000", 100, """
                        asleep: 2,000
                        woken: 2,000
                        """),
                expected("priorities", 0, """
                        task: high
                        task: normal
                        task: low
                        message: urgent 1
                        message: urgent 2
                        message: routine 1
                        message: routine 2
                        """));
    }

    private static List<Expected> concurrency() {
        return List.of(
                // Nothing passes while a task computes; SteppedExamplesTest has them take their time.
                expected("sleep-serial 0", 0, """
                        start 1
                        done 1
                        start 2
                        done 2
                        start 3
                        done 3
                        """),
                expected("sleep-concurrent 1000", 1_000, """
                        start 1
                        start 2
                        start 3
                        done 1
                        done 2
                        done 3
                        """),
                expected("join-or-spawn", 40, """
                        join
                          a begins, live tasks: 1
                          b begins, live tasks: 1
                          a goes on
                          b goes on
                        spawn
                          a begins, live tasks: 3
                          b begins, live tasks: 3
                          a goes on
                          b goes on
                        two contexts
                          both were at the barrier, which takes two threads
                        """).with(joinOrSpawn()),
                expected("timeouts", 20 + 40 + 80, """
                        soon
                        late: not ready in time, and cancelled: limit=PT0.04S
                        ticks: 4, on one grid: true
                        """));
    }

    /** No loop may stand still in a simulation, whose loops share a thread: its tasks meet at a barrier of this runtime. */
    private static Example joinOrSpawn() {
        return (out, args) -> {
            Barrier barrier = new Barrier(2);
            new JoinOrSpawn(barrier::arrive).run(out, args);
        };
    }

    private static List<Expected> io() {
        return List.of(
                expected("producer-consumer", 0, String.join("\n", SteppedExamplesTest.PRODUCED_AND_CONSUMED)),
                expected("channels", 0, """
                        ada got: HELLO 1 FROM ADA, HELLO 2 FROM ADA
                        bob got: HELLO 1 FROM BOB, HELLO 2 FROM BOB
                        requests served: 4
                        """),
                expected("udp-echo", 0, """
                        client got back: ping 1
                        client got back: ping 2
                        client got back: ping 3
                        """),
                expected("listener", 0, """
                        a body per connection
                          got back: hello 3
                          got back: hello 2
                          got back: hello 1
                        a composed future per connection
                          got back: hello 3
                          got back: hello 2
                          got back: hello 1
                        """),
                expected("io-chain", 0, """
                        combinators: 42
                        generator: 42
                        await: 42
                        """),
                // Three repositories, two consumers, both answers about one in the same second.
                expected("pipeline 1000", 2_000, """
                        ATOLL: ANOTHER OF ITS ISSUES
                        ATOLL: ANOTHER OF ITS PULLS
                        ATOLL: ONE OF ITS ISSUES
                        ATOLL: ONE OF ITS PULLS
                        LAGOON: ANOTHER OF ITS ISSUES
                        LAGOON: ANOTHER OF ITS PULLS
                        LAGOON: ONE OF ITS ISSUES
                        LAGOON: ONE OF ITS PULLS
                        REEF: ANOTHER OF ITS ISSUES
                        REEF: ANOTHER OF ITS PULLS
                        REEF: ONE OF ITS ISSUES
                        REEF: ONE OF ITS PULLS
                        """));
    }

    private static List<Expected> work() {
        return List.of(
                // The two that are awaited sleep 10 ms each.
                expected("blocking-three-ways", 20, """
                        pool: slept on blocking
                        in place: slept on blocking
                        thread of its own: reading 1 from meter
                        thread of its own: reading 2 from meter
                        thread of its own: reading 3 from meter
                        """),
                expected("blocking-cpu 100000", 3, """
                        primes below 100,000: 9,592
                        ticks on the context: 3
                        """),
                expected("parallel-sum", 0, "1048576"),
                expected("fibonacci 15", 0, "fibonacci(15) = 610"),
                expected("mixed", 60, """
                        mill backwards is llim
                        race backwards is ecar
                        water backwards is retaw
                        """));
    }

    // ---- the tests

    @Test
    void noExampleIsLeftOut() {
        List<String> tested = new ArrayList<>(all().map(Expected::name).toList());
        tested.add(SIMULATES);
        assertThat(tested)
                .containsExactlyInAnyOrderElementsOf(Examples.names().stream()
                        .filter(name -> !name.startsWith(GIO))
                        .toList());
    }

    @ParameterizedTest
    @MethodSource("all")
    void printsTheSameWhateverTheOrderOfThreads(Expected expected) {
        String ofTest = Thread.currentThread().getName();
        List<String> lines = expected.lines().stream()
                .map(line -> line.replace(THREAD, ofTest))
                .toList();
        Simulation.explore(1, SEEDS, sim -> {
            StringWriter printed = new StringWriter();
            expected.example().run(new PrintWriter(printed), expected.args());
            assertThat(printed.toString().lines()).containsExactlyElementsOf(lines);
            assertThat(Duration.ofNanos(sim.nowNs())).isEqualTo(Duration.ofMillis(expected.tookMs()));
        });
    }

    @Test
    void bothQuestionsAboutARepositoryAreAskedAtTheSameTime() {
        Simulation.explore(1, SEEDS, sim -> {
            List<String> asked = new ArrayList<>();
            try (Context context = Environment.current().open("pipeline", Duration.ZERO)) {
                var work = Pipeline.work(context, List.of("one"), path -> {
                    asked.add(path + " at " + sim.nowNs());
                    return Futures.sleep(Duration.ofSeconds(1)).andThen(() -> Futures.ready(List.of(path)));
                });
                assertThat(BlockOn.run(context.spawn(work))).containsExactly("ONE/ISSUES", "ONE/PULLS");
            }
            assertThat(asked).containsExactly("one/issues at 0", "one/pulls at 0");
            assertThat(Duration.ofNanos(sim.nowNs())).isEqualTo(Duration.ofSeconds(1));
        });
    }

    @Test
    void aMinuteOfRtpIsTheSameTwice() throws Exception {
        StringWriter printed = new StringWriter();
        Objects.requireNonNull(Examples.find(SIMULATES)).example().run(new PrintWriter(printed), List.of("7"));
        List<String> lines = printed.toString().lines().toList();
        assertThat(lines).hasSize(3);
        assertThat(lines.get(0)).matches("sent 3000, arrived 28\\d\\d, lost on the way 1\\d\\d");
        assertThat(lines.get(1)).matches("played 28\\d\\d, late \\d+, gaps 1\\d\\d");
        assertThat(lines.get(2)).isEqualTo("the same once more: true");
    }
}
