package dev.millrace.launch;

import java.util.List;

/** Launch text out of the words of a command line. */
public final class LaunchText {

    private LaunchText() {}

    /**
     * Puts words together that a shell has cut apart. A single word is the text, exactly as it is; of several, as in
     * {@code millrace launch fakesrc ! 'audio/x-raw, rate=8000' ! fakesink}, each stays one word: the spaces in it that
     * are not between double quotes are escaped, as {@code gst-launch-1.0} does.
     *
     * @param words at least one, as the program was given them
     */
    public static String ofArguments(List<String> words) {
        return words.size() == 1
                ? words.getFirst()
                : String.join(" ", words.stream().map(LaunchText::escaped).toList());
    }

    private static String escaped(String word) {
        var out = new StringBuilder(word.length());
        boolean inQuotes = false;
        char before = 0;
        for (int i = 0; i < word.length(); i++) {
            char c = word.charAt(i);
            if (c == '"' && before != '\\') {
                inQuotes = !inQuotes;
            } else if (Character.isWhitespace(c) && !inQuotes) {
                out.append('\\');
            }
            out.append(c);
            before = c;
        }
        return out.toString();
    }
}
