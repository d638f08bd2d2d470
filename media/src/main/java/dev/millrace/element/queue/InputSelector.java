package dev.millrace.element.queue;

import dev.millrace.caps.Caps;
import dev.millrace.future.Futures;
import dev.millrace.media.Buffer;
import dev.millrace.media.ContextSettings;
import dev.millrace.media.Element;
import dev.millrace.media.ElementFactory;
import dev.millrace.media.Event;
import dev.millrace.media.FlowReturn;
import dev.millrace.media.LinkException;
import dev.millrace.media.Pad;
import dev.millrace.media.Property;
import dev.millrace.media.PropertyException;
import dev.millrace.media.SinkPad;
import dev.millrace.media.SrcPad;
import dev.millrace.media.State;
import dev.millrace.media.StreamTask;
import dev.millrace.runtime.Context;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Passes on the stream of one of its sink pads; GStreamer's ts-input-selector.
 *
 * <p>Every stream keeps the time of the clock, also those that are not passed on, so that a switch finds all of them at the
 * same place. The output has one thread: buffers go through a short queue into a task on the context that it names. A switch
 * tells the output how the new stream began, marks its first buffer as discontinuous, and has both streams negotiate again.
 */
public final class InputSelector extends Element {
    public static final ElementFactory<InputSelector> SHARED = ContextSettings.addTo(
                    ElementFactory.of("ts-input-selector", InputSelector::new)
                            .klass("Generic")
                            .description("passes on one of several streams"),
                    e -> e.contextSettings)
            .sinkOnRequest("sink_%u", Caps.any())
            .src(Caps.any())
            .property(
                    Property.ofString("active-pad", null)
                            .blurb("name of the sink pad whose stream is passed on; none for the first")
                            .mutableIn(State.PLAYING),
                    (e, v) -> e.select(v),
                    e -> e.activeName())
            .readOnly(
                    Property.ofInt("n-pads", 0, Integer.MAX_VALUE, 0).blurb("number of sink pads"),
                    e -> e.sinkPads().size());

    private static final Limits ROOM = new Limits(4, 0, 0, Leaky.NO);

    private final ContextSettings contextSettings = new ContextSettings();

    /** Each sink pad has a queue of its own, because each has a thread of its own. */
    private final InputQueues inputs = new InputQueues(this, ROOM);

    private volatile @Nullable Context context;
    private @Nullable StreamTask task;
    private volatile @Nullable SinkPad active;

    private InputSelector() {}

    // ---- which one

    private @Nullable String activeName() {
        SinkPad pad = active;
        return pad == null ? null : pad.name();
    }

    private void select(@Nullable String padName) {
        if (padName == null) return;
        Pad pad = pad(padName);
        if (!(pad instanceof SinkPad chosen))
            throw new PropertyException(
                    "no sink pad of this name: active-pad=" + padName + "; it has "
                            + String.join(
                                    ", ", sinkPads().stream().map(Pad::name).toList()),
                    null);
        SinkPad before = active;
        if (before == chosen) return;
        active = chosen;
        if (before != null) before.reconfigure();
        chosen.reconfigure();
        inputs.wake();
    }

    @Nullable
    SinkPad active() {
        return active;
    }

    @Override
    protected void padRequested(Pad pad) {
        if (!(pad instanceof SinkPad sink)) return;
        inputs.add(sink);
        if (active == null) active = sink;
    }

    @Override
    protected void padReleased(Pad pad) {
        if (!(pad instanceof SinkPad sink)) return;
        inputs.remove(sink);
        if (active != sink) return;
        List<SinkPad> left = sinkPads().stream().filter(other -> other != sink).toList();
        active = left.isEmpty() ? null : left.getFirst();
        inputs.wake();
    }

    // ---- the streams that come in, each on its own thread

    @Override
    protected FlowReturn chain(SinkPad pad, Buffer buffer) {
        InputQueues.Input input = inputs.of(pad);
        if (input == null) {
            buffer.release();
            return FlowReturn.NOT_LINKED;
        }
        keepTime(input, buffer);
        if (pad == active) return input.add(buffer);
        buffer.release();
        return FlowReturn.OK;
    }

    /** Has this stream wait until it is time for the buffer; a late one gives way to the others. */
    private void keepTime(InputQueues.Input input, Buffer buffer) {
        Event.Segment segment = input.segment();
        long runningNs = segment == null ? Buffer.NO_TIME : segment.toRunningTimeNs(buffer.ptsNs());
        if (runningNs == Buffer.NO_TIME) return;
        Context here = Context.current();
        long nowNs = here == null ? environment().nowNs() : here.turnNs();
        long earlyNs = pipeline().clockTimeNs(runningNs + pipeline().latencyNs()) - nowNs;
        if (earlyNs > (here == null ? 0 : here.waitNs() / 2))
            StreamTask.defer(Futures.sleep(Duration.ofNanos(earlyNs)));
    }

    @Override
    protected boolean sinkEvent(SinkPad pad, Event event) {
        InputQueues.Input input = inputs.of(pad);
        return input != null && input.add(event, pad == active);
    }

    // ---- downstream

    @Override
    protected boolean srcEvent(SrcPad pad, Event event) {
        SinkPad from = active;
        return from != null && from.pushUpstream(event);
    }

    @Override
    protected Caps possibleCaps(Pad pad, Caps filter) {
        if (pad instanceof SinkPad) return srcPad().peerQueryCaps(filter);
        SinkPad from = active;
        return from == null ? filter : from.peerQueryCaps(filter);
    }

    // ---- states

    @Override
    protected void nullToReady() throws IOException {
        Context acquired = contextSettings.acquire(pipeline());
        context = acquired;
        task = new StreamTask(acquired, this, inputs);
        inputs.setTask(task, srcPad());
    }

    @Override
    protected void readyToPaused() {
        if (sinkPads().isEmpty()) throw new LinkException("selector has no input: element=" + name());
        inputs.reset();
    }

    @Override
    protected void pausedToReady() {
        inputs.drain();
    }

    @Override
    protected void readyToNull() {
        inputs.setTask(null, null);
        task = null;
        Context left = context;
        context = null;
        if (left != null) left.close();
    }

    @Override
    protected @Nullable StreamTask streamTask() {
        return task;
    }
}
