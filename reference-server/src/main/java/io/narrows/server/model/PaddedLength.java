package io.narrows.server.model;

import io.narrows.server.model.TextModel.Tokens;
import java.util.List;

/** How long the texts of a batch become. Stateless. */
public final class PaddedLength {
    private PaddedLength() {}

    /**
     * The length of the longest.
     *
     * @param texts at least one, each of 1 to {@code maxTokens} tokens
     * @throws IllegalArgumentException when they are not
     */
    public static int of(List<Tokens> texts, int maxTokens) {
        if (texts.isEmpty()) {
            throw new IllegalArgumentException("a batch has 0 texts, must have at least 1");
        }
        int longest = 0;
        for (Tokens text : texts) {
            if (text.length() < 1 || text.length() > maxTokens) {
                throw new IllegalArgumentException(
                        "a text has " + text.length() + " tokens, must have 1 to " + maxTokens);
            }
            longest = Math.max(longest, text.length());
        }
        return longest;
    }
}
