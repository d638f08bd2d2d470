package dev.millrace.launch;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/**
 * The known names nearest to a mistyped one.
 *
 * <p>Near is: few edits away (a character inserted, removed, replaced, or swapped with its neighbour; about one for
 * each three characters typed), or the typed word is whole parts of the name, as {@code wait} is of {@code
 * context-wait}. Case does not count.
 */
public final class Suggestions {
    private static final int MAX_SUGGESTIONS = 3;
    private static final int MAX_WORD = 64;

    private Suggestions() {}

    /**
     * At most three names, the nearest first, equally near ones by the alphabet; empty when nothing is near.
     *
     * @param word what was typed
     * @param known the names there are, in any order
     */
    public static List<String> nearest(String word, Collection<String> known) {
        if (word.isEmpty() || word.length() > MAX_WORD) {
            return List.of();
        }
        String typed = word.toLowerCase(Locale.ROOT);
        return known.stream()
                .map(name -> new Candidate(name, distance(typed, name.toLowerCase(Locale.ROOT))))
                .filter(candidate -> candidate.distance <= limit(typed))
                .sorted(Comparator.comparingInt(Candidate::distance).thenComparing(Candidate::name))
                .limit(MAX_SUGGESTIONS)
                .map(Candidate::name)
                .toList();
    }

    /** The end of an error message: {@code ; did you mean a, b?} or nothing. */
    public static String didYouMean(String word, Collection<String> known) {
        List<String> names = nearest(word, known);
        return names.isEmpty() ? "" : "; did you mean " + String.join(", ", names) + "?";
    }

    private static int limit(String typed) {
        return Math.max(1, (typed.length() + 1) / 3);
    }

    private static int distance(String typed, String name) {
        if (isWholeParts(typed, name)) {
            return Math.min(limit(typed), name.length() - typed.length());
        }
        return Math.abs(typed.length() - name.length()) > limit(typed) ? Integer.MAX_VALUE : edits(typed, name);
    }

    private static boolean isWholeParts(String typed, String name) {
        return typed.length() > 2 && ("-" + name + "-").contains("-" + typed + "-");
    }

    /** Optimal string alignment distance, by three rows of its table. */
    private static int edits(String a, String b) {
        int[] beforeLast = new int[b.length() + 1];
        int[] last = new int[b.length() + 1];
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            last[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int replaced = last[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                row[j] = Math.min(replaced, Math.min(last[j], row[j - 1]) + 1);
                if (isSwap(a, i, b, j)) {
                    row[j] = Math.min(row[j], beforeLast[j - 2] + 1);
                }
            }
            int[] free = beforeLast;
            beforeLast = last;
            last = row;
            row = free;
        }
        return last[b.length()];
    }

    private static boolean isSwap(String a, int i, String b, int j) {
        return i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
    }

    private record Candidate(String name, int distance) {}
}
