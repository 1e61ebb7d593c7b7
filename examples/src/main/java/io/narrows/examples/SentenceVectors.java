package io.narrows.examples;

import ai.djl.MalformedModelException;
import ai.djl.inference.Predictor;
import ai.djl.repository.zoo.Criteria;
import ai.djl.repository.zoo.ModelNotFoundException;
import ai.djl.repository.zoo.ZooModel;
import ai.djl.translate.TranslateException;
import io.narrows.profiler.Batch;
import io.narrows.profiler.Kind;
import io.narrows.profiler.Profiler;
import io.narrows.profiler.ProfilerConfig;
import io.narrows.profiler.Trace;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** A DJL predictor with the profiler around it: several texts are one forward, and each of them is a trace. */
public final class SentenceVectors implements AutoCloseable {
    private final TextTranslator tokens;
    private final ZooModel<String, float[]> model;

    // snippet: predictor
    private final Profiler profiler;
    private final Kind kind;
    private final StagedTranslator<String, float[]> translator;
    private final Predictor<String, float[]> predictor;

    SentenceVectors(Path network, Path tokenizer, ProfilerConfig config)
            throws IOException, ModelNotFoundException, MalformedModelException {
        profiler = Profiler.open(config);
        kind = profiler.kind("text");
        tokens = new TextTranslator(tokenizer);
        translator = new StagedTranslator<>(tokens, profiler);
        model = Criteria.builder()
                .setTypes(String.class, float[].class)
                .optModelPath(network)
                .optEngine("PyTorch")
                .optTranslator(translator)
                .build()
                .loadModel();
        predictor = model.newPredictor();
    }

    /** One vector a text, all of them by one forward. A predictor serves one thread at a time. */
    synchronized List<float[]> vectors(List<String> texts) throws TranslateException {
        List<Trace> traces = texts.stream().map(text -> profiler.begin(kind)).toList();
        Batch batch = profiler.beginBatch();
        for (int i = 0; i < texts.size(); i++) {
            batch.add(traces.get(i), texts.get(i).length());
        }
        translator.belongTo(batch);
        try {
            return predictor.batchPredict(texts);
        } catch (TranslateException e) {
            batch.fail();
            traces.forEach(trace -> trace.fail(e.getMessage()));
            throw e;
        } finally {
            batch.end();
            traces.forEach(Trace::end);
        }
    }
    // snippet: end

    @Override
    public void close() {
        predictor.close();
        model.close();
        tokens.close();
        profiler.close();
    }

    /** Prints how alike the sentences are. The arguments are network, tokenizer and the run directory to make. */
    public static void main(String[] args) throws Exception {
        if (args.length != 3) {
            System.err.println("usage: SentenceVectors NETWORK TOKENIZER RUN_DIRECTORY");
            System.exit(2);
        }
        List<String> sentences = List.of("How slow is it?", "What takes so long?", "The cat sat on the mat.");
        ProfilerConfig config = ProfilerConfig.builder(Path.of(args[2]))
                .service("sentence vectors")
                .build();
        try (SentenceVectors service = new SentenceVectors(Path.of(args[0]), Path.of(args[1]), config)) {
            List<float[]> vectors = service.vectors(sentences);
            for (int i = 1; i < vectors.size(); i++) {
                System.out.printf(
                        Locale.ROOT,
                        "%.2f %s | %s%n",
                        cosine(vectors.get(0), vectors.get(i)),
                        sentences.get(0),
                        sentences.get(i));
            }
        }
    }

    /** The vectors have length 1. */
    private static double cosine(float[] a, float[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += (double) a[i] * b[i];
        }
        return sum;
    }
}
