package dev.millrace.runtime;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Enabled;
import jdk.jfr.Event;
import jdk.jfr.EventType;
import jdk.jfr.FlightRecorder;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Timespan;

/** A turn of a context, for the flight recorder; off unless its settings ask for it. */
@Name("dev.millrace.Turn")
@Label("Context Turn")
@Description("One turn of a context: timers, I/O, tasks")
@Category("Millrace")
@Enabled(false)
@StackTrace(false)
final class TurnEvent extends Event {
    @Label("Context")
    String context = "";

    @Label("Length")
    @Timespan(Timespan.NANOSECONDS)
    long length;

    static void commit(String context, long lengthNs) {
        // Asked first: everything else would start the flight recorder in programs that have no use for it.
        if (!FlightRecorder.isInitialized() || !Type.TURN.isEnabled()) return;
        TurnEvent event = new TurnEvent();
        event.context = context;
        event.length = lengthNs;
        event.commit();
    }

    private static final class Type {
        private static final EventType TURN = EventType.getEventType(TurnEvent.class);
    }
}
