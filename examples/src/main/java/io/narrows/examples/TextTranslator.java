package io.narrows.examples;

import ai.djl.huggingface.tokenizers.Encoding;
import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.translate.Translator;
import ai.djl.translate.TranslatorContext;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;

/** Texts to token ids and mask, padded to the longest; pooled vectors to arrays. Knows nothing of Narrows. */
final class TextTranslator implements Translator<String, float[]>, AutoCloseable {
    private static final int MAX_TOKENS = 256;

    private final HuggingFaceTokenizer tokenizer;

    TextTranslator(Path tokenizerFile) throws IOException {
        tokenizer = HuggingFaceTokenizer.builder()
                .optTokenizerPath(tokenizerFile)
                .optAddSpecialTokens(true)
                .optTruncation(true)
                .optPadding(true)
                .optMaxLength(MAX_TOKENS)
                .build();
    }

    @Override
    public NDList batchProcessInput(TranslatorContext context, List<String> texts) {
        return Encoding.toNDList(tokenizer.batchEncode(texts), context.getNDManager(), false, false);
    }

    @Override
    public List<float[]> batchProcessOutput(TranslatorContext context, NDList tensors) {
        NDArray vectors = tensors.head();
        return IntStream.range(0, (int) vectors.size(0))
                .mapToObj(row -> vectors.get(row).toFloatArray())
                .toList();
    }

    @Override
    public NDList processInput(TranslatorContext context, String text) {
        return batchProcessInput(context, List.of(text));
    }

    @Override
    public float[] processOutput(TranslatorContext context, NDList tensors) {
        return batchProcessOutput(context, tensors).get(0);
    }

    @Override
    public void close() {
        tokenizer.close();
    }
}
