package dev.millrace.runtime;

import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One activity of one context as the stall detector has seen it so far; of the detector's thread. */
final class StallWatch {
    private final Context context;
    private final Activity activity;
    private @Nullable Object seen;
    private long seenDone;
    private long sinceNs;
    private long queuedBeforeNs;
    private boolean reported;

    StallWatch(Context context, Activity activity) {
        this.context = context;
        this.activity = activity;
    }

    Context context() {
        return context;
    }

    /** What was seen so far does not count: the watching itself was held up. */
    void forget() {
        seen = null;
    }

    /** Looks once; tells {@code listener} of a run that is going on for longer than {@code thresholdNs}, once for each run. */
    void look(long nowNs, long thresholdNs, Consumer<Stall> listener) {
        Object current = activity.current();
        long done = activity.done();
        if (current == null || current != seen || done != seenDone) {
            seen = current;
            seenDone = done;
            sinceNs = nowNs;
            queuedBeforeNs = current == null ? 0 : context.loop().queuedForCpuNs();
            reported = false;
        } else if (!reported && nowNs - sinceNs >= thresholdNs) {
            // What the thread spent in the queue for a processor is the fault of others.
            long ownNs = nowNs - sinceNs - (context.loop().queuedForCpuNs() - queuedBeforeNs);
            if (ownNs >= thresholdNs) report(current, ownNs, listener);
        }
    }

    private void report(Object current, long ownNs, Consumer<Stall> listener) {
        Thread thread = context.loop().threadOf(activity);
        if (thread == null) return;
        List<StackTraceElement> frames = Arrays.asList(thread.getStackTrace());
        Thread.State state = thread.getState();
        if (activity.done() != seenDone) return;
        reported = true;
        listener.accept(new Stall(context.name(), current.toString(), ownNs, state, frames));
    }
}
