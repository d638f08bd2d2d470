package dev.millrace.bench.standalone;

import dev.millrace.element.queue.QueueElement;
import dev.millrace.future.Futures;
import dev.millrace.media.Element;
import dev.millrace.media.Message;
import dev.millrace.media.Pipeline;
import dev.millrace.runtime.BlockOn;
import dev.millrace.runtime.Context;
import dev.millrace.runtime.ContextStats;
import dev.millrace.runtime.Environment;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Many timer sources, each through a queue for one buffer into a sink, in one pipeline on few contexts.
 *
 * <p>Started, warmed up, measured at the first stream, and stopped. The other streams are what the first one has to wait for.
 *
 * @param environment where it runs
 * @param streams how many
 * @param contexts how many contexts share them
 * @param slice how long the contexts wait between two turns
 * @param periodMs time between two buffers of a stream in ms
 */
public record StandaloneLoad(Environment environment, int streams, int contexts, Duration slice, int periodMs) {
    private static final double NS_PER_MS = 1e6;

    /**
     * Runs it once. On a thread outside of all contexts; it sleeps meanwhile.
     *
     * @param warmUp from PLAYING until the measurement begins
     * @param measured how long is measured
     * @throws IllegalStateException when an element posts an error; says which and why
     */
    public StandaloneFigures run(Duration warmUp, Duration measured) throws IOException {
        List<TimedSink> sinks = new ArrayList<>();
        Pipeline pipeline = build(sinks);
        try (Context first = environment.acquire(context(0), slice)) {
            long beganNs = environment.nowNs();
            BlockOn.run(pipeline.play());
            long playingNs = environment.nowNs();
            BlockOn.run(Futures.sleep(warmUp));
            ContextStats before = first.enter(() -> begin(first, sinks));
            BlockOn.run(Futures.sleep(measured));
            ContextStats during = first.stats().since(before);
            TimedSink.Measured main = first.enter(() -> sinks.getFirst().end());
            long stoppingNs = environment.nowNs();
            BlockOn.run(pipeline.stop());
            long stoppedNs = environment.nowNs();
            checkErrors(pipeline);
            return new StandaloneFigures(
                    streams,
                    contexts,
                    (int) slice.toMillis(),
                    sinks.stream().mapToLong(TimedSink::buffers).sum(),
                    main.intervals(),
                    main.lateness(),
                    (playingNs - beganNs) / NS_PER_MS,
                    (stoppedNs - stoppingNs) / NS_PER_MS,
                    100 - during.busyPercent());
        } finally {
            pipeline.close();
        }
    }

    private static ContextStats begin(Context first, List<TimedSink> sinks) {
        sinks.getFirst().begin();
        return first.stats();
    }

    private Pipeline build(List<TimedSink> sinks) {
        Pipeline pipeline = new Pipeline("standalone", environment);
        for (int i = 0; i < streams; i++) {
            TimerSrc source = pipeline.add(TimerSrc.FACTORY, "src" + i);
            QueueElement queue = pipeline.add(QueueElement.SHARED, "queue" + i);
            TimedSink sink = pipeline.add(TimedSink.FACTORY, "sink" + i);
            source.set("period", periodMs);
            queue.setText("max-size-buffers", "1");
            for (Element onContext : List.of(source, queue)) {
                onContext.set("context", context(i % contexts));
                onContext.set("context-wait", (int) slice.toMillis());
            }
            pipeline.link(source, queue, sink);
            sinks.add(sink);
        }
        return pipeline;
    }

    private static String context(int index) {
        return "standalone " + index;
    }

    private static void checkErrors(Pipeline pipeline) {
        for (Message message = pipeline.bus().poll();
                message != null;
                message = pipeline.bus().poll()) {
            if (message instanceof Message.Error error)
                throw new IllegalStateException(error.source().name() + ": " + error.text());
        }
    }
}
