package dev.millrace.element.file;

import dev.millrace.future.Futures;
import dev.millrace.runtime.BlockOn;
import dev.millrace.runtime.Environment;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * How long a write is tried again that fails for a reason that may pass: servers of network file systems refuse one while another
 * client reads. On a thread that may block.
 */
final class Retries {
    /** As long as GStreamer's filesink waits. */
    private static final Duration PAUSE = Duration.ofMillis(10);

    /** EACCES: the JDK has only the system's words for it. */
    private static final String DENIED = "Permission denied";

    private final long limitNs;
    private final LongSupplier nowNs;
    private final Consumer<Duration> pause;

    Retries(Duration limit, LongSupplier nowNs, Consumer<Duration> pause) {
        this.limitNs = limit.toNanos();
        this.nowNs = nowNs;
        this.pause = pause;
    }

    /** None. */
    static Retries none() {
        return new Retries(Duration.ZERO, () -> 0, _ -> {});
    }

    static Retries within(Duration limit, Environment environment) {
        return new Retries(limit, environment::nowNs, time -> BlockOn.run(Futures.sleepAtLeast(time)));
    }

    /** Until when a write that begins now is tried again. */
    long untilNs() {
        return limitNs == 0 ? 0 : nowNs.getAsLong() + limitNs;
    }

    /** Whether to try once more after this failure; waits before that. */
    boolean again(IOException failure, long untilNs) {
        boolean passing = failure instanceof AccessDeniedException || DENIED.equals(failure.getMessage());
        if (!passing || limitNs == 0 || nowNs.getAsLong() > untilNs) return false;
        pause.accept(PAUSE);
        return true;
    }
}
