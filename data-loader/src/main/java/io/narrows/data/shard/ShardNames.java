package io.narrows.data.shard;

import java.util.ArrayList;
import java.util.List;

/**
 * Names written in braces: {@code train-{000000..000012}.tar} and {@code {train,test}-{0..9}.tar}. A brace behind a backslash is
 * one of the name, and so is a backslash behind one.
 */
final class ShardNames {
    private static final int MOST = 1_000_000;
    private static final char ESCAPE = '\\';

    private ShardNames() {}

    /**
     * The names that a text stands for, in order; itself where it has no braces.
     *
     * @throws IllegalArgumentException when its braces do not match, or hold neither a range nor a list
     */
    static List<String> expand(String text) {
        List<String> names = new ArrayList<>();
        expand("", text, text, names);
        return names;
    }

    private static void expand(String before, String rest, String text, List<String> names) {
        int open = find(rest, '{', 0);
        int close = find(rest, '}', 0);
        if (open < 0 && close < 0) {
            if (names.size() == MOST) {
                throw new IllegalArgumentException("\"" + text + "\" stands for more than " + MOST + " names");
            }
            names.add(withoutEscapes(before + rest));
            return;
        }
        int inner = find(rest, '{', open + 1);
        if (open < 0 || close < open || (inner >= 0 && inner < close)) {
            throw new IllegalArgumentException("\"" + text + "\": braces must match, and not stand in one another");
        }
        String head = before + rest.substring(0, open);
        String tail = rest.substring(close + 1);
        for (String choice : choices(rest.substring(open + 1, close), text)) {
            expand(head + choice, tail, text, names);
        }
    }

    /** The text that stands for this name alone. */
    static String literal(String name) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < name.length(); i++) {
            if (isSpecial(name.charAt(i))) {
                text.append(ESCAPE);
            }
            text.append(name.charAt(i));
        }
        return text.toString();
    }

    private static boolean isSpecial(char c) {
        return c == '{' || c == '}' || c == ESCAPE;
    }

    private static boolean escapes(String text, int at) {
        return text.charAt(at) == ESCAPE && at + 1 < text.length() && isSpecial(text.charAt(at + 1));
    }

    /** Where a brace is that is none of the name; -1 where there is none. */
    private static int find(String text, char brace, int from) {
        for (int i = from; i < text.length(); i++) {
            if (escapes(text, i)) {
                i++;
            } else if (text.charAt(i) == brace) {
                return i;
            }
        }
        return -1;
    }

    private static String withoutEscapes(String text) {
        StringBuilder name = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            if (escapes(text, i)) {
                i++;
            }
            name.append(text.charAt(i));
        }
        return name.toString();
    }

    private static List<String> choices(String inside, String text) {
        int dots = inside.indexOf("..");
        List<String> choices = new ArrayList<>();
        if (dots >= 0) {
            String from = inside.substring(0, dots);
            String to = inside.substring(dots + 2);
            if (!isNumber(from) || !isNumber(to)) {
                throw new IllegalArgumentException(
                        "\"" + text + "\": {" + inside + "} is no range of numbers of at most 9 digits");
            }
            int first = Integer.parseInt(from);
            int last = Integer.parseInt(to);
            if (last < first || last - first >= MOST) {
                throw new IllegalArgumentException(
                        "\"" + text + "\": {" + inside + "} must go up, by less than " + MOST);
            }
            int digits = from.length();
            for (int i = first; i <= last; i++) {
                String number = Integer.toString(i);
                choices.add("0".repeat(Math.max(0, digits - number.length())) + number);
            }
            return choices;
        }
        if (inside.indexOf(',') < 0) {
            throw new IllegalArgumentException("\"" + text + "\": {" + inside + "} is neither a range nor a list");
        }
        int from = 0;
        for (int comma = inside.indexOf(','); comma >= 0; comma = inside.indexOf(',', from)) {
            choices.add(inside.substring(from, comma));
            from = comma + 1;
        }
        choices.add(inside.substring(from));
        return choices;
    }

    private static boolean isNumber(String text) {
        return !text.isEmpty() && text.length() <= 9 && text.chars().allMatch(c -> c >= '0' && c <= '9');
    }
}
