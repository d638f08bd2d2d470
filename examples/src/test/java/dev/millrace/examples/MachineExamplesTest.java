package dev.millrace.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The examples on this machine, with its threads, sockets and clock: what must hold, however fast threads are. */
@Tag("await")
@Timeout(60)
class MachineExamplesTest {
    private static List<String> linesOf(String name, String... args) throws Exception {
        StringWriter printed = new StringWriter();
        Examples.Entry entry = Objects.requireNonNull(Examples.find(name), name);
        entry.example().run(new PrintWriter(printed), List.of(args));
        return printed.toString().lines().toList();
    }

    // ---- threads

    @Test
    void threadsOfAScopeFillTheArrayOfTheirCaller() throws Exception {
        assertThat(linesOf("borrow"))
                .containsExactly("sums of two threads: 41541750 + 291291750", "sum of their caller: 332833500");
    }

    @Test
    void aContextIsSharedByNameAndEndsWithItsLastClose() throws Exception {
        List<String> lines = linesOf("threads");
        assertThat(lines)
                .containsSubsequence(
                        "one context by name: true",
                        "its thread: media",
                        "a thread of its own: indexer",
                        "contexts left: 0");
        assertThat(lines).containsAnyOf("pinned to processor 0", "not pinned: the system refuses");
    }

    @Test
    void tasksOfTwoContextsMeet() throws Exception {
        assertThat(linesOf("join-or-spawn"))
                .endsWith("two contexts", "  both were at the barrier, which takes two threads");
    }

    @Test
    void whatBlocksRunsOffTheContext() throws Exception {
        assertThat(linesOf("blocking-three-ways"))
                .containsExactly(
                        "pool: slept on millrace-blocking",
                        "in place: slept on millrace-blocking",
                        "thread of its own: reading 1 from meter",
                        "thread of its own: reading 2 from meter",
                        "thread of its own: reading 3 from meter");
    }

    @Test
    void theCpuPoolComputes() throws Exception {
        assertThat(linesOf("blocking-cpu"))
                .containsExactly("primes below 1,000,000: 78,498", "ticks on the context: 3");
        assertThat(linesOf("parallel-sum")).containsExactly("1048576");
        assertThat(linesOf("fibonacci")).containsExactly("fibonacci(25) = 75025");
        assertThat(linesOf("fibonacci", "1")).containsExactly("fibonacci(1) = 1");
    }

    // ---- without a context

    @Test
    void aLazyValueIsComputedByWhoWaits() throws Exception {
        assertThat(linesOf("lazy")).containsExactly("nothing has run yet", "computing", "1");
    }

    @Test
    void aGeneratorStandsStillBetweenItsValues() throws Exception {
        assertThat(linesOf("generator"))
                .containsExactly(
                        "Yielded[value=0]",
                        "Yielded[value=1]",
                        "Yielded[value=2]",
                        "Complete[value=done]",
                        "Yielded[value=0]",
                        "Yielded[value=1]",
                        "Yielded[value=2]",
                        "as a future: 42");
    }

    @Test
    void unitsTakeOneStepPerFrame() throws Exception {
        assertThat(linesOf("unit"))
                .containsExactly(
                        "frame 1: scout at 1, guard at -1",
                        "frame 2: scout at 2, guard at -1",
                        "frame 3: scout at 3, guard at 0",
                        "scout has arrived at 4",
                        "frame 4: scout at 4, guard at 0");
    }

    // ---- I/O and time

    @Test
    @Tag("backend")
    void datagramsComeBack() throws Exception {
        assertThat(linesOf("udp-echo"))
                .containsExactly("client got back: ping 1", "client got back: ping 2", "client got back: ping 3");
    }

    @Test
    @Tag("backend")
    void connectionsAreServedWhileOthersWait() throws Exception {
        assertThat(linesOf("listener"))
                .containsExactly(
                        "a body per connection",
                        "  got back: hello 3",
                        "  got back: hello 2",
                        "  got back: hello 1",
                        "a composed future per connection",
                        "  got back: hello 3",
                        "  got back: hello 2",
                        "  got back: hello 1");
    }

    @Test
    @Tag("backend")
    void threeWaysToChainComeToTheSame() throws Exception {
        assertThat(linesOf("io-chain")).containsExactly("combinators: 42", "generator: 42", "await: 42");
    }

    @Test
    @Tag("backend")
    void issuesAndPullsOfEachRepositoryComeTogether() throws Exception {
        assertThat(linesOf("pipeline", "20"))
                .containsExactly(
                        "ATOLL: ANOTHER OF ITS ISSUES",
                        "ATOLL: ANOTHER OF ITS PULLS",
                        "ATOLL: ONE OF ITS ISSUES",
                        "ATOLL: ONE OF ITS PULLS",
                        "LAGOON: ANOTHER OF ITS ISSUES",
                        "LAGOON: ANOTHER OF ITS PULLS",
                        "LAGOON: ONE OF ITS ISSUES",
                        "LAGOON: ONE OF ITS PULLS",
                        "REEF: ANOTHER OF ITS ISSUES",
                        "REEF: ANOTHER OF ITS PULLS",
                        "REEF: ONE OF ITS ISSUES",
                        "REEF: ONE OF ITS PULLS");
    }

    @Test
    void eachClientGetsItsRepliesInOrder() throws Exception {
        assertThat(linesOf("channels"))
                .containsExactly(
                        "ada got: HELLO 1 FROM ADA, HELLO 2 FROM ADA",
                        "bob got: HELLO 1 FROM BOB, HELLO 2 FROM BOB",
                        "requests served: 4");
    }

    @Test
    void whatWaitsOnAContextOfItsOwnEnds() throws Exception {
        assertThat(linesOf("producer-consumer")).containsExactlyElementsOf(SteppedExamplesTest.PRODUCED_AND_CONSUMED);
        assertThat(linesOf("timeouts"))
                .containsExactly(
                        "soon", "late: not ready in time, and cancelled: limit=PT0.04S", "ticks: 4, on one grid: true");
        assertThat(linesOf("mixed"))
                .containsExactly("mill backwards is llim", "race backwards is ecar", "water backwards is retaw");
        assertThat(linesOf("sleep-concurrent", "20"))
                .containsExactly("start 1", "start 2", "start 3", "done 1", "done 2", "done 3");
        assertThat(linesOf("sleep-serial", "20"))
                .containsExactly("start 1", "done 1", "start 2", "done 2", "start 3", "done 3");
        assertThat(linesOf("priorities")).startsWith("task: high", "task: normal", "task: low");
    }

    @Test
    void anyNumberOfTasksSleeps() throws Exception {
        assertThat(linesOf("thousand-tasks")).contains("sum of what they gave: 500500");
        assertThat(linesOf("million-tasks", "100000")).containsExactly("asleep: 100,000", "woken: 100,000");
    }
}
