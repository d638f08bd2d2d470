package dev.millrace.load;

import com.sun.management.ThreadMXBean;
import com.sun.management.UnixOperatingSystemMXBean;
import dev.millrace.element.rtp.JitterBufferElement;
import dev.millrace.future.Future;
import dev.millrace.launch.Launch;
import dev.millrace.media.Element;
import dev.millrace.media.Message;
import dev.millrace.media.Pipeline;
import dev.millrace.media.Registry;
import dev.millrace.media.SinkPad;
import dev.millrace.media.State;
import dev.millrace.rtp.JitterBufferStats;
import dev.millrace.runtime.BlockOn;
import dev.millrace.runtime.Context;
import dev.millrace.runtime.Environment;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/** Many pipelines of one kind, started and stopped together, and what they have done so far. */
public final class Fleet implements AutoCloseable {
    /** Contexts, the pipes to a child, class files. */
    private static final int SPARE_DESCRIPTORS = 40;

    private final List<Pipeline> pipelines = new ArrayList<>();
    private final List<Context> contexts = new ArrayList<>();
    private final String threadPrefix;

    /**
     * Builds the pipelines; nothing is opened yet.
     *
     * @param streams how many
     * @param threadPrefix how the names of the threads begin that do the work
     * @param text the launch text of each
     */
    public Fleet(int streams, String threadPrefix, IntFunction<String> text) {
        this.threadPrefix = threadPrefix;
        for (int stream = 0; stream < streams; stream++) {
            Pipeline pipeline = new Pipeline("pipeline" + stream);
            pipelines.add(Launch.into(pipeline, Registry.installed(), text.apply(stream)));
        }
    }

    /**
     * Brings all of them to PLAYING, and waits for it.
     *
     * @throws IllegalStateException when one cannot; says which element and why
     */
    public void start() {
        requireDescriptors();
        List<Future<State>> playing = new ArrayList<>();
        for (Pipeline pipeline : pipelines) playing.add(pipeline.play());
        for (int i = 0; i < playing.size(); i++) {
            try {
                BlockOn.run(playing.get(i));
            } catch (RuntimeException e) {
                String posted = firstError(pipelines.get(i));
                throw new IllegalStateException(posted == null ? String.valueOf(e.getMessage()) : posted, e);
            }
        }
    }

    /**
     * Without this a run that cannot succeed would fail half-way, where a JVM without descriptors loads no more classes, not
     * even those that would say why.
     */
    private void requireDescriptors() {
        if (!(ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean system)) return;
        long sockets = sum(element -> element.factory().klass().matches("(Source|Sink)/Network") ? 1 : 0);
        long needed = system.getOpenFileDescriptorCount() + sockets + SPARE_DESCRIPTORS;
        long limit = system.getMaxFileDescriptorCount();
        if (needed > limit)
            throw new IllegalStateException("too few file descriptors: limit=" + limit + " sockets=" + sockets
                    + "; raise it with 'ulimit -n " + needed + "'");
    }

    /** Keeps a hold of a context by name, for its statistics. */
    public void watch(String contextName, Duration wait) throws IOException {
        contexts.add(Environment.machine().acquire(contextName, wait));
    }

    /** The first error that any of them has posted since the last call, or null. */
    public @Nullable String firstError() {
        for (Pipeline pipeline : pipelines) {
            String error = firstError(pipeline);
            if (error != null) return error;
        }
        return null;
    }

    private static @Nullable String firstError(Pipeline pipeline) {
        for (Message message = pipeline.bus().poll();
                message != null;
                message = pipeline.bus().poll()) {
            if (message instanceof Message.Error error)
                return pipeline.name() + "." + error.source().name() + ": " + error.text();
        }
        return null;
    }

    /** Packets that the sources have taken in. */
    public long packetsIn() {
        return sum(element ->
                element.sinkPads().isEmpty() ? element.srcPads().getFirst().buffers() : 0);
    }

    /** Packets that have reached the sinks. */
    public long packetsOut() {
        return sum(element -> element.srcPads().isEmpty()
                ? element.sinkPads().stream().mapToLong(SinkPad::buffers).sum()
                : 0);
    }

    /** Packets that the jitter buffers missed. */
    public long lost() {
        return sum(element -> jitter(element, JitterBufferStats::lost));
    }

    /** Packets that the jitter buffers took in but could not deliver: too late, or without room. */
    public long late() {
        return sum(element -> jitter(element, stats -> stats.late() + stats.overflow() + stats.discarded()));
    }

    /** Returns from waiting of the watched contexts. */
    public long wakeups() {
        return contexts.stream().mapToLong(context -> context.stats().wakeups()).sum();
    }

    /** How many threads there are that do the work. */
    public int threads() {
        return workers().length;
    }

    /** Bytes that those threads have allocated since they began. */
    public long allocatedBytes() {
        ThreadMXBean bean = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long bytes = 0;
        for (long ofOne : bean.getThreadAllocatedBytes(workers())) bytes += Math.max(ofOne, 0);
        return bytes;
    }

    private long[] workers() {
        var bean = ManagementFactory.getThreadMXBean();
        List<Long> ids = new ArrayList<>();
        for (ThreadInfo info : bean.getThreadInfo(bean.getAllThreadIds())) {
            if (info != null && info.getThreadName().startsWith(threadPrefix)) ids.add(info.getThreadId());
        }
        return ids.stream().mapToLong(Long::longValue).toArray();
    }

    private long sum(ToLongFunction<Element> figure) {
        long sum = 0;
        for (Pipeline pipeline : pipelines)
            for (Element element : pipeline.elements()) sum += figure.applyAsLong(element);
        return sum;
    }

    private static long jitter(Element element, ToLongFunction<JitterBufferStats> figure) {
        if (!(element instanceof JitterBufferElement buffer)) return 0;
        JitterBufferStats stats = buffer.stats();
        return stats == null ? 0 : figure.applyAsLong(stats);
    }

    /** Brings all of them to NULL, and waits for it. */
    @Override
    public void close() {
        List<Future<State>> stopping = new ArrayList<>();
        for (Pipeline pipeline : pipelines) stopping.add(pipeline.stop());
        for (Future<State> stopped : stopping) BlockOn.run(stopped);
        contexts.forEach(Context::close);
        contexts.clear();
    }
}
