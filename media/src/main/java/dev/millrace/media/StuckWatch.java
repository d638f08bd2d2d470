package dev.millrace.media;

import dev.millrace.future.Future;
import dev.millrace.future.Waker;
import dev.millrace.runtime.Context;
import dev.millrace.runtime.Environment;
import dev.millrace.timer.Timer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Says, once per step, for whom a state change has been waiting for 5 s. Used by one state change, one run at a time. */
final class StuckWatch {
    /*
     * The alarm must come even when the context that is waited for hangs, so it is the JDK's own timer that rings, not a
     * context's. Under a stepped clock, where no thread can hang, it is the timer of any context.
     */
    private static final long LIMIT_S = 5;

    private record Wait(Element element, String what, Future<?> future) {}

    private final Environment environment;
    private List<Wait> waits = new ArrayList<>();
    private @Nullable CompletableFuture<?> alarm;

    StuckWatch(Environment environment) {
        this.environment = environment;
    }

    void add(Element element, String what, Future<?> future) {
        waits.add(new Wait(element, what, future));
    }

    /** Everything that the step waits for has been added. */
    void begin() {
        List<Wait> watched = waits;
        waits = new ArrayList<>();
        if (watched.isEmpty()) return;
        CompletableFuture<@Nullable Void> ringing = new CompletableFuture<>();
        alarm = environment.hasThreads() ? ringing.completeOnTimeout(null, LIMIT_S, TimeUnit.SECONDS) : ringing;
        tellWhenRung(alarm, watched);
        if (!environment.hasThreads()) schedule(ringing);
    }

    @SuppressWarnings("FutureReturnValueIgnored") // it tells by itself
    private static void tellWhenRung(CompletableFuture<?> alarm, List<Wait> watched) {
        alarm.whenComplete((_, cancelled) -> {
            if (cancelled == null) tell(watched);
        });
    }

    private void schedule(CompletableFuture<@Nullable Void> ringing) {
        List<Context> contexts = environment.openContexts();
        if (contexts.isEmpty()) return;
        Context any = contexts.getFirst();
        Timer timer = new Timer() {
            @Override
            protected void fire(long nowNs) {
                ringing.complete(null);
            }
        };
        any.execute(() -> any.scheduleAtLeast(timer, any.nowNs() + TimeUnit.SECONDS.toNanos(LIMIT_S)));
    }

    void end() {
        if (alarm != null) alarm.cancel(false);
        alarm = null;
    }

    private static void tell(List<Wait> watched) {
        for (Wait wait : watched) {
            if (isDone(wait.future())) continue;
            Element element = wait.element();
            Pad pad = element.sinkPads().isEmpty() ? null : element.sinkPads().getFirst();
            if (pad == null && !element.srcPads().isEmpty())
                pad = element.srcPads().getFirst();
            element.postWarning(
                    "state change waits: pad=" + (pad == null ? element.name() : pad) + " waits for " + wait.what()
                            + "; waited=" + LIMIT_S + "s",
                    null);
            return;
        }
    }

    private static boolean isDone(Future<?> future) {
        return future instanceof dev.millrace.future.Completer<?> completer
                ? completer.isDone()
                : future.poll(Waker.none());
    }
}
