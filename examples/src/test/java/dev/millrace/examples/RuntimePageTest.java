package dev.millrace.examples;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Keeps {@code docs/runtime.md} true: its code is code of the examples, its commands exist; it and {@code docs/glib.md} leave none out. */
class RuntimePageTest {
    private static final Path SOURCES = Path.of("src/main/java/dev/millrace/examples");
    private static final Pattern JAVA = Pattern.compile("(?s)```java\n(.*?)```");
    private static final Pattern COMMAND = Pattern.compile("\\./millrace\\s+example\\s+([a-z-]+)");
    private static final Pattern ROW =
            Pattern.compile("(?m)^\\| [^|]+ \\| ([^|]+) \\| (`\\./millrace example [^|]+) \\|$");
    private static final Pattern CALL = Pattern.compile("(\\w+)\\(");

    private final String page = read(Path.of("../docs/runtime.md"));
    private final String glibPage = read(Path.of("../docs/glib.md"));

    @Test
    void codeIsTakenFromTheExamples() {
        Map<String, String> sources = sources();
        assertThat(found(JAVA, page))
                .hasSizeGreaterThan(5)
                .allSatisfy(block -> assertThat(sources.values()).anyMatch(source -> source.contains(stripped(block))));
    }

    @Test
    void commandsAreThoseThereAre() {
        assertThat(Set.copyOf(found(COMMAND, page + glibPage))).containsExactlyInAnyOrderElementsOf(Examples.names());
    }

    @Test
    void theCallsOfEachRowAreInItsExample() {
        List<MatchResult> rows = ROW.matcher(page).results().toList();
        assertThat(rows).hasSize(10).allSatisfy(row -> {
            String source = found(COMMAND, row.group(2)).stream()
                    .map(RuntimePageTest::sourceOf)
                    .collect(joining());
            assertThat(found(CALL, row.group(1)))
                    .isNotEmpty()
                    .allSatisfy(call -> assertThat(source).contains(call + "("));
        });
    }

    private static String sourceOf(String example) {
        Examples.Entry entry = Objects.requireNonNull(Examples.find(example), example);
        return read(SOURCES.resolve(entry.example().getClass().getSimpleName() + ".java"));
    }

    private static Map<String, String> sources() {
        try (Stream<Path> files = Files.list(SOURCES)) {
            return files.collect(Collectors.toMap(Path::toString, file -> stripped(read(file))));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Without the indentation, which differs. */
    private static String stripped(String code) {
        return code.lines().map(String::strip).collect(joining("\n")).strip();
    }

    private static List<String> found(Pattern pattern, String text) {
        return pattern.matcher(text).results().map(result -> result.group(1)).toList();
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
