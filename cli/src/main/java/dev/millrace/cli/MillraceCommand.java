package dev.millrace.cli;

/**
 * A command that another jar adds to {@code millrace}, found by {@link java.util.ServiceLoader}.
 *
 * <p>A provider must be named both in its {@code module-info} and in {@code META-INF/services}. One that fails is
 * reported in a line and left out; the other commands go on.
 */
public interface MillraceCommand {

    /**
     * A new command object: annotated with picocli's {@code @Command}, which has its name, and a {@code
     * Callable<Integer>} that returns an {@link ExitCode}. Called on the main thread, once for each run of {@code
     * millrace}, before the arguments are read; it must do no work yet. Its package must be open to {@code
     * info.picocli}.
     */
    Object command();
}
