package dev.millrace.glib.source;

import dev.millrace.future.Future;
import dev.millrace.future.Stream;
import dev.millrace.future.Streams;
import dev.millrace.glib.abi.Sources;
import dev.millrace.glib.loop.GlibPriority;
import java.time.Duration;
import java.util.Set;
import org.gnome.gio.Cancellable;
import org.jspecify.annotations.Nullable;

/**
 * The sources of GLib's main loop, each as a future of its first callback or as a stream of all of them.
 *
 * <p>A source is attached to the main context of the task that polls it first, and destroyed when the future is ready or the stream
 * has ended, and when either is cancelled. A stream that is read slower than its source fires keeps what it has, without limit.
 */
public final class GlibSources {
    private static final Set<Integer> SIGNALS = Set.of(1, 2, 10, 12, 15, 28);

    private GlibSources() {}

    // ---- time

    /** Ready after {@code delay}, counted from the first poll; never early. */
    public static Future<@Nullable Void> timeout(Duration delay) {
        return timeout(delay, GlibPriority.DEFAULT);
    }

    /** Like {@link #timeout(Duration)}, at a priority of GLib. */
    public static Future<@Nullable Void> timeout(Duration delay, int priority) {
        return new TimerFuture("timeout(" + delay + ")", saturatedNs(delay), priority);
    }

    /**
     * Ready after about so many seconds: GLib has all such timeouts of a process fire together, so the first second may be up to one
     * longer or shorter.
     */
    public static Future<@Nullable Void> timeoutSeconds(int seconds) {
        return timeoutSeconds(seconds, GlibPriority.DEFAULT);
    }

    /** Like {@link #timeoutSeconds(int)}, at a priority of GLib. */
    public static Future<@Nullable Void> timeoutSeconds(int seconds, int priority) {
        notNegative(seconds, "seconds");
        return new SourceFuture<>(
                "timeoutSeconds(" + seconds + ")",
                future -> Sources.timeoutSeconds(seconds, priority, () -> future.fired(null)));
    }

    /**
     * The outcome of {@code future} if it comes within {@code limit} of the first poll, else a
     * {@link dev.millrace.future.TimedOutException}, and the future is cancelled.
     */
    public static <T extends @Nullable Object> Future<T> timeout(Duration limit, Future<T> future) {
        return future.timeout(limit);
    }

    /**
     * A count of ticks, 1 first, each {@code period} after the one before was noticed: it drifts under load, and never bursts. For
     * a fixed grid take {@link Streams#interval}.
     */
    public static Stream<Long> interval(Duration period) {
        return interval(period, GlibPriority.DEFAULT);
    }

    /** Like {@link #interval(Duration)}, at a priority of GLib. */
    public static Stream<Long> interval(Duration period, int priority) {
        if (period.isZero() || period.isNegative())
            throw new IllegalArgumentException("period must be greater than zero: period=" + period);
        return new TimerStream("interval(" + period + ")", saturatedNs(period), priority);
    }

    /** Like {@link #interval(Duration)}, with the seconds of {@link #timeoutSeconds(int)}. */
    public static Stream<Long> intervalSeconds(int seconds) {
        return intervalSeconds(seconds, GlibPriority.DEFAULT);
    }

    /** Like {@link #intervalSeconds(int)}, at a priority of GLib. */
    public static Stream<Long> intervalSeconds(int seconds, int priority) {
        if (seconds < 1) throw new IllegalArgumentException("seconds must be at least 1: seconds=" + seconds);
        long[] ticks = {0};
        return new SourceStream<>(
                "intervalSeconds(" + seconds + ")",
                stream -> Sources.timeoutSeconds(seconds, priority, () -> stream.fired(++ticks[0])));
    }

    // ---- idleness

    /** Ready when nothing of a better priority than {@link GlibPriority#DEFAULT_IDLE} is left to do. */
    public static Future<@Nullable Void> idle() {
        return idle(GlibPriority.DEFAULT_IDLE);
    }

    /** Ready when nothing of a better priority than this is left to do. */
    public static Future<@Nullable Void> idle(int priority) {
        return new SourceFuture<>("idle", future -> Sources.idle(priority, () -> future.fired(null)));
    }

    // ---- signals of the system

    /**
     * Ready when the process gets the signal. GLib handles HUP (1), INT (2), USR1 (10), USR2 (12), TERM (15) and WINCH (28); while
     * it does, the JVM does not, and when nobody waits any more GLib leaves the signal with its default effect. USR2 is what some JVMs stop their threads with: leave it alone.
     */
    public static Future<@Nullable Void> unixSignal(int signal) {
        return unixSignal(signal, GlibPriority.DEFAULT);
    }

    /** Like {@link #unixSignal(int)}, at a priority of GLib. */
    public static Future<@Nullable Void> unixSignal(int signal, int priority) {
        checkSignal(signal);
        return new SourceFuture<>(
                "unixSignal(" + signal + ")", future -> Sources.unixSignal(signal, priority, () -> future.fired(null)));
    }

    /** Each time the process gets the signal, its number; see {@link #unixSignal(int)}. */
    public static Stream<Integer> unixSignals(int signal) {
        return unixSignals(signal, GlibPriority.DEFAULT);
    }

    /** Like {@link #unixSignals(int)}, at a priority of GLib. */
    public static Stream<Integer> unixSignals(int signal, int priority) {
        checkSignal(signal);
        return new SourceStream<>(
                "unixSignals(" + signal + ")",
                stream -> Sources.unixSignal(signal, priority, () -> stream.fired(signal)));
    }

    private static void checkSignal(int signal) {
        if (!SIGNALS.contains(signal))
            throw new IllegalArgumentException("not a signal that GLib handles: signal=" + signal
                    + ", expected 1 (HUP), 2 (INT), 10 (USR1), 12 (USR2), 15 (TERM) or 28 (WINCH)");
    }

    // ---- child processes

    /**
     * Ready when this child of the process has ended. It must not be waited for in any other way; children of
     * {@link java.lang.Process} are.
     */
    public static Future<ChildExit> childExit(int pid) {
        return childExit(pid, GlibPriority.DEFAULT);
    }

    /** Like {@link #childExit(int)}, at a priority of GLib. */
    public static Future<ChildExit> childExit(int pid, int priority) {
        if (pid < 1) throw new IllegalArgumentException("not a process: pid=" + pid + ", expected a child of this one");
        return new SourceFuture<>(
                "childExit(" + pid + ")",
                future -> Sources.childWatch(
                        pid, priority, (child, status) -> future.fired(new ChildExit(child, status))));
    }

    /** What {@link #childExit(int)} gives, as a stream of one item. */
    public static Stream<ChildExit> childExits(int pid) {
        return Streams.of(pid).buffered(1, GlibSources::childExit);
    }

    // ---- descriptors

    /** Ready when the descriptor is one of {@code conditions}, or in error; gives what it is. It stays the caller's. */
    public static Future<Set<FdCondition>> unixFd(int fd, Set<FdCondition> conditions) {
        return unixFd(fd, conditions, GlibPriority.DEFAULT);
    }

    /** Like {@link #unixFd(int, Set)}, at a priority of GLib. */
    public static Future<Set<FdCondition>> unixFd(int fd, Set<FdCondition> conditions, int priority) {
        notNegative(fd, "fd");
        int bits = FdCondition.bits(conditions);
        return new SourceFuture<>(
                "unixFd(" + fd + ")",
                future ->
                        Sources.unixFd(fd, bits, priority, (_, condition) -> future.fired(FdCondition.of(condition))));
    }

    /**
     * What the descriptor is, each time it is looked at and is one of {@code conditions}: what makes it ready must be taken away by
     * who reads the stream, before the task waits again.
     */
    public static Stream<Set<FdCondition>> unixFds(int fd, Set<FdCondition> conditions) {
        notNegative(fd, "fd");
        return Streams.generate(() -> unixFd(fd, conditions));
    }

    // ---- what others cancel

    /**
     * Ready when {@code cancellable} is cancelled, on any thread, or was. A future that it wins a race with is dropped. An operation of
     * GIO is better told itself, by {@code withCancellable}: then it fails with {@code CANCELLED}.
     */
    public static Future<@Nullable Void> cancelled(Cancellable cancellable) {
        return cancelled(cancellable, GlibPriority.DEFAULT);
    }

    /** Like {@link #cancelled(Cancellable)}, at a priority of GLib. */
    public static Future<@Nullable Void> cancelled(Cancellable cancellable, int priority) {
        return new SourceFuture<>(
                "cancelled", future -> Sources.cancelled(cancellable.handle(), priority, () -> future.fired(null)));
    }

    private static void notNegative(int number, String name) {
        if (number < 0) throw new IllegalArgumentException(name + " must not be negative: " + name + "=" + number);
    }

    private static long saturatedNs(Duration duration) {
        try {
            return Math.max(0, duration.toNanos());
        } catch (ArithmeticException _) {
            return duration.isNegative() ? 0 : Long.MAX_VALUE;
        }
    }

    static long laterNs(long nowNs, long delayNs) {
        long sumNs = nowNs + delayNs;
        return sumNs < nowNs ? Long.MAX_VALUE : sumNs;
    }
}
