package dev.millrace.element.queue;

import dev.millrace.caps.Caps;
import dev.millrace.future.Completer;
import dev.millrace.future.Future;
import dev.millrace.future.Waker;
import dev.millrace.media.Buffer;
import dev.millrace.media.Converters;
import dev.millrace.media.ElementFactory;
import dev.millrace.media.FlowReturn;
import dev.millrace.media.Pad;
import dev.millrace.media.Property;
import dev.millrace.media.Sample;
import dev.millrace.media.Sink;
import dev.millrace.media.SinkPad;
import dev.millrace.media.SinkSettings;
import dev.millrace.media.State;
import dev.millrace.media.StreamTask;
import dev.millrace.runtime.BlockOn;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * Hands its buffers to an application; GStreamer's appsink.
 *
 * <p>{@link #pull} gives the next one to whoever asks, in a task or on an ordinary thread, and null after the last. When it is
 * full the stream waits, or the oldest sample is dropped.
 */
public final class AppSink extends Sink {
    public static final ElementFactory<AppSink> FACTORY = SinkSettings.addTo(
                    ElementFactory.of("appsink", AppSink::new), true)
            .klass("Sink/Generic")
            .description("hands its buffers to an application")
            .sink(Caps.any())
            .property(
                    Property.ofCaps("caps", null).blurb("formats that it takes").mutableIn(State.PLAYING),
                    (e, v) -> e.caps = v,
                    e -> e.caps)
            .property(
                    Property.ofUint("max-buffers", 0, 0xffff_ffffL, 0)
                            .blurb("samples to hold; 0 for no limit")
                            .mutableIn(State.PLAYING),
                    (e, v) -> e.maxBuffers = v == null ? 0 : v,
                    e -> e.maxBuffers)
            .property(
                    Property.ofBool("drop", false)
                            .blurb("whether the oldest sample is dropped when it is full")
                            .mutableIn(State.PLAYING),
                    (e, v) -> e.drop = v != null && v,
                    e -> e.drop)
            .property(
                    Property.ofBool("emit-signals", false)
                            .blurb("whether it gives new-sample and eos")
                            .mutableIn(State.PLAYING),
                    (e, v) -> e.emitSignals = v != null && v,
                    e -> e.emitSignals)
            .property(
                    Property.ofBool("wait-on-eos", true)
                            .blurb("whether the end is posted when all samples have been pulled")
                            .mutableIn(State.PLAYING),
                    (e, v) -> e.waitOnEos = v == null || v,
                    e -> e.waitOnEos)
            .readOnly(Property.ofBool("eos", true).blurb("whether no sample will come"), e -> e.isEnded())
            .signal("new-sample", "there is a sample to pull")
            .signal("eos", "the stream has ended")
            .action(
                    "pull-sample",
                    "gives the next sample, or null after the last; waits for it",
                    (e, _) -> BlockOn.run(e.pull()))
            .action("try-pull-sample", "gives the next sample if there is one, else null", (e, _) -> e.tryPull());

    private volatile @Nullable Caps caps;
    private volatile long maxBuffers;
    private volatile boolean drop;
    private volatile boolean emitSignals;
    private volatile boolean waitOnEos = true;

    // Guarded by samples.
    private final ArrayDeque<Sample> samples = new ArrayDeque<>();
    private final ArrayDeque<Completer<@Nullable Void>> pulling = new ArrayDeque<>();
    private @Nullable Completer<@Nullable Void> room;
    private boolean ended = true;
    private boolean endPending;

    private AppSink() {
        super(SinkSettings.all(true));
    }

    /** The next sample, once there is one, or null when the stream has ended; its buffer has to be released. Any thread. */
    public Future<@Nullable Sample> pull() {
        return new Pull();
    }

    /** The next sample if there is one, else null; its buffer has to be released. From any thread. */
    public @Nullable Sample tryPull() {
        Completer<@Nullable Void> wake;
        Sample next;
        boolean last;
        synchronized (samples) {
            next = samples.poll();
            wake = room;
            room = null;
            last = endPending && samples.isEmpty();
            if (last) endPending = false;
        }
        if (wake != null) wake.complete(null);
        if (last) super.streamEnded();
        return next;
    }

    private boolean isEnded() {
        synchronized (samples) {
            return ended && samples.isEmpty();
        }
    }

    // ---- the stream

    @Override
    protected FlowReturn render(Buffer buffer) {
        Sample sample = new Sample(buffer, sinkPad().currentCaps(), segment());
        Sample dropped = null;
        Completer<@Nullable Void> wait = null;
        synchronized (samples) {
            if (ended) {
                buffer.release();
                return FlowReturn.EOS;
            }
            if (drop && maxBuffers > 0 && samples.size() >= maxBuffers) dropped = samples.poll();
            samples.add(sample);
            // One more than fits waits here, so that the one after it waits upstream.
            if (!drop && maxBuffers > 0 && samples.size() >= maxBuffers) {
                wait = new Completer<>();
                room = wait;
            }
        }
        if (dropped != null) dropped.buffer().release();
        wakePullers();
        if (wait != null) StreamTask.defer(wait);
        if (emitSignals && isConnected("new-sample")) signal("new-sample");
        return FlowReturn.OK;
    }

    @Override
    protected void streamEnded() {
        boolean now;
        synchronized (samples) {
            ended = true;
            endPending = waitOnEos && !samples.isEmpty();
            now = !endPending;
        }
        wakePullers();
        if (emitSignals && isConnected("eos")) signal("eos");
        if (now) super.streamEnded();
    }

    private void wakePullers() {
        ArrayDeque<Completer<@Nullable Void>> woken;
        synchronized (samples) {
            if (pulling.isEmpty()) return;
            woken = new ArrayDeque<Completer<@Nullable Void>>(pulling);
            pulling.clear();
        }
        for (Completer<@Nullable Void> one : woken) one.complete(null);
    }

    @Override
    protected void flushing() {
        dropAll();
    }

    @Override
    protected void flushed() {
        synchronized (samples) {
            ended = false;
            endPending = false;
        }
    }

    private void dropAll() {
        while (true) {
            Sample sample = tryPull();
            if (sample == null) return;
            sample.buffer().release();
        }
    }

    @Override
    protected Caps possibleCaps(Pad pad, Caps filter) {
        Caps mine = caps;
        return mine == null ? super.possibleCaps(pad, filter) : mine;
    }

    @Override
    protected boolean setCaps(SinkPad pad, Caps given) {
        Caps mine = caps;
        if (mine == null || given.canIntersect(mine)) return true;
        postError("caps are not accepted: caps=" + given + "; it takes " + mine + Converters.hint(given, mine), null);
        return false;
    }

    @Override
    protected boolean handsOver() {
        return true;
    }

    @Override
    protected void readyToPaused() {
        synchronized (samples) {
            ended = false;
            endPending = false;
        }
    }

    @Override
    protected void pausedToReady() throws Exception {
        super.pausedToReady();
        synchronized (samples) {
            ended = true;
            endPending = false;
        }
        dropAll();
        wakePullers();
    }

    private final class Pull implements Future<@Nullable Sample> {
        private @Nullable Sample sample;
        private boolean done;
        private @Nullable Completer<@Nullable Void> turn;

        @Override
        public boolean poll(Waker waker) {
            while (!done) {
                if (turn != null && !turn.poll(waker)) return false;
                turn = null;
                sample = tryPull();
                done = sample != null || isEnded();
                if (!done) await();
            }
            return true;
        }

        /** Stands in line, unless something has come meanwhile. */
        private void await() {
            Completer<@Nullable Void> next = new Completer<>();
            synchronized (samples) {
                if (samples.isEmpty() && !ended) pulling.add(next);
                else next.complete(null);
            }
            turn = next;
        }

        @Override
        public @Nullable Sample result() {
            if (!done) throw new IllegalStateException("not ready: poll has not returned true");
            return sample;
        }

        @Override
        public void cancel() {
            Completer<@Nullable Void> waiting = turn;
            if (waiting == null) return;
            synchronized (samples) {
                if (pulling.remove(waiting)) return;
            }
            // It had been told to pull: others may.
            wakePullers();
        }
    }
}
