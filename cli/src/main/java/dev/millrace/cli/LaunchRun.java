package dev.millrace.cli;

import dev.millrace.future.Future;
import dev.millrace.future.Futures;
import dev.millrace.future.Waker;
import dev.millrace.load.StopSignal;
import dev.millrace.media.Element;
import dev.millrace.media.Message;
import dev.millrace.media.Pipeline;
import dev.millrace.media.State;
import dev.millrace.runtime.BlockOn;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Runs one pipeline from NULL to PLAYING and back: until its streams end, fail, or are told to stop. */
final class LaunchRun {
    /** Why a run is over. */
    enum Outcome {
        END_OF_STREAM,
        ERROR,
        STOPPED
    }

    private static final Duration LOOK_EVERY = Duration.ofMillis(50);
    private static final double NS_PER_S = 1e9;

    private final Pipeline pipeline;
    private final LaunchReport report;
    private final DotFiles dots;
    private final boolean endOnStop;

    LaunchRun(Pipeline pipeline, LaunchReport report, DotFiles dots, boolean endOnStop) {
        this.pipeline = pipeline;
        this.report = report;
        this.dots = dots;
        this.endOnStop = endOnStop;
    }

    /** Runs it on the calling thread. */
    Outcome run(StopSignal stop) {
        report.progress("Setting pipeline to PLAYING ...");
        Future<State> playing = pipeline.play();
        long startNs = pipeline.environment().nowNs();
        Outcome outcome = listen(stop, playing);
        dots.over(pipeline);
        double tookS = (pipeline.environment().nowNs() - startNs) / NS_PER_S;
        report.progress(String.format(Locale.ROOT, "Execution ended after %.3f s", tookS));
        report.progress("Setting pipeline to NULL ...");
        BlockOn.run(pipeline.stop());
        reportLeft();
        return outcome;
    }

    private Outcome listen(StopSignal stop, Future<State> playing) {
        boolean ending = false;
        boolean up = false;
        while (true) {
            Outcome outcome = handleMessages();
            if (outcome != null) return outcome;
            if (!up && playing.poll(Waker.none())) {
                up = true;
                if (!isUp(playing)) return Outcome.ERROR;
                report.progress("Pipeline is PLAYING; Ctrl-C stops it");
            }
            if (stop.isStopped() && !ending) {
                if (!endOnStop || !up) return Outcome.STOPPED;
                ending = true;
                report.progress("EOS on shutdown enabled -- waiting for EOS");
                pipeline.sendEndOfStream();
            }
            BlockOn.run(Futures.sleep(LOOK_EVERY));
        }
    }

    /** Its failure was posted, with the element; a failure nobody has posted is reported here. */
    private boolean isUp(Future<State> playing) {
        try {
            playing.result();
            return true;
        } catch (RuntimeException e) {
            if (handleMessages() != Outcome.ERROR) throw e;
            return false;
        }
    }

    /** What the bus has; the outcome if a message decides it. */
    private @Nullable Outcome handleMessages() {
        for (Message message = pipeline.bus().poll();
                message != null;
                message = pipeline.bus().poll()) {
            report.message(message);
            switch (message) {
                case Message.Error error -> {
                    dots.failed(pipeline);
                    report.error(error);
                    return Outcome.ERROR;
                }
                case Message.EndOfStream end -> {
                    report.progress("Got EOS from element " + end.source());
                    return Outcome.END_OF_STREAM;
                }
                case Message.Warning warning -> report.warning(warning);
                case Message.StateChanged(Element source, State from, State to) -> {
                    if (source == pipeline.bin()) dots.changed(pipeline, from, to);
                }
                case Message.PropertyNotify notify -> report.notify(notify);
                case Message.Info info -> report.info(info);
                case Message.Latency _ -> pipeline.recalculateLatency();
                case Message.NewClock clock -> report.progress("New clock: " + clock.clock());
                case Message.AsyncDone _ -> report.progress("Pipeline is PREROLLED ...");
                case Message.Tag tag -> report.tag(tag);
                default -> {}
            }
        }
        return null;
    }

    /** What went wrong on the way down. */
    private void reportLeft() {
        for (Message message = pipeline.bus().poll();
                message != null;
                message = pipeline.bus().poll()) {
            if (message instanceof Message.Warning warning) report.warning(warning);
        }
    }
}
