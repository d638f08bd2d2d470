package dev.millrace.cli;

import dev.millrace.launch.Dot;
import dev.millrace.media.Pipeline;
import dev.millrace.media.State;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Drawings of a pipeline as it runs: one file for when it plays or has failed, and, in a directory, one for each change of state, as
 * gst-launch-1.0 does with GST_DEBUG_DUMP_DOT_DIR.
 */
final class DotFiles {
    static final String VARIABLE = "MILLRACE_DUMP_DOT_DIR";

    private static final long NS_PER_HOUR = 3_600_000_000_000L;
    private static final long NS_PER_MINUTE = 60_000_000_000L;
    private static final long NS_PER_S = 1_000_000_000L;

    private final @Nullable Path file;
    private final @Nullable Path directory;
    private final LaunchReport report;
    private final long beginNs = System.nanoTime();
    private boolean drawn;

    /** With null for what is not wanted. */
    DotFiles(@Nullable Path file, @Nullable String directory, LaunchReport report) {
        this.file = file;
        this.directory = directory == null || directory.isEmpty() ? null : Path.of(directory);
        this.report = report;
    }

    void changed(Pipeline pipeline, State from, State to) {
        if (to == State.PLAYING) drawOnce(pipeline);
        if (directory != null) write(directory.resolve(name(from + "_" + to)), pipeline);
    }

    void failed(Pipeline pipeline) {
        drawOnce(pipeline);
        if (directory != null) write(directory.resolve(name("error")), pipeline);
    }

    /** The run is over: one that was too short to be seen playing is drawn as it ends. */
    void over(Pipeline pipeline) {
        drawOnce(pipeline);
    }

    private void drawOnce(Pipeline pipeline) {
        if (file != null && !drawn) write(file, pipeline);
        drawn = true;
    }

    /** Such as {@code 0.00.00.012345678-millrace-launch.NULL_READY.dot}: in order when sorted by name. */
    private String name(String what) {
        long ns = System.nanoTime() - beginNs;
        return String.format(
                Locale.ROOT,
                "%d.%02d.%02d.%09d-millrace-launch.%s.dot",
                ns / NS_PER_HOUR,
                ns / NS_PER_MINUTE % 60,
                ns / NS_PER_S % 60,
                ns % NS_PER_S,
                what);
    }

    private void write(Path path, Pipeline pipeline) {
        try {
            Files.writeString(path, Dot.of(pipeline));
        } catch (IOException e) {
            report.complain(
                    "WARNING", pipeline.name(), "pipeline was not drawn: file=" + path + " reason=" + reason(e), e);
        }
    }

    private static String reason(IOException e) {
        return switch (e) {
            case NoSuchFileException _ -> "no such file or directory";
            case AccessDeniedException _ -> "permission denied";
            case FileSystemException f when f.getReason() != null -> f.getReason();
            default -> String.valueOf(e.getMessage());
        };
    }
}
