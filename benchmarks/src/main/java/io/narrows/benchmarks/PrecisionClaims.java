package io.narrows.benchmarks;

import io.narrows.analysis.statistics.Estimate;
import io.narrows.analysis.statistics.MeanIntervals;
import io.narrows.server.model.EngineOptions;
import io.narrows.server.model.ModelException;
import io.narrows.server.model.TextModel;
import io.narrows.server.model.TextModel.Tokens;
import io.narrows.server.model.TextModels;
import io.narrows.server.model.variants.Variant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * How much faster than fp32 the other variants are, with one text of 16 tokens, and with eight of 64. Both models are in this
 * process, on one thread, and take turns.
 */
final class PrecisionClaims implements Benchmark {
    private static final int BLOCKS = 40;
    private static final double INT8 = 2.5;
    private static final double MIXED = 1.5;

    @Override
    public List<Row> run(Bench bench) throws Exception {
        List<Row> rows = new ArrayList<>();
        EngineOptions plain = new EngineOptions(EngineOptions.PYTORCH, Variant.FP32, 1);
        try (TextModel fp32 = TextModels.open(TextModels.MINILM, plain)) {
            for (Variant variant : Variant.values()) {
                if (variant != Variant.FP32) {
                    bench.say("precision: " + variant.label());
                    rows.addAll(rows(bench, fp32, variant));
                }
            }
        }
        return rows;
    }

    private static List<Row> rows(Bench bench, TextModel fp32, Variant variant) {
        String name = "fp32 / " + variant.label() + ", forward";
        try (TextModel other =
                TextModels.open(TextModels.MINILM, new EngineOptions(EngineOptions.PYTORCH, variant, 1))) {
            Estimate one = faster(bench, fp32, other, 1, 16);
            Estimate several = faster(bench, fp32, other, 8, 64);
            String note = "time of fp32 / time of the variant, in turns";
            String small = name + " of 1 text, 16 tokens";
            Row first =
                    switch (variant.precision()) {
                        case "int8" -> Row.atLeast(small, one, "", INT8, note);
                        case "int8 and fp32" -> Row.atLeast(small, one, "", MIXED, note);
                        default -> Row.informs(small, one, "", note);
                    };
            return List.of(first, Row.informs(name + " of 8 texts, 64 tokens", several, "", note));
        } catch (ModelException e) {
            return List.of(Row.value(name, Double.NaN, "", "not run: " + e.getMessage()));
        }
    }

    private static Estimate faster(Bench bench, TextModel fp32, TextModel other, int texts, int tokens) {
        List<Tokens> batch = new ArrayList<>();
        for (int i = 0; i < texts; i++) {
            batch.add(text(fp32, tokens, i));
        }
        int blocks = bench.quick() ? BLOCKS / 4 : BLOCKS;
        int each = texts == 1 ? 40 : 4;
        double[] plain = new double[blocks];
        double[] changed = new double[blocks];
        try (TextModel.Runner one = fp32.newRunner();
                TextModel.Runner two = other.newRunner()) {
            ns(one, batch, 2 * each);
            ns(two, batch, 2 * each);
            for (int block = 0; block < blocks; block++) {
                if (block % 2 == 0) {
                    plain[block] = ns(one, batch, each);
                    changed[block] = ns(two, batch, each);
                } else {
                    changed[block] = ns(two, batch, each);
                    plain[block] = ns(one, batch, each);
                }
            }
        }
        return MeanIntervals.ratioOfPairs(plain, changed);
    }

    private static double ns(TextModel.Runner runner, List<Tokens> batch, int times) {
        long sum = 0;
        for (int i = 0; i < times; i++) {
            try (TextModel.Batch input = runner.assemble(batch)) {
                long startNs = System.nanoTime();
                input.forward();
                sum += System.nanoTime() - startNs;
                input.read();
            }
        }
        return sum;
    }

    /** A text cut to so many tokens, the one that ends every text included. */
    private static Tokens text(TextModel model, int tokens, int first) {
        List<String> words = List.of("the", "ferry", "waits", "while", "rain", "falls", "on", "old", "stone", "walls");
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < tokens; i++) {
            text.append(words.get((first + i) % words.size())).append(' ');
        }
        long[] all = model.encode(text.toString()).ids();
        long[] cut = Arrays.copyOf(all, tokens);
        cut[tokens - 1] = all[all.length - 1];
        return new Tokens(cut);
    }
}
