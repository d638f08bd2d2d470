package dev.millrace.launch;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What {@link Scanner} makes of the characters. */
sealed interface Token {

    Span span();

    /** The link sign. */
    record Bang(Span span) implements Token {}

    /** A bare word, the factory name of an element. */
    record FactoryName(Word word) implements Token {
        @Override
        public Span span() {
            return word.span();
        }
    }

    /** {@code name=value}. */
    record Property(Assignment assignment) implements Token {
        @Override
        public Span span() {
            return assignment.span();
        }
    }

    /** {@code x.}, {@code x.pad,pad} (an element by name) or {@code .pad} (the element beside it: name is null). */
    record Reference(@Nullable Word name, List<Word> pads, Span span) implements Token {}

    /** Text that begins with a media type, up to the next link sign. */
    record Caps(Word word) implements Token {
        @Override
        public Span span() {
            return word.span();
        }
    }

    /** An opening parenthesis, behind the factory and a dot if one is named: {@code (} or {@code bin.(}. */
    record Open(@Nullable Word factory, Span span) implements Token {}

    /** A closing parenthesis. */
    record Close(Span span) implements Token {}

    /** Nothing but white space is left. */
    record End(Span span) implements Token {}
}
