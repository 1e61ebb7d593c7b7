package io.narrows.golden;

/** Texts of samples, made fit for one line on a terminal. */
final class GoldenText {
    static final int SHOWN_CODE_POINTS = 60;

    private GoldenText() {}

    /** Quoted, with everything escaped that does not show, shortened with its full length where it is long. */
    static String quote(String text) {
        return quote(text, SHOWN_CODE_POINTS);
    }

    /** The same with another limit. */
    static String quote(String text, int mostCodePoints) {
        StringBuilder out = new StringBuilder("\"");
        int shown = 0;
        int at = 0;
        while (at < text.length() && shown < mostCodePoints) {
            int point = text.codePointAt(at);
            escape(out, point);
            at += Character.charCount(point);
            shown++;
        }
        out.append('"');
        if (at < text.length()) {
            out.append("... (").append(text.codePointCount(0, text.length())).append(" characters)");
        }
        return out.toString();
    }

    private static void escape(StringBuilder out, int point) {
        switch (point) {
            case '"' -> out.append("\\\"");
            case '\\' -> out.append("\\\\");
            case '\n' -> out.append("\\n");
            case '\r' -> out.append("\\r");
            case '\t' -> out.append("\\t");
            default -> {
                if (point == ' ' || shows(point)) {
                    out.appendCodePoint(point);
                } else if (point <= 0xffff) {
                    out.append(String.format("\\u%04x", point));
                } else {
                    out.append(String.format("\\u{%x}", point));
                }
            }
        }
    }

    private static boolean shows(int point) {
        return switch (Character.getType(point)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.SPACE_SEPARATOR -> false;
            default -> true;
        };
    }

    /** Index of the first char that is half of a surrogate pair without its other half, or -1. */
    static int loneSurrogate(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (Character.isHighSurrogate(c) && i + 1 < text.length() && Character.isLowSurrogate(text.charAt(i + 1))) {
                i++;
            } else if (Character.isSurrogate(c)) {
                return i;
            }
        }
        return -1;
    }
}
