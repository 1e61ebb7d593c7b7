package io.narrows.server.protocol;

/** Values of clients made fit for a one-line message: printable, short, quoted. */
final class Shown {
    private static final int LIMIT = 40;

    private Shown() {}

    /** The text in quotes, cut after 40 characters, what is not printable ASCII escaped. */
    static String quoted(String text) {
        return '"' + plain(text) + '"';
    }

    static String plain(String text) {
        StringBuilder out = new StringBuilder(LIMIT + 8);
        for (int i = 0; i < text.length(); i++) {
            if (i == LIMIT) {
                return out.append("...").toString();
            }
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                out.append('\\').append(c);
            } else if (c >= ' ' && c < 0x7f) {
                out.append(c);
            } else {
                out.append(String.format("\\u%04x", (int) c));
            }
        }
        return out.toString();
    }
}
