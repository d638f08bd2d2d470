package dev.millrace.bench.runtime;

import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One candidate of one benchmark.
 *
 * @param benchmark what is measured, as in {@code poll_task}
 * @param candidate who does it, as in {@code millrace}
 * @param jmhMethod the full name of the method that JMH measures; null for what is measured otherwise
 */
public record BenchCase(
        String benchmark, String candidate, @Nullable String jmhMethod) {
    private static final String SUFFIX = "Benchmark";

    /** All there are, in the order to show; the first candidate of a benchmark is the one that the others are compared with. */
    static final List<BenchCase> ALL = List.of(
            jmh(PollTaskBenchmark.class, "millrace"),
            jmh(PollTaskBenchmark.class, "netty"),
            jmh(AwaitBenchmark.class, "millrace"),
            jmh(AwaitBenchmark.class, "virtualThreads"),
            jmh(AwaitBenchmark.class, "completableFuture"),
            jmh(SpawnBenchmark.class, "millrace"),
            jmh(SpawnBenchmark.class, "millraceExecute"),
            jmh(SpawnBenchmark.class, "netty"),
            jmh(SpawnBenchmark.class, "nettySubmit"),
            jmh(TimerBenchmark.class, "millrace"),
            jmh(TimerBenchmark.class, "nettyWheel"),
            jmh(TimerBenchmark.class, "scheduledExecutor"),
            jmh(WakeSleepingBenchmark.class, "millraceEpoll"),
            jmh(WakeSleepingBenchmark.class, "millraceNio"),
            jmh(WakeSleepingBenchmark.class, "nettyEpoll"),
            jmh(WakeSleepingBenchmark.class, "nettyNio"),
            jmh(WakeSleepingBenchmark.class, "executorThread"),
            jmh(QueueHopBenchmark.class, "millrace"),
            jmh(QueueHopBenchmark.class, "arrayBlockingQueue"),
            new BenchCase("parked", "millrace", null),
            new BenchCase("parked", "virtual_threads", null));

    private static BenchCase jmh(Class<?> type, String method) {
        String name = type.getSimpleName();
        String stem = name.substring(0, name.length() - SUFFIX.length());
        return new BenchCase(snake(stem), snake(method), type.getName() + "." + method);
    }

    private static String snake(String camel) {
        return camel.replaceAll("(?<=.)(?=[A-Z])", "_").toLowerCase(Locale.ROOT);
    }

    /** Those in whose name, such as {@code await.millrace}, something matches. */
    public static List<BenchCase> matching(Pattern wanted) {
        return ALL.stream().filter(one -> wanted.matcher(one.toString()).find()).toList();
    }

    /** The benchmarks there are. */
    public static List<String> benchmarks() {
        return ALL.stream().map(BenchCase::benchmark).distinct().toList();
    }

    /** Whether it works on this machine. */
    public boolean isAvailable() {
        return switch (candidate) {
            case "netty_epoll" -> Loops.hasNettyEpoll();
            case "millrace_epoll" -> Loops.hasEpoll();
            default -> true;
        };
    }

    @Override
    public String toString() {
        return benchmark + "." + candidate;
    }
}
