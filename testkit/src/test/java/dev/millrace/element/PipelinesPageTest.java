package dev.millrace.element;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.media.ElementFactory;
import dev.millrace.media.Registry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Keeps {@code docs/pipelines.md} true: its table has every element, as {@code inspect} describes it, and twins are mutual. */
class PipelinesPageTest {
    private static final Pattern ROW = Pattern.compile("(?m)^\\| `([a-z-]+)` \\| (?:`([a-z-]+)`|-) \\| (.*) \\|$");

    private final Map<String, ElementFactory<?>> factories =
            Registry.installed().factories();

    @Test
    void listsEveryElementAsInspectDescribesIt() throws IOException {
        List<String> expected = factories.values().stream()
                .map(factory -> factory.name() + ": " + factory.description())
                .toList();
        assertThat(rows()).extracting(row -> row.group(1) + ": " + row.group(3)).containsExactlyElementsOf(expected);
    }

    @Test
    void twinsAreMutualAndOfOneSharedAndOneClassicElement() throws IOException {
        List<MatchResult> paired =
                rows().stream().filter(row -> row.group(2) != null).toList();
        assertThat(paired).hasSizeGreaterThan(20).allSatisfy(row -> {
            String name = row.group(1);
            String twin = Objects.requireNonNull(row.group(2));
            assertThat(paired).anyMatch(other -> other.group(1).equals(twin) && name.equals(other.group(2)));
            assertThat(name.startsWith("ts-")).isNotEqualTo(twin.startsWith("ts-"));
        });
        assertThat(rows().stream().filter(row -> row.group(2) == null))
                .extracting(row -> row.group(1))
                .noneMatch(name -> factories.containsKey("ts-" + name));
    }

    private static List<MatchResult> rows() throws IOException {
        return ROW.matcher(Files.readString(Path.of("../docs/pipelines.md")))
                .results()
                .toList();
    }
}
