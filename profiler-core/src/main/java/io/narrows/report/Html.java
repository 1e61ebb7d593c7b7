package io.narrows.report;

import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Builds HTML. {@link #raw} takes markup written in this package; everything else goes through {@link #text} or
 * {@link #escape}, which also holds within attributes in double quotes.
 */
final class Html {

    /** A name longer than this is cut; nobody reads it, and it would push everything else away. */
    private static final int LONGEST_NAME = 80;

    /** A number and its unit stay on one line. */
    private static final Pattern UNIT = Pattern.compile("(\\d) (%|ms\\b)");

    private final StringBuilder out = new StringBuilder(1 << 16);

    Html raw(String markup) {
        out.append(markup);
        return this;
    }

    Html text(String text) {
        out.append(escape(text));
        return this;
    }

    /** An element with text in it; the open tag's content is markup, such as {@code p class="lead"}. */
    Html element(String tag, String text) {
        int space = tag.indexOf(' ');
        return raw("<" + tag + ">").text(text).raw("</" + (space < 0 ? tag : tag.substring(0, space)) + ">");
    }

    @Override
    public String toString() {
        return out.toString();
    }

    static String escape(String text) {
        StringBuilder safe = new StringBuilder(text.length() + 16);
        String clean = UNIT.matcher(Format.clean(text)).replaceAll("$1\u00a0$2");
        for (int i = 0; i < clean.length(); i++) {
            char c = clean.charAt(i);
            switch (c) {
                case '&' -> safe.append("&amp;");
                case '<' -> safe.append("&lt;");
                case '>' -> safe.append("&gt;");
                case '"' -> safe.append("&quot;");
                case '\'' -> safe.append("&#39;");
                default -> safe.append(c);
            }
        }
        return safe.toString();
    }

    /** Name of a stage or the like, cut to a length that a page can bear. Not yet escaped. */
    static String name(String name) {
        return Format.cut(name, LONGEST_NAME, true);
    }

    /** CSS class of a segment. */
    static String segment(String segment) {
        return switch (segment) {
            case "DATA", "COMPUTE", "SERVING" -> segment;
            default -> "NONE";
        };
    }

    /** A percentage for CSS. */
    static String css(double percent) {
        return String.format(Locale.ROOT, "%.3f%%", percent);
    }
}
