package dev.millrace.load;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Counts the instructions that a process executes in a window, by {@code perf stat}.
 *
 * <p>Where perf is not installed, not permitted, or the machine has no such counters, both figures are null. One thread
 * at a time.
 */
public final class PerfCounter {
    private static final String PERF = "perf";
    private static final String EVENTS = "instructions:u,instructions:k";
    private static final Duration GRACE = Duration.ofSeconds(5);

    private final @Nullable Process perf;
    private final Duration window;

    private PerfCounter(@Nullable Process perf, Duration window) {
        this.perf = perf;
        this.window = window;
    }

    /**
     * Starts counting now; does not wait.
     *
     * @param pid the process, with all its threads and those it will start
     * @param window how long, in milliseconds precision
     */
    public static PerfCounter start(long pid, Duration window) {
        return start(PERF, pid, window);
    }

    static PerfCounter start(String program, long pid, Duration window) {
        String seconds = String.format(Locale.ROOT, "%.3f", window.toMillis() / 1e3);
        var command = List.of(program, "stat", "-x", ",", "-e", EVENTS, "-p", Long.toString(pid), "sleep", seconds);
        try {
            var builder = new ProcessBuilder(command).redirectErrorStream(true);
            builder.environment().put("LC_ALL", "C");
            return new PerfCounter(builder.start(), window);
        } catch (IOException e) {
            return new PerfCounter(null, window);
        }
    }

    /**
     * What was counted. Waits for the end of the window.
     *
     * @throws InterruptedException if interrupted while waiting; the count is given up
     */
    public Instructions await() throws InterruptedException {
        if (perf == null) {
            return Instructions.UNKNOWN;
        }
        try {
            if (!perf.waitFor(window.plus(GRACE).toMillis(), TimeUnit.MILLISECONDS) || perf.exitValue() != 0) {
                return Instructions.UNKNOWN;
            }
            return parse(new String(perf.getInputStream().readAllBytes(), UTF_8));
        } catch (IOException e) {
            return Instructions.UNKNOWN;
        } finally {
            perf.destroy();
        }
    }

    /** Lines of {@code value,unit,event,...}; the value is in words when it could not be counted. */
    static Instructions parse(String csv) {
        return new Instructions(count(csv, "instructions:u"), count(csv, "instructions:k"));
    }

    private static @Nullable Long count(String csv, String event) {
        return csv.lines()
                .map(line -> line.split(",", -1))
                .filter(fields -> fields.length > 2 && fields[2].equals(event) && isNumber(fields[0]))
                .map(fields -> Long.valueOf(fields[0]))
                .findFirst()
                .orElse(null);
    }

    private static boolean isNumber(String s) {
        return !s.isEmpty() && s.chars().allMatch(c -> c >= '0' && c <= '9');
    }

    /**
     * Instructions executed in the window.
     *
     * @param user in the program; null when not counted
     * @param kernel in the kernel on its behalf; null when not counted
     */
    public record Instructions(
            @Nullable Long user, @Nullable Long kernel) {
        static final Instructions UNKNOWN = new Instructions(null, null);

        /** All instructions for each of {@code packets}; null when not counted or there were none. */
        public @Nullable Double perPacket(long packets) {
            return user == null || kernel == null || packets <= 0
                    ? null
                    : Double.valueOf((double) (user + kernel) / packets);
        }
    }
}
