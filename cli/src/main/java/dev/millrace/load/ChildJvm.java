package dev.millrace.load;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;

/** Starts {@code millrace} once more, in a process of its own, with the JVM and the flags of this one. */
public final class ChildJvm {
    private static final String MAIN = "dev.millrace.cli.Main";

    private ChildJvm() {}

    /** Starts {@code millrace WORDS}; its stderr goes to this process's stderr. */
    public static Process start(List<String> words) throws IOException {
        return start(List.of(), words);
    }

    /** Starts {@code PREFIX java ... millrace WORDS}, where the prefix is a program such as taskset with its arguments. */
    public static Process start(List<String> prefix, List<String> words) throws IOException {
        return builder(prefix, words)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    /** What {@link #start} starts, for a caller that wants its stderr too. */
    public static ProcessBuilder builder(List<String> prefix, List<String> words) {
        List<String> command = new ArrayList<>(prefix);
        command.add(java());
        for (String flag : ManagementFactory.getRuntimeMXBean().getInputArguments()) {
            if (isInheritable(flag)) command.add(flag);
        }
        command.add("-cp");
        command.add(System.getProperty("java.class.path"));
        command.add(MAIN);
        command.addAll(words);
        return new ProcessBuilder(command);
    }

    private static String java() {
        return ProcessHandle.current().info().command().orElseGet(() -> System.getProperty("java.home") + "/bin/java");
    }

    /** Not what makes the JVM listen, record, or write a file that the parent writes already. */
    private static boolean isInheritable(String flag) {
        return !flag.startsWith("-agentlib")
                && !flag.startsWith("-javaagent")
                && !flag.startsWith("-XX:AOTCacheOutput")
                && !flag.startsWith("-XX:StartFlightRecording");
    }
}
