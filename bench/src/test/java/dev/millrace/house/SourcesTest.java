package dev.millrace.house;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Keeps what only the sources show: the map of each package, names that mean nothing, files that grew too long. */
class SourcesTest {
    private static final int MAX_LINES = 400;
    private static final Set<String> EMPTY_WORDS = Set.of("util", "utils", "common", "impl", "internal", "misc");

    private static final List<Path> SOURCES = sources("src/main/java");
    /** A module of proofs, which are all tests. */
    private static final List<Path> PROOFS = sources("src/test/java").stream()
            .filter(file -> file.startsWith(root().resolve("stress")))
            .toList();

    @Test
    void everyModuleIsFound() {
        assertThat(SOURCES.stream().filter(file -> file.endsWith("module-info.java")))
                .hasSizeGreaterThanOrEqualTo(6);
    }

    @Test
    void packagesHaveAMapAndAreNullMarked() {
        assertThat(SOURCES.stream().filter(file -> !file.endsWith("module-info.java")))
                .allSatisfy(file -> assertThat(file.resolveSibling("package-info.java"))
                        .content()
                        .contains("/**", "\n@NullMarked"));
    }

    @Test
    void modulesAreNullMarked() {
        assertThat(SOURCES.stream().filter(file -> file.endsWith("module-info.java")))
                .allSatisfy(file -> assertThat(file).content().contains("\n@NullMarked"));
    }

    @Test
    void packageNamesSayWhatIsInside() {
        assertThat(SOURCES)
                .allSatisfy(file -> assertThat(root().relativize(file).iterator())
                        .toIterable()
                        .extracting(Path::toString)
                        .doesNotContainAnyElementsOf(EMPTY_WORDS));
    }

    @Test
    void filesAreShortEnoughToRead() {
        assertThat(SOURCES).allSatisfy(file -> assertThat(lines(file)).hasSizeLessThanOrEqualTo(MAX_LINES));
        assertThat(PROOFS).allSatisfy(file -> assertThat(lines(file)).hasSizeLessThanOrEqualTo(MAX_LINES));
    }

    /** On the other reactor, or in the other way to await: a module runs them again if its pom says so. */
    @ParameterizedTest
    @ValueSource(strings = {"backend", "await"})
    void testsThatAreToRunTwiceDo(String tag) throws IOException {
        Set<Path> poms = new HashSet<>();
        for (Path file : sources("src/test/java")) {
            if (!Files.readString(file).contains("@Tag(\"" + tag + "\")\n")) continue;
            Path module = root().relativize(file).getName(0);
            poms.add(root().resolve(module).resolve("pom.xml"));
        }
        assertThat(poms)
                .isNotEmpty()
                .allSatisfy(pom -> assertThat(pom)
                        .content()
                        .contains("<millrace." + tag + ".phase>test</millrace." + tag + ".phase>"));
    }

    /** Their frame has a map; they themselves lie in packages that have theirs elsewhere. */
    @Test
    void proofsSayWhatIsPlanted() {
        assertThat(PROOFS.stream()
                        .filter(file -> file.toString().endsWith("ProofTest.java")
                                || file.toString().endsWith("Stress.java"))
                        .filter(file -> !file.getParent().endsWith("stress")))
                .isNotEmpty()
                .allSatisfy(file -> assertThat(file).content().contains("/** Planted: "));
        assertThat(PROOFS).anySatisfy(file -> assertThat(file).endsWith(Path.of("stress", "package-info.java")));
    }

    private static List<Path> sources(String directory) {
        try (Stream<Path> modules = Files.list(root())) {
            return modules.map(module -> module.resolve(directory))
                    .filter(Files::isDirectory)
                    .flatMap(SourcesTest::javaFiles)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Stream<Path> javaFiles(Path directory) {
        try (Stream<Path> files = Files.walk(directory)) {
            return files.filter(file -> file.toString().endsWith(".java")).toList().stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The directory that holds the modules; tests run in the directory of their module. */
    private static Path root() {
        return Path.of("").toAbsolutePath().getParent();
    }

    private static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
