package dev.millrace.runtime;

import java.util.stream.Collectors;
import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.FlightRecorder;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Timespan;

/** A stall, for the flight recorder. */
@Name("dev.millrace.Stall")
@Label("Context Stall")
@Description("Something kept a context from its other tasks")
@Category("Millrace")
@StackTrace(false)
final class StallEvent extends Event {
    @Label("Context")
    String context = "";

    @Label("Task")
    String task = "";

    @Label("Lasted")
    @Timespan(Timespan.NANOSECONDS)
    long lasted;

    @Label("Frames")
    String frames = "";

    static void commit(Stall stall) {
        if (!FlightRecorder.isInitialized()) return;
        StallEvent event = new StallEvent();
        event.context = stall.context();
        event.task = stall.task();
        event.lasted = stall.lastedNs();
        event.frames = stall.frames().stream().map(StackTraceElement::toString).collect(Collectors.joining("\n"));
        event.commit();
    }
}
