package dev.millrace.cli;

import dev.millrace.caps.Structure;
import dev.millrace.media.Message;
import java.io.PrintWriter;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What {@code millrace launch} prints: in the words of gst-launch-1.0, errors to stderr. */
final class LaunchReport {
    private final PrintWriter out;
    private final PrintWriter err;
    private final boolean quiet;
    private final boolean verbose;
    private final boolean messages;
    private int messagesSeen;

    LaunchReport(PrintWriter out, PrintWriter err, boolean quiet, boolean verbose, boolean messages) {
        this.out = out;
        this.err = err;
        this.quiet = quiet;
        this.verbose = verbose;
        this.messages = messages;
    }

    /** With -m: any message, with its number. */
    void message(Message message) {
        if (!messages) return;
        String text = message instanceof Message.ElementMessage(var _, Structure told)
                ? "element): " + told
                : kind(message) + "): " + message;
        out.println("Got message #" + ++messagesSeen + " from element \""
                + message.source().name() + "\" (" + text);
        out.flush();
    }

    /** Such as state-changed. */
    private static String kind(Message message) {
        if (message instanceof Message.EndOfStream) return "eos";
        String name = message.getClass().getSimpleName();
        return name.replaceAll("(?<=.)([A-Z])", "-$1").toLowerCase(Locale.ROOT);
    }

    /** A line for people who watch. */
    void progress(String line) {
        if (quiet) return;
        out.println(line);
        out.flush();
    }

    void error(Message.Error error) {
        complain("ERROR", error.source().name(), error.text(), error.cause());
    }

    void warning(Message.Warning warning) {
        complain("WARNING", warning.source().name(), warning.text(), warning.cause());
    }

    void info(Message.Info info) {
        progress("INFO: from element " + info.source().name() + ": " + info.text());
    }

    /** With -v: what is known of a stream. */
    void tag(Message.Tag tag) {
        if (verbose) progress("FOUND TAG: found by element \"" + tag.source().name() + "\": " + tag.tags());
    }

    /** With -v: what the pads have agreed on. */
    void notify(Message.PropertyNotify notify) {
        if (!verbose) return;
        String pad = notify.pad() == null ? "" : "." + notify.pad();
        progress("/" + notify.source().pipeline().name() + "/" + notify.source().name() + pad + ": " + notify.property()
                + " = " + notify.value());
    }

    /** Something is wrong with an element. */
    void complain(String kind, String element, String text, @Nullable Throwable cause) {
        err.println("millrace: " + kind + ": from element " + element + ": " + text);
        if (verbose && cause != null) cause.printStackTrace(err);
        err.flush();
    }
}
