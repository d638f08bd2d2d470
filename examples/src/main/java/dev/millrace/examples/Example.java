package dev.millrace.examples;

import java.io.PrintWriter;
import java.util.List;

/** A program of one screen: opens what it needs, prints what happens, and leaves nothing running. */
interface Example {
    /**
     * Runs it on the calling thread, an ordinary one, to its end.
     *
     * @param args words of the command line, no more than the example says it takes
     * @throws IllegalArgumentException when a word makes no sense
     */
    void run(PrintWriter out, List<String> args) throws Exception;

    /**
     * The number that {@code args} has at {@code index}, or {@code fallback} where it has none.
     *
     * @throws IllegalArgumentException when it is no number from 0 to {@code most}
     */
    static int number(List<String> args, int index, int fallback, int most) {
        if (index >= args.size()) return fallback;
        String word = args.get(index);
        try {
            int number = Integer.parseInt(word);
            if (number >= 0 && number <= most) return number;
        } catch (NumberFormatException e) {
            // said below
        }
        throw new IllegalArgumentException("not a number that fits: " + word + ", expected 0 to " + most);
    }
}
