package dev.millrace.glib.generator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Made-up bindings, in the manner of the real ones, and what is written for them. */
class GenerationTest {
    private static final String MILL = """
            package org.example.mill;

            import org.gnome.gio.AsyncReadyCallback;
            import org.gnome.gio.AsyncResult;
            import org.gnome.gio.Cancellable;
            import org.gnome.gio.FileProgressCallback;
            import io.github.jwharm.javagi.base.Out;
            import org.jetbrains.annotations.Nullable;

            public class Mill extends GObject {
                /**
                 * Grinds for a while, unlike {@link Mill#stop}, until a {@link Cancellable} says no.
                 *
                 * @param sort what to grind
                 * @param ioPriority how soon
                 * @param callback told when it is ground
                 */
                public void grindAsync(@Nullable String sort, int ioPriority, @Nullable Cancellable cancellable, @Nullable AsyncReadyCallback callback) {
                    MethodHandles.mill_grind_async.invokeExact(handle());
                }

                public boolean grindFinish(AsyncResult result, Out<Long> sacks, Out<String> quality) throws GErrorException {
                    _result = (int) MethodHandles.mill_grind_finish.invokeExact(handle());
                }

                /**
                 * Fills a number of sacks.
                 *
                 * @param sacks how many
                 * @param progressCallback told after each
                 */
                public void fillAsync(int sacks, int ioPriority, @Nullable Cancellable cancellable, @Nullable FileProgressCallback progressCallback, @Nullable AsyncReadyCallback callback) {
                    MethodHandles.mill_fill_async.invokeExact(handle());
                }

                public boolean fillFinish(AsyncResult result) throws GErrorException {
                    _result = (int) MethodHandles.mill_fill_finish.invokeExact(handle());
                }

                public void stopAsync(@Nullable AsyncReadyCallback callback) {
                    MethodHandles.mill_stop_async.invokeExact(handle());
                }

                public void feedAsync(Cart cart, @Nullable AsyncReadyCallback callback) {
                    MethodHandles.mill_feed_async.invokeExact(handle());
                }

                public boolean feedFinish(AsyncResult result) throws GErrorException {
                    _result = (int) MethodHandles.mill_feed_finish.invokeExact(handle());
                }

                private static class MethodHandles {
                    static final MethodHandle mill_grind_async = Interop.downcallHandle(
                        "mill_grind_async", FunctionDescriptor.ofVoid(ValueLayout.ADDRESS,
                        ValueLayout.ADDRESS, ValueLayout.JAVA_INT, ValueLayout.ADDRESS,
                        ValueLayout.ADDRESS, ValueLayout.ADDRESS), false);
                    static final MethodHandle mill_grind_finish = Interop.downcallHandle("mill_grind_finish",
                        FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.ADDRESS,
                        ValueLayout.ADDRESS, ValueLayout.ADDRESS, ValueLayout.ADDRESS), false);
                    static final MethodHandle mill_fill_async = Interop.downcallHandle("mill_fill_async",
                        FunctionDescriptor.ofVoid(ValueLayout.ADDRESS, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT,
                        ValueLayout.ADDRESS, ValueLayout.ADDRESS, ValueLayout.ADDRESS, ValueLayout.ADDRESS,
                        ValueLayout.ADDRESS), false);
                    static final MethodHandle mill_fill_finish = Interop.downcallHandle("mill_fill_finish",
                        FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.ADDRESS,
                        ValueLayout.ADDRESS), false);
                    static final MethodHandle mill_feed_async = Interop.downcallHandle("mill_feed_async",
                        FunctionDescriptor.ofVoid(ValueLayout.ADDRESS, ValueLayout.ADDRESS, ValueLayout.ADDRESS,
                        ValueLayout.ADDRESS), false);
                    static final MethodHandle mill_feed_finish = Interop.downcallHandle("mill_feed_finish",
                        FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.ADDRESS,
                        ValueLayout.ADDRESS), false);
                }
            }
            """;

    @TempDir
    private Path directory;

    private Path jar(String name, String text) throws IOException {
        Path jar = directory.resolve("bindings-sources.jar");
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(jar))) {
            zip.putNextEntry(new ZipEntry(name));
            zip.write(text.getBytes(StandardCharsets.UTF_8));
        }
        return jar;
    }

    private Generation run() throws IOException {
        return Generation.run(
                List.of(jar("org/example/mill/Mill.java", MILL)), "org.example.mill", "dev.example", directory);
    }

    @Test
    void everyPairIsCountedWithOrWithoutAFuture() throws IOException {
        Generation done = run();
        assertThat(done.pairs()).isEqualTo(3);
        assertThat(done.futures()).containsExactly("mill_grind_async", "mill_fill_async");
        assertThat(done.unsupported())
                .containsExactly(java.util.Map.entry(
                        "mill_feed_async", "no rule for an argument of type org.example.mill.Cart"));
        assertThat(done.unpaired()).containsOnlyKeys("mill_stop_async");
        assertThat(done.report())
                .containsExactly(
                        "pairs 3",
                        "future mill_grind_async",
                        "future mill_fill_async",
                        "unsupported mill_feed_async: no rule for an argument of type org.example.mill.Cart",
                        "unpaired mill_stop_async: nothing that ends it");
    }

    @Test
    void argumentsResultsAndDocumentationAreCarriedOver() throws IOException {
        run();
        assertThat(directory.resolve("dev/example/MillFutures.java"))
                .content()
                .contains(
                        "public static GioFuture<GrindResult> grind(org.example.mill.Mill self, @Nullable String sort, int ioPriority)",
                        "public static GioFuture<GrindResult> grind(org.example.mill.Mill self, @Nullable String sort)",
                        "public record GrindResult(long sacks, @Nullable String quality) {}",
                        "START.invokeExact(self.handle(), utf8(sort), ioPriority, cancellable(), callback(), number());",
                        "FINISH.invokeExact(self.handle(), result, out(1), out(2), error());",
                        "return new GrindResult(outLong(1), Memory.take(outPointer(2)));",
                        "     * Grinds for a while, unlike {@link org.example.mill.Mill#stop}, until a {@link org.gnome.gio.Cancellable} says no.",
                        "     * @param sort what to grind")
                .doesNotContain("told when it is ground");
    }

    @Test
    void progressIsACallbackOrAStream() throws IOException {
        run();
        assertThat(directory.resolve("dev/example/MillFutures.java"))
                .content()
                .contains(
                        "GioFuture<@Nullable Void> fill(org.example.mill.Mill self, int sacks, int ioPriority, Callbacks.@Nullable Progress progressCallback) {",
                        "WithProgress<@Nullable Void, CopyProgress> fillWithProgress(org.example.mill.Mill self, int sacks, int ioPriority) {",
                        "WithProgress<@Nullable Void, CopyProgress> fillWithProgress(org.example.mill.Mill self, int sacks) {",
                        "ProgressStream<CopyProgress> told = new ProgressStream<>(\"mill_fill_async\");",
                        "return told.of(fill(self, sacks, ioPriority, (done, total) -> told.tell(new CopyProgress(done, total))));",
                        "return told.of(fill(self, sacks, (done, total) -> told.tell(new CopyProgress(done, total))));");
    }

    @Test
    void theProgramSaysWhatIsWrong() throws IOException {
        assertThatThrownBy(() -> Main.main(new String[] {"one"}))
                .hasMessageContaining("expected JARS BINDINGS PACKAGE DIRECTORY REPORT");
        Path jar = jar("org/example/mill/Mill.java", MILL);
        assertThatThrownBy(() -> Main.main(new String[] {
                    jar.toString(),
                    "org.nothing",
                    "dev.example",
                    directory.toString(),
                    directory.resolve("r").toString()
                }))
                .hasMessageContaining("no asynchronous operation found: bindings=org.nothing");
    }
}
