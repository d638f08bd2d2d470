package dev.millrace.bench.runtime;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.regex.Pattern;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.format.OutputFormat;
import org.openjdk.jmh.runner.format.OutputFormatFactory;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/**
 * The main class of a JVM that has JMH measure one case, in a further one, and prints time and bytes.
 *
 * <p>It is not the JVM of the command, because JMH needs {@code sun.misc.Unsafe} on both sides, which the launcher denies.
 */
public final class JmhHost {
    private static final int ITERATIONS_PER_S = 2;
    private static final TimeValue ITERATION = TimeValue.milliseconds(1000 / ITERATIONS_PER_S);
    private static final TimeValue LONGEST_ITERATION = TimeValue.minutes(1);
    private static final String ALLOCATED = "gc.alloc.rate.norm";

    private JmhHost() {}

    /**
     * Measures, prints, ends. When it fails it says on stderr what JMH had to say, and ends with a code other than 0.
     *
     * @param args the full name of the JMH method, and for how many seconds to measure
     */
    @SuppressWarnings("SystemExitOutsideMain") // it is one
    public static void main(String[] args) {
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        OutputFormat format =
                OutputFormatFactory.createFormatInstance(new PrintStream(said, true, UTF_8), VerboseMode.NORMAL);
        try {
            RunResult result = new Runner(options(args[0], Integer.parseInt(args[1])), format).runSingle();
            Result<?> allocated = result.getSecondaryResults().get(ALLOCATED);
            double bytes = allocated == null ? Double.NaN : allocated.getScore();
            System.out.println(result.getPrimaryResult().getScore() + " " + bytes);
        } catch (RunnerException e) {
            System.err.println(said.toString(UTF_8));
            System.exit(1);
        }
    }

    private static Options options(String method, int seconds) {
        return new OptionsBuilder()
                .include("^" + Pattern.quote(method) + "$")
                .forks(1)
                .jvmArgs(ChildProgram.FLAGS.toArray(String[]::new))
                .warmupIterations(seconds * ITERATIONS_PER_S)
                .warmupTime(ITERATION)
                .measurementIterations(seconds * ITERATIONS_PER_S)
                .measurementTime(ITERATION)
                .timeout(LONGEST_ITERATION)
                .addProfiler(GCProfiler.class)
                .shouldFailOnError(true)
                .build();
    }
}
