package dev.millrace.media;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The events that a source pad keeps for peers that come later, and which of them its peer does not know yet. */
final class StickyEvents {
    /** In the order in which a stream begins. */
    private static final int STREAM_START = 0;

    private static final int CAPS = 1;
    private static final int SEGMENT = 2;

    private final @Nullable Event[] first = new Event[3];
    private final List<Event> others = new ArrayList<>(0);
    /** One bit for each of the first three, and one for all others. */
    private int untold;

    private int othersTold;

    /** Whether the peer knows all of them. */
    boolean isTold() {
        return untold == 0 && othersTold == others.size();
    }

    void keep(Event event) {
        switch (event) {
            case Event.StreamStart _ -> keepFirst(STREAM_START, event);
            case Event.CapsChange _ -> keepFirst(CAPS, event);
            case Event.Segment _ -> keepFirst(SEGMENT, event);
            default -> keepOther(event);
        }
    }

    private void keepFirst(int which, Event event) {
        first[which] = event;
        untold |= 1 << which;
    }

    /** One tag event, and one custom event of each name, the latest. */
    private void keepOther(Event event) {
        for (int i = 0; i < others.size(); i++) {
            if (!isSameKind(others.get(i), event)) continue;
            others.remove(i);
            if (i < othersTold) othersTold--;
            break;
        }
        others.add(event);
    }

    private static boolean isSameKind(Event one, Event other) {
        if (one instanceof Event.Custom a && other instanceof Event.Custom b)
            return a.structure().name().equals(b.structure().name());
        return one.getClass() == other.getClass();
    }

    /** Tells a peer what it does not know, in the order in which a stream begins; returns whether all was understood. */
    boolean tell(SinkPad to) {
        int telling = untold;
        untold = 0;
        boolean understood = true;
        for (int which = STREAM_START; which <= SEGMENT; which++) {
            Event event = first[which];
            if ((telling & 1 << which) != 0 && event != null) understood &= to.receiveEvent(event);
        }
        while (othersTold < others.size()) understood &= to.receiveEvent(others.get(othersTold++));
        return understood;
    }

    /** A new peer: it knows nothing yet. */
    void forgetTold() {
        untold = 1 << STREAM_START | 1 << CAPS | 1 << SEGMENT;
        for (int which = STREAM_START; which <= SEGMENT; which++) if (first[which] == null) untold &= ~(1 << which);
        othersTold = 0;
    }

    /** A flush has ended: a new segment has to come. */
    void dropSegment() {
        first[SEGMENT] = null;
        untold &= ~(1 << SEGMENT);
    }

    void clear() {
        for (int which = STREAM_START; which <= SEGMENT; which++) first[which] = null;
        untold = 0;
        others.clear();
        othersTold = 0;
    }

    List<Event> all() {
        List<Event> all = new ArrayList<>();
        for (Event event : first) if (event != null) all.add(event);
        all.addAll(others);
        return all;
    }

    Event.@Nullable Segment segment() {
        return (Event.Segment) first[SEGMENT];
    }
}
