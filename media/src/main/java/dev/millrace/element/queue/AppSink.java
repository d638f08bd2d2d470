package dev.millrace.element.queue;

import dev.millrace.caps.Caps;
import dev.millrace.element.queue.SampleQueue.Wanted;
import dev.millrace.future.Future;
import dev.millrace.media.Buffer;
import dev.millrace.media.BufferList;
import dev.millrace.media.Converters;
import dev.millrace.media.ElementFactory;
import dev.millrace.media.Event;
import dev.millrace.media.FlowReturn;
import dev.millrace.media.Pad;
import dev.millrace.media.Sample;
import dev.millrace.media.Sink;
import dev.millrace.media.SinkPad;
import dev.millrace.media.SinkSettings;
import org.jspecify.annotations.Nullable;

/**
 * Hands its buffers to an application; GStreamer's appsink.
 *
 * <p>{@link #pull} gives the next one to whoever asks, in a task or on an ordinary thread, and null after the last. When it is
 * full the stream waits, or the oldest sample is dropped. {@link #pullObject} gives the events between the buffers as well, in
 * their order: {@code StreamStart}, {@code CapsChange}, {@code Segment}, {@code Tag}, {@code Gap}, custom ones, and the end of a flush.
 * {@link #pullPreroll} gives what waits in PAUSED, which is also the first sample.
 *
 * <p>With {@code buffer-list} a list of buffers is one sample ({@link Sample#list}), else each buffer is. With {@code
 * emit-signals} it gives {@code new-sample}, {@code new-preroll} and {@code new-serialized-event} on the stream's thread, where an
 * action that pulls finds what the signal is about; {@code eos} is always given. A handler of {@code new-sample} or {@code
 * new-preroll} may answer with a {@link FlowReturn} for the stream, and one of {@code new-serialized-event} that answers true has dealt with the event.
 *
 * <p>Of what a future gives, nothing is lost when it is dropped or times out.
 */
public final class AppSink extends Sink {
    public static final ElementFactory<AppSink> FACTORY =
            AppSinkProperties.addTo(SinkSettings.addTo(ElementFactory.of("appsink", AppSink::new), true)
                    .klass("Sink/Generic")
                    .description("hands its buffers to an application")
                    .sink(Caps.any()));

    volatile @Nullable Caps caps;
    volatile long maxBuffers;
    volatile boolean drop;
    volatile boolean emitSignals;
    volatile boolean waitOnEos = true;
    volatile boolean bufferLists;

    private final SampleQueue queue = new SampleQueue(this::endReached);

    private AppSink() {
        super(SinkSettings.all(true));
    }

    /** The next sample, once there is one, or null when the stream has ended; what it holds has to be released. Any thread. */
    public Future<@Nullable Sample> pull() {
        return queue.take(Wanted.SAMPLE, Sample.class);
    }

    /** The next sample if there is one, else null; what it holds has to be released. From any thread. */
    public @Nullable Sample tryPull() {
        return (Sample) queue.tryTake(Wanted.SAMPLE);
    }

    /** The next {@link Sample} or {@link Event}, once there is one, or null when the stream has ended. As {@link #pull}. */
    public Future<@Nullable Object> pullObject() {
        return queue.take(Wanted.OBJECT, Object.class);
    }

    /** The next {@link Sample} or {@link Event} if there is one, else null. As {@link #tryPull}. */
    public @Nullable Object tryPullObject() {
        return queue.tryTake(Wanted.OBJECT);
    }

    /**
     * The sample that waits for PLAYING, or that did last, once there is one, or null when the stream has ended; what it holds has to
     * be released. Each is given once. Any thread.
     */
    public Future<@Nullable Sample> pullPreroll() {
        return queue.take(Wanted.PREROLL, Sample.class);
    }

    /** The same if there is one, else null. From any thread. */
    public @Nullable Sample tryPullPreroll() {
        return (Sample) queue.tryTake(Wanted.PREROLL);
    }

    SampleQueue queue() {
        return queue;
    }

    // ---- the stream

    @Override
    protected FlowReturn render(Buffer buffer) {
        return add(new Sample(buffer, sinkPad().currentCaps(), segment()));
    }

    @Override
    protected boolean takesLists() {
        return bufferLists;
    }

    @Override
    protected FlowReturn renderList(BufferList list) {
        return bufferLists ? add(new Sample(list, sinkPad().currentCaps(), segment())) : super.renderList(list);
    }

    private FlowReturn add(Sample sample) {
        if (!queue.add(sample, maxBuffers, drop)) return FlowReturn.EOS;
        return tell("new-sample") instanceof FlowReturn answer ? answer : FlowReturn.OK;
    }

    /** Gives a signal where that is wanted; what the handler answers, or null. */
    private @Nullable Object tell(String signal) {
        return emitSignals && isConnected(signal) ? signal(signal) : null;
    }

    @Override
    protected FlowReturn prerolled(Buffer buffer) {
        if (buffer.isWritable()) buffer.share();
        queue.setPreroll(new Sample(buffer.retain(), sinkPad().currentCaps(), segment()));
        return tell("new-preroll") instanceof FlowReturn answer ? answer : FlowReturn.OK;
    }

    @Override
    protected boolean serialized(Event event) {
        queue.add(event);
        return tell("new-serialized-event") instanceof Boolean done && done;
    }

    @Override
    protected void streamEnded() {
        if (queue.end(waitOnEos)) endReached();
    }

    /** On the thread of the stream, or of who has pulled the last sample. */
    private void endReached() {
        if (isConnected("eos")) signal("eos");
        super.streamEnded();
    }

    @Override
    protected void flushing() {
        queue.clear();
    }

    @Override
    protected void flushed() {
        queue.clear();
        queue.begin();
    }

    @Override
    protected Caps possibleCaps(Pad pad, Caps filter) {
        Caps mine = caps;
        return mine == null ? super.possibleCaps(pad, filter) : mine;
    }

    @Override
    protected boolean setCaps(SinkPad pad, Caps given) {
        Caps mine = caps;
        if (mine == null || given.canIntersect(mine)) {
            serialized(new Event.CapsChange(given));
            return true;
        }
        postError("caps are not accepted: caps=" + given + "; it takes " + mine + Converters.hint(given, mine), null);
        return false;
    }

    @Override
    protected boolean handsOver() {
        return true;
    }

    @Override
    protected void readyToPaused() {
        queue.begin();
    }

    @Override
    protected void pausedToReady() throws Exception {
        super.pausedToReady();
        queue.stop();
    }
}
