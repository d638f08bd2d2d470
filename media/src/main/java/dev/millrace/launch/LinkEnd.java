package dev.millrace.launch;

import java.util.List;

/** One side of a link: an element next to the {@code !}, or one referred to by its name. */
public sealed interface LinkEnd {

    /** The pads asked for, in order; empty when any pad that fits will do. */
    List<Word> pads();

    /** Where this side stands in the text. */
    Span span();

    /**
     * The element written on this side of the link.
     *
     * @param index of the element in {@link LaunchGraph#elements()}
     * @param pads see {@link LinkEnd#pads()}
     * @param span see {@link LinkEnd#span()}
     */
    record Element(int index, List<Word> pads, Span span) implements LinkEnd {

        /** Keeps its own copy of the list. */
        public Element {
            pads = List.copyOf(pads);
        }
    }

    /**
     * A reference, {@code x.} or {@code x.pad,pad}, to an element that may stand anywhere in the text, or nowhere.
     *
     * @param name the name before the dot
     * @param pads see {@link LinkEnd#pads()}
     * @param span see {@link LinkEnd#span()}
     */
    record Reference(Word name, List<Word> pads, Span span) implements LinkEnd {

        /** Keeps its own copy of the list. */
        public Reference {
            pads = List.copyOf(pads);
        }
    }
}
