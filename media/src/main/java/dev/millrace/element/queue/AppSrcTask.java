package dev.millrace.element.queue;

import dev.millrace.media.Buffer;
import dev.millrace.media.BufferList;
import dev.millrace.media.Event;
import dev.millrace.media.FlowReturn;
import dev.millrace.media.SrcPad;
import dev.millrace.media.StreamTask;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The half of an {@link AppSrc} that pushes: it puts lists together again, and ends the stream after so many buffers or at the end
 * of the segment.
 */
final class AppSrcTask extends QueueTask {
    /** Buffers between the two were pushed as one list. They lie in the queue one by one, so that its levels count them. */
    enum ListMark {
        BEGIN,
        END
    }

    private static final int NO_LIMIT = -1;

    private final Runnable taken;

    // Any thread.
    /** The end that was asked for last; one that was asked for before a seek is passed over. */
    private volatile Event.@Nullable EndOfStream end;

    private volatile int numBuffers = NO_LIMIT;

    // The task; the state hooks while it is down.
    private int buffersLeft;
    private boolean ended;
    private boolean atStop;
    private Event.@Nullable Segment segment;
    private long bytePosition;
    private boolean gathering;
    private final BufferList gathered = new BufferList();

    /** {@code taken} hears of each buffer that has left the queue, before it is pushed. */
    AppSrcTask(AppSrc source, DataQueue queue, Consumer<String> tell, Runnable taken) {
        super(source, queue, () -> false, tell);
        this.taken = taken;
    }

    // ---- any thread

    int numBuffers() {
        return numBuffers;
    }

    void setNumBuffers(int buffers) {
        numBuffers = buffers;
    }

    /** Ends the stream after what is in the queue; by whoever adds to it. */
    boolean addEnd() {
        Event.EndOfStream added = new Event.EndOfStream();
        end = added;
        return add(added);
    }

    /** An end that was asked for does not count any more: the stream goes on elsewhere. */
    void forgetEnd() {
        end = null;
    }

    // ---- the task

    @Override
    void reset() {
        buffersLeft = numBuffers;
        end = null;
        begin();
        super.reset();
    }

    private void begin() {
        ended = false;
        atStop = false;
        segment = null;
        gathering = false;
        gathered.releaseAll();
    }

    /** Whether it has pushed all that it will. */
    boolean isSpent() {
        return buffersLeft == 0 || atStop;
    }

    @Override
    public boolean step(long nowNs) {
        boolean more = super.step(nowNs);
        if (!isSpent() || ended || gathering) return more;
        // The end after the last buffer is a step of its own: that buffer may have to wait downstream.
        StreamTask running = task();
        if (running == null || running.isBlocked()) return true;
        endHere();
        return false;
    }

    private void endHere() {
        ended = true;
        out().pushEvent(new Event.EndOfStream());
        isOver(FlowReturn.EOS);
    }

    @Override
    FlowReturn pass(SrcPad to, Object item) {
        return switch (item) {
            case Buffer buffer -> passBuffer(to, buffer);
            case ListMark mark -> passMark(to, mark);
            case Event.EndOfStream asked when asked != end || ended -> FlowReturn.OK;
            case Event event -> {
                note(event);
                yield super.pass(to, event);
            }
            default -> FlowReturn.OK;
        };
    }

    private FlowReturn passBuffer(SrcPad to, Buffer buffer) {
        if (isSpent()) {
            buffer.release();
            return FlowReturn.OK;
        }
        taken.run();
        if (buffersLeft > 0) buffersLeft--;
        notePosition(buffer);
        if (!gathering) return to.push(buffer);
        gathered.add(buffer);
        return FlowReturn.OK;
    }

    private FlowReturn passMark(SrcPad to, ListMark mark) {
        gathering = mark == ListMark.BEGIN;
        return gathered.isEmpty() ? FlowReturn.OK : to.pushList(gathered);
    }

    private void note(Event event) {
        if (event instanceof Event.EndOfStream) ended = true;
        if (!(event instanceof Event.Segment begun)) return;
        segment = begun;
        bytePosition = begun.start();
        atStop = false;
        ended = false;
    }

    private void notePosition(Buffer buffer) {
        Event.Segment in = segment;
        if (in == null || in.stop() == Buffer.NO_TIME) return;
        bytePosition += buffer.length();
        long position = in.format() == Event.Segment.Format.BYTES ? bytePosition : endNs(buffer);
        atStop = position != Buffer.NO_TIME && position >= in.stop();
    }

    private static long endNs(Buffer buffer) {
        if (buffer.ptsNs() == Buffer.NO_TIME || buffer.durationNs() == Buffer.NO_TIME) return buffer.ptsNs();
        return buffer.ptsNs() + buffer.durationNs();
    }

    @Override
    public void flushStart() {
        begin();
        super.flushStart();
    }

    @Override
    public void flushStop() {
        begin();
        super.flushStop();
    }

    @Override
    public void stop() {
        begin();
        super.stop();
    }
}
