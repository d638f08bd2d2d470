package dev.millrace.load;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads what a process has used so far from {@code /proc}, for the difference of two readings.
 *
 * <p>Any process of the same user, this one included. Stateless: any thread may call. A figure that the system does not
 * tell (another operating system, the process is gone) is null.
 */
public final class ProcessMeter {
    private static final Path PROC = Path.of("/proc");
    private static final long NS_PER_S = 1_000_000_000L;
    private static final long BYTES_PER_KB = 1024;

    private final Path process;
    private final long ticksPerSecond;

    ProcessMeter(Path process, long ticksPerSecond) {
        this.process = process;
        this.ticksPerSecond = ticksPerSecond;
    }

    /** A meter of the process with that id. */
    public static ProcessMeter of(long pid) {
        return new ProcessMeter(PROC.resolve(Long.toString(pid)), ClockTicks.perSecond());
    }

    /** A meter of this process. */
    public static ProcessMeter self() {
        return of(ProcessHandle.current().pid());
    }

    /** Reads everything now. Takes about 20 us for each thread of the process. */
    public ProcessSample sample() {
        long nowNs = System.nanoTime();
        List<ThreadSample> threads = threads();
        return new ProcessSample(nowNs, cpuNs(), rssBytes(), threads);
    }

    /**
     * User and system time of the whole process, threads that have ended included, in steps of 10 ms on most systems.
     */
    private @Nullable Long cpuNs() {
        String stat = read(process.resolve("stat"));
        if (stat == null) {
            return null;
        }
        // The name in brackets may hold anything; the fields behind it begin with the third, utime is the 14th, stime
        // the 15th.
        String[] fields = stat.substring(stat.lastIndexOf(')') + 1).strip().split(" ", -1);
        if (fields.length < 13) {
            return null;
        }
        return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) * NS_PER_S / ticksPerSecond;
    }

    private @Nullable Long rssBytes() {
        Long kb = statusField(process.resolve("status"), "VmRSS:");
        return kb == null ? null : kb * BYTES_PER_KB;
    }

    private List<ThreadSample> threads() {
        var threads = new ArrayList<ThreadSample>();
        try (DirectoryStream<Path> tasks = Files.newDirectoryStream(process.resolve("task"))) {
            for (Path task : tasks) {
                ThreadSample thread = thread(task);
                if (thread != null) {
                    threads.add(thread);
                }
            }
        } catch (IOException | RuntimeException e) {
            return List.of();
        }
        return threads;
    }

    /** Null when the thread ended meanwhile. */
    private static @Nullable ThreadSample thread(Path task) {
        Path status = task.resolve("status");
        String name = read(task.resolve("comm"));
        Long voluntary = statusField(status, "voluntary_ctxt_switches:");
        Long involuntary = statusField(status, "nonvoluntary_ctxt_switches:");
        if (name == null || voluntary == null || involuntary == null) {
            return null;
        }
        String schedstat = read(task.resolve("schedstat"));
        Long cpuNs = schedstat == null ? null : Long.valueOf(schedstat.substring(0, schedstat.indexOf(' ')));
        long id = Long.parseLong(task.getFileName().toString());
        return new ThreadSample(id, name.strip(), cpuNs, voluntary, involuntary);
    }

    private static @Nullable Long statusField(Path status, String key) {
        String text = read(status);
        if (text == null) {
            return null;
        }
        return text.lines()
                .filter(line -> line.startsWith(key))
                .map(line -> line.substring(key.length()).strip())
                .map(value -> Long.valueOf(value.endsWith(" kB") ? value.substring(0, value.length() - 3) : value))
                .findFirst()
                .orElse(null);
    }

    private static @Nullable String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            return null;
        }
    }
}
