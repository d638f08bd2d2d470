package dev.millrace.runtime;

import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/**
 * Notices tasks that keep their context from all others: by computing for long, by a lock, by a blocking call.
 *
 * <p>A thread of its own looks at all contexts of an environment four times per threshold. A run that it sees unchanged for the
 * threshold is told to the listener once, with the frames it is in, at the latest one and a half thresholds after it began.
 * Time in which the loop's thread was ready but got no processor does not count, nor does a pause of the whole JVM. The loop
 * itself pays two stores per task for it, whether or not there is a detector.
 *
 * <p>A program starts it, or whoever runs the program: {@code -Dmillrace.stalls=10} watches this machine's contexts with a
 * threshold of 10 ms and logs what it finds.
 */
public final class StallDetector implements AutoCloseable {
    /** Half of what the usual RTP packet takes until the next one comes. */
    public static final Duration DEFAULT_THRESHOLD = Duration.ofMillis(10);

    /** The system property that has the machine's contexts watched from the first one on; the threshold in ms. */
    static final String PROPERTY = "millrace.stalls";

    private static final System.Logger LOG = System.getLogger("dev.millrace.runtime");
    private static final int LOOKS_PER_THRESHOLD = 4;

    private final Environment environment;
    private final long thresholdNs;
    private final Consumer<Stall> listener;
    private final Thread thread;
    private final List<StallWatch> watches = new ArrayList<>();
    private volatile boolean closed;

    private StallDetector(Environment environment, Duration threshold, Consumer<Stall> listener) {
        this.environment = environment;
        this.thresholdNs = threshold.toNanos();
        this.listener = listener;
        this.thread =
                Thread.ofPlatform().daemon().name("millrace-stall-detector").unstarted(this::run);
    }

    /** Watches the contexts of this machine with the usual threshold, and logs each stall. */
    public static StallDetector start() {
        return start(Environment.machine(), DEFAULT_THRESHOLD, StallDetector::log);
    }

    /** Watches and logs where the system property asks for it. */
    static void startIfAskedFor(Environment environment) {
        Integer thresholdMs = Integer.getInteger(PROPERTY);
        if (thresholdMs != null) start(environment, Duration.ofMillis(thresholdMs), StallDetector::log);
    }

    private static void log(Stall stall) {
        LOG.log(Level.WARNING, stall.toString());
    }

    /**
     * Watches the contexts of {@code environment}, which has threads.
     *
     * @param threshold how long a run may take, 1 ms or more
     * @param listener told of each stall, on the detector's thread, while it lasts
     */
    public static StallDetector start(Environment environment, Duration threshold, Consumer<Stall> listener) {
        if (threshold.compareTo(Duration.ofMillis(1)) < 0)
            throw new IllegalArgumentException("threshold is too short: threshold=" + threshold + "; use 1 ms or more");
        StallDetector detector = new StallDetector(environment, threshold, listener);
        detector.thread.start();
        return detector;
    }

    private void run() {
        long everyNs = thresholdNs / LOOKS_PER_THRESHOLD;
        long lastNs = System.nanoTime();
        while (!closed) {
            LockSupport.parkNanos(this, everyNs);
            long nowNs = System.nanoTime();
            boolean heldUp = nowNs - lastNs > 2 * everyNs;
            lastNs = nowNs;
            followContexts();
            for (StallWatch watch : watches) {
                if (heldUp) watch.forget();
                watch.look(nowNs, thresholdNs, this::tell);
            }
        }
    }

    private void followContexts() {
        List<Context> live = environment.openContexts();
        watches.removeIf(watch -> !live.contains(watch.context()));
        for (Context context : live) {
            if (watches.stream().anyMatch(watch -> watch.context() == context)) continue;
            for (Activity activity : context.loop().activities()) watches.add(new StallWatch(context, activity));
        }
    }

    private void tell(Stall stall) {
        StallEvent.commit(stall);
        try {
            listener.accept(stall);
        } catch (RuntimeException e) {
            LOG.log(Level.WARNING, "a stall listener failed", e);
        }
    }

    /** Stops watching. */
    @Override
    public void close() {
        closed = true;
        LockSupport.unpark(thread);
    }
}
