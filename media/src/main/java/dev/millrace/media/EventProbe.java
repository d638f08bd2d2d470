package dev.millrace.media;

/** Sees the events that pass a pad, on the thread that sends them. */
@FunctionalInterface
public interface EventProbe {
    /** Looks at an event; returns whether it goes on. A sticky event that is dropped is not told later either. */
    ProbeReturn probe(Pad pad, Event event);
}
