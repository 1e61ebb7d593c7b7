package io.narrows.server.model;

import io.narrows.server.model.TextModel.Tokens;
import io.narrows.server.model.search.Texts;
import io.narrows.server.model.variants.Variant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * Whether the bits of an answer depend on who is in the batch. Also a process of its own, because the number of threads inside a
 * forward is fixed when the engine starts.
 */
final class BatchMates {
    /** The empty text, short and long ones, and one that is cut. */
    static final List<String> ODD = List.of(
            "",
            "The quick brown fox jumps over the lazy dog.",
            "one two three four five six seven eight nine ten ".repeat(12),
            "profiling ".repeat(600));

    private static final int[] SIZES = {2, 7, 32};
    private static final int FEWER = 36;

    private BatchMates() {}

    /**
     * Asks each text alone, then all of them in shuffled batches of 2, 7 and 32.
     *
     * @return a line for each answer of which a bit differs from the one alone
     */
    static List<String> differing(TextModel model, List<Tokens> texts) {
        List<String> differing = new ArrayList<>();
        try (TextModel.Runner runner = model.newRunner()) {
            float[][] alone = new float[texts.size()][];
            for (int i = 0; i < alone.length; i++) {
                alone[i] = run(runner, List.of(texts.get(i)))[0];
            }
            List<Integer> order =
                    new ArrayList<>(IntStream.range(0, texts.size()).boxed().toList());
            for (int size : SIZES) {
                Collections.shuffle(order, new Random(size));
                for (int start = 0; start < order.size(); start += size) {
                    List<Integer> batch = order.subList(start, Math.min(start + size, order.size()));
                    float[][] together =
                            run(runner, batch.stream().map(texts::get).toList());
                    for (int i = 0; i < together.length; i++) {
                        if (!Arrays.equals(alone[batch.get(i)], together[i])) {
                            differing.add("text " + batch.get(i) + " in a batch of " + size);
                        }
                    }
                }
            }
        }
        return differing;
    }

    private static float[][] run(TextModel.Runner runner, List<Tokens> texts) {
        try (TextModel.Batch batch = runner.assemble(texts)) {
            batch.forward();
            return batch.read();
        }
    }

    /**
     * Prints how many of how many answers differ.
     *
     * @param args label of the variant, and threads inside a forward
     */
    public static void main(String[] args) {
        EngineOptions options =
                new EngineOptions(EngineOptions.PYTORCH, Variant.of(args[0]), Integer.parseInt(args[1]));
        List<String> asked = new ArrayList<>(ODD);
        asked.addAll(Texts.builtIn().heldOut().subList(0, FEWER));
        try (TextModel model = TextModels.open(TextModels.MINILM, options, Models.cache(), PrepareListener.SILENT)) {
            List<String> differing =
                    differing(model, asked.stream().map(model::encode).toList());
            System.out.println(differing.size() + " of " + SIZES.length * asked.size() + " differ");
        }
    }
}
