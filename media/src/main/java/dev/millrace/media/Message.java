package dev.millrace.media;

import dev.millrace.caps.Structure;
import org.jspecify.annotations.Nullable;

/** Something an element tells the application. */
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

    /** All sinks have seen the end of their streams. */
    record EndOfStream(Element source) implements Message {}

    /** An element has reached a state. */
    record StateChanged(Element source, State from, State to) implements Message {}

    /** A value of an element or of one of its pads has changed. */
    record PropertyNotify(Element source, @Nullable String pad, String property, String value) implements Message {}

    /** Something that only applications of this element know. */
    record ElementMessage(Element source, Structure structure) implements Message {}
}
