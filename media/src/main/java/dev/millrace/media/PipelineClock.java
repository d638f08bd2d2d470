package dev.millrace.media;

import dev.millrace.runtime.Environment;
import org.jspecify.annotations.Nullable;

/**
 * The running time of one pipeline: the time that it has been PLAYING.
 *
 * <p>Read from any thread. Written by state changes, one at a time, and by a flush that begins anew.
 */
final class PipelineClock {
    private final Environment environment;

    /** Null while the environment's own clock counts. */
    private volatile @Nullable Clock clock;

    private volatile long baseTimeNs;
    private volatile long stoppedAtNs;
    private volatile boolean running;
    private volatile boolean baseIsChosen;

    PipelineClock(Environment environment) {
        this.environment = environment;
    }

    long runningTimeNs(long nowNs) {
        Clock by = clock;
        return (by == null ? nowNs : by.timeNs(nowNs)) - baseTimeNs;
    }

    long clockTimeNs(long runningTimeNs) {
        Clock by = clock;
        return by == null ? baseTimeNs + runningTimeNs : by.environmentNs(baseTimeNs + runningTimeNs);
    }

    long baseTimeNs() {
        return baseTimeNs;
    }

    void setBaseTimeNs(long baseNs) {
        baseTimeNs = baseNs;
        baseIsChosen = true;
    }

    @Nullable
    Clock clock() {
        return clock;
    }

    /** Another clock counts from here on; running time goes on where it was. */
    void use(@Nullable Clock other) {
        if (clock == other) return;
        long at = running ? runningTimeNs(environment.nowNs()) : stoppedAtNs;
        clock = other;
        baseTimeNs = nowNs() - at;
    }

    private long nowNs() {
        Clock by = clock;
        long nowNs = environment.nowNs();
        return by == null ? nowNs : by.timeNs(nowNs);
    }

    /** A new stream: running time begins at zero again. */
    void reset() {
        stoppedAtNs = 0;
        if (running && !baseIsChosen) baseTimeNs = nowNs();
    }

    /** Running time goes on from where it stopped. */
    void start() {
        if (!baseIsChosen) baseTimeNs = nowNs() - stoppedAtNs;
        running = true;
    }

    void stop() {
        stoppedAtNs = runningTimeNs(environment.nowNs());
        running = false;
    }
}
