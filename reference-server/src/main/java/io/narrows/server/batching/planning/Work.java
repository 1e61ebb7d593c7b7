package io.narrows.server.batching.planning;

/**
 * What a request asks of the model.
 *
 * @param texts number of its texts, at least 1
 * @param longest tokens of its longest text, at least 1
 * @param tokens of all its texts, without padding
 * @param forwards forwards that it takes alone
 * @param padded tokens in these, with padding
 * @param squares sum over the texts of the square of the length that each is padded to, which is what attention grows with
 */
public record Work(int texts, int longest, long tokens, int forwards, long padded, long squares) {

    /** Texts padded to the longest, all in one forward. */
    public static Work together(int texts, int longest, long tokens) {
        long padded = (long) texts * longest;
        return new Work(texts, longest, tokens, 1, padded, padded * longest);
    }

    /** Whether it may share a forward with others; what takes several alone is too long or too mixed. */
    public boolean shares() {
        return forwards == 1;
    }
}
