package dev.millrace.media;

import dev.millrace.caps.Structure;
import org.jspecify.annotations.Nullable;

/** Something an element, or the pipeline through its outermost bin, tells the application. */
public sealed interface Message {
    /** Who tells it. */
    Element source();

    /**
     * The stream of this element is over for good.
     *
     * @param text what is wrong, with the value
     */
    @SuppressWarnings("AvoidCommonTypeNames") // what the field calls it, always written Message.Error
    record Error(Element source, String text, @Nullable Throwable cause) implements Message {}

    /** Something went wrong, and goes on. */
    record Warning(Element source, String text, @Nullable Throwable cause) implements Message {}

    /** Something that is worth knowing. */
    @SuppressWarnings("AvoidCommonTypeNames") // what the field calls it, always written Message.Info
    record Info(Element source, String text) implements Message {}

    /** All sinks have seen the end of their streams. */
    record EndOfStream(Element source) implements Message {}

    /** An element has reached a state. */
    record StateChanged(Element source, State from, State to) implements Message {}

    /** All sinks have their first buffer; the pipeline is PAUSED and can play at once. */
    record AsyncDone(Element source) implements Message {}

    /** The latency of an element has changed; {@link Pipeline#recalculateLatency} spreads the new one. */
    record Latency(Element source) implements Message {}

    /** The clock that the pipeline uses from now on. */
    record NewClock(Element source, String clock) implements Message {}

    /** A sink has the beginning of a stream. */
    record StreamStart(Element source, String streamId, long groupId) implements Message {}

    /** What is known of a stream. */
    record Tag(Element source, Structure tags) implements Message {}

    /**
     * A buffer was dropped because it came too late, or would have.
     *
     * @param lateByNs how late it was, or would have been
     * @param runningTimeNs of that buffer
     * @param processed buffers of this stream that were not dropped
     * @param dropped buffers that were
     */
    record Qos(Element source, long lateByNs, long runningTimeNs, long processed, long dropped) implements Message {}

    /** A value of an element or of one of its pads has changed. */
    record PropertyNotify(Element source, @Nullable String pad, String property, String value) implements Message {}

    /**
     * What a bin with {@code message-forward} passes on, such as the end of one sink of several; GStreamer's GstBinForwarded.
     *
     * @param source the bin
     * @param message as the element in it has told it
     */
    record Forwarded(Element source, Message message) implements Message {}

    /** Something that only applications of this element know. */
    record ElementMessage(Element source, Structure structure) implements Message {}
}
