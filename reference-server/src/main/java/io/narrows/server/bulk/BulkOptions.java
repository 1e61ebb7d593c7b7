package io.narrows.server.bulk;

/**
 * How texts are put together. All but {@code runners} decide the bytes of the embeddings: a text's vector depends in its last
 * digits on those that it shares a forward with.
 *
 * @param maxTexts most texts in one forward
 * @param window texts that are looked at together, to find those of like length
 * @param threads threads of the engine that share a forward, as the model was opened with
 * @param runners forwards at the same time; each window is one runner's
 * @param format how embeddings are written
 */
public record BulkOptions(int maxTexts, int window, int threads, int runners, EmbeddingFormat format) {
    public static final int DEFAULT_MAX_TEXTS = 32;
    public static final int DEFAULT_WINDOW = 256;

    public static final int MOST_WINDOW = 65_536;
    public static final int MOST_THREADS = 1024;
    public static final int MOST_RUNNERS = 256;

    public BulkOptions {
        require("most texts in a forward", maxTexts, 1, MOST_WINDOW);
        require("window", window, maxTexts, MOST_WINDOW);
        require("threads", threads, 1, MOST_THREADS);
        require("runners", runners, 1, MOST_RUNNERS);
    }

    private static void require(String name, int value, int least, int most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(name + " is " + value + ", must be " + least + " to " + most);
        }
    }
}
