package dev.millrace.cli;

import java.io.Console;
import java.io.PrintWriter;

/**
 * Shows how work goes on: on a terminal in one line that is written over, elsewhere in a line each time.
 *
 * <p>Owned by one thread.
 */
public final class LiveLine implements AutoCloseable {
    private static final String BACK_AND_CLEAR = "\r\033[K";

    private final PrintWriter err;
    private final boolean terminal;
    private boolean shown;

    /** A line on {@code err}; finds out by itself whether that is a terminal. */
    public LiveLine(PrintWriter err) {
        this(err, isTerminal());
    }

    LiveLine(PrintWriter err, boolean terminal) {
        this.err = err;
        this.terminal = terminal;
    }

    /** Shows {@code text}, one line without a line end, in place of the one before. */
    public void show(String text) {
        if (terminal) {
            err.print(BACK_AND_CLEAR + text);
        } else {
            err.println(text);
        }
        err.flush();
        shown = true;
    }

    /** Takes the line away from a terminal, so that the result can stand there. */
    @Override
    public void close() {
        if (terminal && shown) {
            err.print(BACK_AND_CLEAR);
            err.flush();
        }
        shown = false;
    }

    @SuppressWarnings("SystemConsoleNull") // since JDK 25 it is null again where input or output is no terminal
    private static boolean isTerminal() {
        Console console = System.console();
        return console != null && console.isTerminal();
    }
}
