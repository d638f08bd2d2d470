package dev.millrace.runtime;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.FlightRecorder;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/** An exception that escaped a task, timer or listener, for the flight recorder. */
@Name("dev.millrace.Fault")
@Label("Context Fault")
@Description("An exception escaped a task, timer or listener; the context went on")
@Category("Millrace")
@StackTrace(false)
final class FaultEvent extends Event {
    @Label("Context")
    String context = "";

    @Label("What")
    String what = "";

    @Label("Failure")
    String failure = "";

    static void commit(String context, String what, Throwable failure) {
        if (!FlightRecorder.isInitialized()) return;
        FaultEvent event = new FaultEvent();
        event.context = context;
        event.what = what;
        event.failure = failure.toString();
        event.commit();
    }
}
