package dev.millrace.bench;

import dev.millrace.load.Row;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** A process that is measured; one thread starts, marks and closes it. */
interface Subject extends AutoCloseable {
    /** Its process. */
    long pid();

    /** What it says of its start, such as how long that took; or nothing. */
    default String started() {
        return "";
    }

    /** The window begins. */
    void begin() throws IOException;

    /** The window ends; the figures that only the subject itself knows, and those that are measured from outside. */
    Row end() throws IOException;

    /** How many packets have reached it since it started, or null when it cannot tell. */
    @Nullable
    Long packets() throws IOException;

    /** Ends the process. */
    @Override
    void close();
}
