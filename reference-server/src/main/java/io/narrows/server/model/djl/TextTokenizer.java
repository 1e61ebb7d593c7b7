package io.narrows.server.model.djl;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import ai.djl.huggingface.tokenizers.jni.TokenizersLibrary;
import io.narrows.server.model.EngineOptions;
import io.narrows.server.model.ModelCache;
import io.narrows.server.model.ModelException;
import io.narrows.server.model.PrepareListener;
import java.io.IOException;
import java.nio.file.Path;

/**
 * Splits texts into tokens as the {@code tokenizer.json} of a BERT model says, but truncates to the given length and does
 * not pad. Thread-safe; the opener closes it when no call is running.
 */
public final class TextTokenizer implements AutoCloseable {
    private final HuggingFaceTokenizer tokenizer;
    private final int maxTokens;

    private TextTokenizer(HuggingFaceTokenizer tokenizer, int maxTokens) {
        this.tokenizer = tokenizer;
        this.maxTokens = maxTokens;
    }

    /**
     * Opens a tokenizer.
     *
     * @param file its {@code tokenizer.json}
     * @param maxTokens longest result, the special tokens included
     * @throws ModelException when it cannot be loaded
     */
    static TextTokenizer open(Path file, int maxTokens) {
        try {
            return new TextTokenizer(
                    HuggingFaceTokenizer.builder()
                            .optTokenizerPath(file)
                            .optAddSpecialTokens(true)
                            .optTruncation(true)
                            .optPadding(false)
                            .optMaxLength(maxTokens)
                            .build(),
                    maxTokens);
        } catch (IOException | RuntimeException | LinkageError e) {
            throw new ModelException("tokenizer " + file + " cannot be loaded: " + DjlRuntime.reason(e), e);
        }
    }

    /**
     * Opens a tokenizer for a model that runs on no engine of DJL.
     *
     * @param file its {@code tokenizer.json}
     * @param maxTokens longest result, the special tokens included
     * @param cache where its library is unpacked
     * @throws ModelException when it cannot be loaded
     */
    public static TextTokenizer withoutEngine(
            Path file, int maxTokens, EngineOptions options, ModelCache cache, PrepareListener listener) {
        DjlRuntime.tokenizers(options, cache, listener);
        return open(file, maxTokens);
    }

    /**
     * Token ids of a text, truncated. Asks the library for the ids alone: {@link HuggingFaceTokenizer#encode} fetches all that
     * the library knows of each token, in ten calls.
     */
    public long[] encode(String text) {
        TokenizersLibrary library = TokenizersLibrary.LIB;
        long encoding = library.encode(tokenizer.getHandle(), LongText.cut(text, maxTokens), true);
        try {
            return library.getTokenIds(encoding);
        } finally {
            library.deleteEncoding(encoding);
        }
    }

    @Override
    public void close() {
        tokenizer.close();
    }
}
