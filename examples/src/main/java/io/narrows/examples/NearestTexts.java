package io.narrows.examples;

import io.narrows.data.DataBatch;
import io.narrows.data.Loader;
import io.narrows.data.decode.Decoders;
import io.narrows.data.shard.ShardSet;
import io.narrows.profiler.Batch;
import io.narrows.profiler.Profiler;
import io.narrows.profiler.Segment;
import io.narrows.profiler.Stage;
import io.narrows.server.model.TextModel;
import io.narrows.server.model.TextModel.Tokens;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/** Looks through all texts of a data set for those that mean nearest to the same as a question: a model over shards. */
public final class NearestTexts {
    private final TextModel model;
    private final Profiler profiler;

    /** Both stay their owner's. */
    public NearestTexts(TextModel model, Profiler profiler) {
        this.model = model;
        this.profiler = profiler;
    }

    /** A text of the data set. */
    public record Text(String words, Tokens tokens) {}

    /** A text, where it came from, and how near it is: 1 means the same. */
    public record Found(String key, String words, double nearness) {}

    /** The nearest texts, the nearest first. */
    public List<Found> nearest(String question, ShardSet shards, int most) throws IOException, InterruptedException {
        PriorityQueue<Found> best = new PriorityQueue<>(Comparator.comparingDouble(Found::nearness));
        try (TextModel.Runner runner = model.newRunner()) {
            float[] wanted = vectors(runner, List.of(model.encode(question)))[0];
            // snippet: inference
            Stage forward = profiler.stage("forward", Segment.COMPUTE);
            try (Loader<Text> loader = Loader.from(shards)
                    .decode(Decoders.text("txt"))
                    .map("tokenize", (words, context) -> new Text(words, model.encode(words)))
                    .batch(32)
                    .profiler(profiler)
                    .open()) {
                for (DataBatch<Text> batch; (batch = loader.next()) != null; batch.close()) {
                    Batch together = profiler.beginBatch(); // goes on in the trace that the loader has begun
                    together.add(batch.trace(), batch.items().size());
                    together.enter(forward);
                    float[][] vectors = vectors(
                            runner, batch.items().stream().map(Text::tokens).toList());
                    together.end();
                    for (int i = 0; i < vectors.length; i++) {
                        String words = batch.items().get(i).words();
                        best.add(new Found(batch.keys().get(i), words, dot(wanted, vectors[i])));
                        if (best.size() > most) {
                            best.remove();
                        }
                    }
                }
            }
            // snippet: end
        }
        List<Found> found = new ArrayList<>(best);
        found.sort(Comparator.comparingDouble(Found::nearness).reversed());
        return found;
    }

    private static float[][] vectors(TextModel.Runner runner, List<Tokens> texts) {
        try (TextModel.Batch batch = runner.assemble(texts)) {
            batch.forward();
            return batch.read();
        }
    }

    /** The vectors have length 1. */
    private static double dot(float[] a, float[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += (double) a[i] * b[i];
        }
        return sum;
    }
}
