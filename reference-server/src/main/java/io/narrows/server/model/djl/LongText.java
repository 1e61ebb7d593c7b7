package io.narrows.server.model.djl;

/**
 * Leaves out the end of a text that a truncating BERT tokenizer would throw away anyway. The tokenizer works through all of
 * a text before it truncates, about a second for each megabyte, in which the thread can do nothing else. Stateless.
 */
final class LongText {
    /** Longest run of ASCII letters and digits that is kept; above 100 the tokenizer knows no word, whatever it is. */
    private static final int MAX_RUN = 200;

    private LongText() {}

    /**
     * A shorter text with the same first tokens.
     *
     * <p>It counts only what is at least one token for certain, however the rest is read: runs of Latin, Greek and Cyrillic
     * letters and digits, punctuation, Chinese characters. It cuts only where BERT's tokenizer splits, and shortens words that
     * are too long to be known. Texts of anything else stay whole.
     *
     * @param maxTokens how many tokens are wanted
     */
    static String cut(String text, int maxTokens) {
        return shortWords(prefix(text, maxTokens));
    }

    private static String shortWords(String text) {
        StringBuilder kept = new StringBuilder(Math.min(text.length(), 4096));
        int run = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            run = c < 0x80 && Character.isLetterOrDigit(c) ? run + 1 : 0;
            if (run <= MAX_RUN) {
                kept.append(c);
            }
        }
        return kept.length() == text.length() ? text : kept.toString();
    }

    private static String prefix(String text, int maxTokens) {
        int tokens = 0;
        boolean inWord = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean ideograph = c >= 0x4e00 && c <= 0x9fa5;
            if (ideograph || splits(c)) {
                if (tokens >= maxTokens) {
                    return text.substring(0, i);
                }
                inWord = false;
                if (ideograph || counts(c)) {
                    tokens++;
                }
            } else if (!inWord && c < 0x530 && Character.isLetterOrDigit(c)) {
                inWord = true;
                tokens++;
            }
        }
        return text;
    }

    /** ASCII white space and punctuation. */
    private static boolean splits(char c) {
        return c == '\t' || c == '\n' || c == '\r' || (c >= ' ' && c < 0x7f && !Character.isLetterOrDigit(c));
    }

    /** Brackets do not: "[SEP]" is one token. */
    private static boolean counts(char c) {
        return c > ' ' && c != '[' && c != ']';
    }
}
