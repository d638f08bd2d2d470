package dev.millrace.bench.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.openjdk.jmh.runner.BenchmarkList;
import org.openjdk.jmh.runner.BenchmarkListEntry;
import org.openjdk.jmh.runner.format.OutputFormat;
import org.openjdk.jmh.runner.format.OutputFormatFactory;
import org.openjdk.jmh.runner.options.VerboseMode;

class BenchCaseTest {
    private static final OutputFormat SILENT = OutputFormatFactory.createFormatInstance(System.out, VerboseMode.SILENT);

    @Test
    void everyMethodThatJmhMeasuresIsACase() {
        assertThat(BenchCase.ALL)
                .extracting(BenchCase::jmhMethod)
                .filteredOn(Objects::nonNull)
                .containsExactlyInAnyOrderElementsOf(BenchmarkList.defaultList().getAll(SILENT, List.of()).stream()
                        .map(BenchmarkListEntry::getUsername)
                        .toList());
    }

    @Test
    void candidatesOfABenchmarkStandTogetherMillraceFirst() {
        assertThat(BenchCase.benchmarks())
                .containsExactly("poll_task", "await", "spawn", "timer", "wake_sleeping", "queue_hop", "parked")
                .allSatisfy(name -> assertThat(BenchCase.matching(Pattern.compile("^" + name + "\\.")))
                        .first()
                        .extracting(BenchCase::candidate)
                        .asString()
                        .startsWith("millrace"));
    }

    @Test
    void namesAreFoundByAnyPartOfThem() {
        assertThat(BenchCase.matching(Pattern.compile("^poll|^timer\\.mill")))
                .extracting(BenchCase::toString)
                .containsExactly("poll_task.millrace", "poll_task.netty", "timer.millrace");
        assertThat(BenchCase.matching(Pattern.compile("nothing"))).isEmpty();
    }
}
