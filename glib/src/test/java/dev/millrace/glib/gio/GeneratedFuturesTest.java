package dev.millrace.glib.gio;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import org.gnome.gio.AsyncReadyCallback;
import org.gnome.gio.AsyncResult;
import org.gnome.gio.File;
import org.junit.jupiter.api.Test;

/** Every operation of the bindings has its future: counted by reflection over their classes, and not by the generator. */
class GeneratedFuturesTest {
    /** What takes such a callback but begins nothing, or has no end of its own that the bindings know. */
    private static final List<String> NO_OPERATIONS = List.of(
            "AsyncInitable.newAsync", // GioObjects.newAsync: properties of any number and type
            "AsyncInitable.newvAsync",
            "Gio.simpleAsyncReportErrorInIdle",
            "Gio.simpleAsyncReportGerrorInIdle",
            "Gio.simpleAsyncReportTakeGerrorInIdle",
            "SimpleAsyncResult.error",
            "SimpleAsyncResult.takeError",
            "SimpleAsyncResult.fromError",
            "Task.reportError",
            "Task.reportNewError");

    @Test
    void everyOperationHasAFuture() throws Exception {
        List<String> without = bindings()
                .flatMap(type -> Arrays.stream(type.getDeclaredMethods()))
                .filter(GeneratedFuturesTest::begins)
                .filter(method -> !NO_OPERATIONS.contains(name(method)))
                .filter(method -> !hasFuture(method))
                .map(GeneratedFuturesTest::name)
                .toList();
        assertThat(without).isEmpty();
    }

    /** The 123 pairs whose both halves are methods, and seven whose end is a constructor or is shared. */
    @Test
    void asManyAsTheGeneratorFound() throws IOException {
        List<String> report = Files.readAllLines(Path.of("target", "gio-futures.txt"));
        assertThat(report.getFirst()).isEqualTo("pairs 130");
        assertThat(report.stream().filter(line -> line.startsWith("future ")))
                .hasSize(130)
                .doesNotHaveDuplicates();
        assertThat(report.stream().filter(line -> line.startsWith("unsupported ")))
                .isEmpty();
        assertThat(report.stream().filter(line -> line.startsWith("unpaired "))).hasSize(7);
    }

    /** Every callback beside the one that ends an operation: the progress as a stream as well. */
    @Test
    void everyProgressIsAStreamToo() throws Exception {
        List<String> told = bindings()
                .flatMap(type -> Arrays.stream(type.getDeclaredMethods()))
                .filter(GeneratedFuturesTest::begins)
                .filter(method -> Arrays.stream(method.getParameterTypes())
                        .anyMatch(type -> type.getSimpleName().endsWith("ProgressCallback")))
                .map(GeneratedFuturesTest::name)
                .distinct()
                .toList();
        assertThat(told).containsExactlyInAnyOrder("File.copyAsync", "File.moveAsync", "File.measureDiskUsageAsync");
        assertThat(Arrays.stream(FileFutures.class.getMethods())
                        .filter(method -> method.getReturnType() == WithProgress.class)
                        .map(Method::getName))
                .containsOnly("copyWithProgress", "moveWithProgress", "measureDiskUsageWithProgress")
                .hasSize(6);
    }

    /** Methods of the bindings by reflection: what the earlier study of them counted. */
    @Test
    void asManyAsReflectionFinds() throws Exception {
        long pairs = bindings()
                .flatMap(type -> Arrays.stream(type.getDeclaredMethods()))
                .filter(GeneratedFuturesTest::begins)
                .filter(method -> hasEndByName(method.getDeclaringClass(), method.getName()))
                .count();
        assertThat(pairs).isEqualTo(164);
    }

    private static boolean hasEndByName(Class<?> type, String start) {
        String base = start.endsWith("Async") ? start.substring(0, start.length() - 5) : start;
        return Arrays.stream(type.getDeclaredMethods())
                .anyMatch(end -> end.getName().equals(base + "Finish")
                        && Arrays.asList(end.getParameterTypes()).contains(AsyncResult.class));
    }

    private static boolean begins(Method method) {
        return Modifier.isPublic(method.getModifiers())
                && !method.isSynthetic()
                && Arrays.asList(method.getParameterTypes()).contains(AsyncReadyCallback.class);
    }

    private static boolean hasFuture(Method start) {
        String base = start.getName().endsWith("Async")
                ? start.getName().substring(0, start.getName().length() - 5)
                : start.getName();
        try {
            Class<?> futures = Class.forName(
                    "dev.millrace.glib.gio." + start.getDeclaringClass().getSimpleName() + "Futures");
            return Arrays.stream(futures.getMethods())
                    .anyMatch(method ->
                            method.getName().equals(base) && GioFuture.class.isAssignableFrom(method.getReturnType()));
        } catch (ClassNotFoundException e) {
            return false;
        }
    }

    private static String name(Method method) {
        return method.getDeclaringClass().getSimpleName() + "." + method.getName();
    }

    /** The classes of GIO, none of which is initialized. */
    private static Stream<? extends Class<?>> bindings() throws Exception {
        Path jar = Path.of(
                File.class.getProtectionDomain().getCodeSource().getLocation().toURI());
        try (JarFile classes = new JarFile(jar.toFile())) {
            return classes.stream()
                    .map(entry -> entry.getName())
                    .filter(name -> name.startsWith("org/gnome/gio/") && name.endsWith(".class") && !name.contains("$"))
                    .map(name ->
                            name.substring(0, name.length() - ".class".length()).replace('/', '.'))
                    .toList()
                    .stream()
                    .map(GeneratedFuturesTest::load);
        }
    }

    private static Class<?> load(String name) {
        try {
            return Class.forName(name, false, GeneratedFuturesTest.class.getClassLoader());
        } catch (ClassNotFoundException e) {
            throw new AssertionError(e);
        }
    }
}
