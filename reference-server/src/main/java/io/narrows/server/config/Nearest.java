package io.narrows.server.config;

import java.util.Comparator;
import java.util.List;

/** The known key most like a misspelt one, by edit distance. */
final class Nearest {
    private Nearest() {}

    static String to(String name) {
        return to(name, Keys.all().stream().map(ConfigKey::name).toList());
    }

    /** The one of some names, at least one, that is most like another. */
    static String to(String name, List<String> known) {
        return known.stream()
                .min(Comparator.comparingInt(one -> distance(name, one)))
                .orElseThrow();
    }

    /** Levenshtein's distance, two rows at a time. */
    static int distance(String a, String b) {
        int[] above = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            above[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int[] row = new int[b.length() + 1];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int replace = above[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                row[j] = Math.min(replace, Math.min(above[j], row[j - 1]) + 1);
            }
            above = row;
        }
        return above[b.length()];
    }
}
