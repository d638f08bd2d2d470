package dev.millrace.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.cli.Main;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ExampleCommandTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int run(String... words) {
        return Main.run(new PrintWriter(out), new PrintWriter(err), words);
    }

    @ParameterizedTest
    @ValueSource(strings = {"example", "example --list", "example mixed --list"})
    void listsAllALineEach(String words) {
        assertThat(run(words.split(" ", -1))).isZero();
        assertThat(out.toString().lines())
                .hasSameSizeAs(Examples.ALL)
                .anyMatch(line -> line.matches("fibonacci \\[N] +a computation that splits itself.*"))
                .allMatch(line -> line.length() <= 80);
        assertThat(err.toString()).isEmpty();
    }

    @Test
    void runsOneWithItsArguments() {
        assertThat(run("example", "fibonacci", "10")).isZero();
        assertThat(out.toString().lines()).containsExactly("fibonacci(10) = 55");
        assertThat(err.toString()).isEmpty();
    }

    @Test
    void showsHelp() {
        assertThat(run("example", "--help")).isZero();
        assertThat(run("--help")).isZero();
        assertThat(out.toString()).contains("Usage: millrace example", "NAME", "--list");
        assertThat(out.toString().lines().map(String::strip)).anyMatch(line -> line.startsWith("example  "));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "fibonaci     | no example \"fibonaci\"; did you mean fibonacci? (see millrace example --list)",
                "tasks        | no example \"tasks\"; did you mean million-tasks, thousand-tasks? (see millrace example --list)",
                "zzz          | no example \"zzz\" (see millrace example --list)",
                "fibonacci x  | not a number that fits: x, expected 0 to 40",
                "fibonacci 41 | not a number that fits: 41, expected 0 to 40",
                "lazy 1       | unexpected argument \"1\", expected lazy",
                "fibonacci 1 2 | unexpected argument \"2\", expected fibonacci [N]",
            })
    void tellsInALineWhatIsWrongWithTheWords(String words, String message) {
        assertThat(run(("example " + words).split(" ", -1))).isEqualTo(2);
        assertThat(err.toString().lines()).containsExactly("millrace: " + message);
        assertThat(out.toString()).isEmpty();
    }

    @Test
    void namesAreOneOfAKind() {
        List<String> names = Examples.names();
        assertThat(names).doesNotHaveDuplicates().allMatch(name -> name.matches("[a-z][a-z-]+"));
        assertThat(Examples.ALL).allMatch(entry -> Examples.find(entry.name()) == entry);
    }
}
