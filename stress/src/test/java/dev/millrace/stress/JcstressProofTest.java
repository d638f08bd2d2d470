package dev.millrace.stress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.infra.Status;
import org.openjdk.jcstress.infra.collectors.TestResult;
import org.openjdk.jcstress.infra.runners.TestList;

/** Runs all tests of jcstress in JVMs of their own, and judges each: a proof by its law, a twin by its fault. */
@ExtendWith(Ledger.class)
class JcstressProofTest {
    private static final int SEARCHES = 5;

    @Test
    void everyProofHasATwin() {
        Map<String, List<Class<?>>> byFile = TestList.tests().stream()
                .map(JcstressProofTest::type)
                .collect(Collectors.groupingBy(type -> type.getEnclosingClass().getName()));
        assertThat(byFile).allSatisfy((file, tests) -> {
            assertThat(tests).as("proofs in %s", file).anyMatch(test -> test.isAnnotationPresent(Proof.class));
            assertThat(tests).as("twins in %s", file).anyMatch(test -> test.isAnnotationPresent(Twin.class));
            assertThat(tests)
                    .as("@Proof or @Twin in %s", file)
                    .allMatch(test -> test.isAnnotationPresent(Proof.class) != test.isAnnotationPresent(Twin.class));
        });
    }

    @TestFactory
    @Timeout(1800)
    List<DynamicTest> samples() throws IOException, InterruptedException {
        Map<String, List<TestResult>> results = JcstressRun.run();
        for (int left = SEARCHES; left > 0 && !hidden(results).isEmpty(); left--)
            results.putAll(JcstressRun.runLonger(hidden(results)));
        var tests = new ArrayList<DynamicTest>();
        for (String name : new TreeSet<>(TestList.tests()))
            tests.add(DynamicTest.dynamicTest(name, () -> judge(name, results.getOrDefault(name, List.of()))));
        return tests;
    }

    /** The twins whose fault has not shown: on a busy machine two threads may never have raced. */
    private static List<String> hidden(Map<String, List<TestResult>> results) {
        return results.entrySet().stream()
                .filter(entry -> type(entry.getKey()).isAnnotationPresent(Twin.class))
                .filter(entry -> entry.getValue().stream().allMatch(result -> forbidden(result) == 0))
                .map(Map.Entry::getKey)
                .toList();
    }

    private static void judge(String name, List<TestResult> results) {
        String ended = results.stream()
                .filter(result -> result.status() != Status.NORMAL)
                .map(result -> result.status() + " " + result.getMessages() + result.getVmErr())
                .collect(Collectors.joining("; "));
        long samples = results.stream().mapToLong(TestResult::getTotalCount).sum();
        long forbidden =
                results.stream().mapToLong(JcstressProofTest::forbidden).sum();
        Proof proof = type(name).getAnnotation(Proof.class);
        Twin twin = type(name).getAnnotation(Twin.class);
        boolean ran = ended.isEmpty() && samples > 0;
        if (proof != null)
            Ledger.add(proof.value(), "jcstress", samples, ran && forbidden == 0 ? Ledger.HELD : Ledger.BROKEN);
        if (twin != null) Ledger.addTwin(twin.value(), "jcstress", samples, ran && forbidden > 0);
        assertThat(ended).as("how the JVMs of %s ended", name).isEmpty();
        assertThat(samples).as("samples of %s", name).isPositive();
        if (proof != null && forbidden > 0)
            fail("law broken: " + proof.value() + ", forbidden=" + forbidden + " of=" + samples + " "
                    + states(results));
        if (twin != null && forbidden == 0)
            fail("the planted fault was not found: " + twin.value() + ", samples=" + samples);
    }

    private static long forbidden(TestResult result) {
        return result.grading().gradingResults.values().stream()
                .filter(outcome -> outcome.expect == Expect.FORBIDDEN)
                .mapToLong(outcome -> outcome.count)
                .sum();
    }

    private static Collection<?> states(List<TestResult> results) {
        return results.stream().map(result -> result.grading().failureMessages).toList();
    }

    private static Class<?> type(String name) {
        try {
            return Class.forName(TestList.getInfo(name).binaryName());
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException("a test that was compiled is not there: name=" + name, e);
        }
    }
}
