package io.narrows.server.batching;

import io.narrows.server.batching.planning.CostModel;
import io.narrows.server.model.TextModel;
import io.narrows.server.model.TextModel.Tokens;
import java.util.Collections;
import java.util.List;

/** Teaches a cost model what forwards take, before the first request comes. Holds no state. */
final class Calibration {
    /** Words of the texts; each is a token or two. */
    private static final int[] WORDS = {4, 30, 120};

    /** The first round of each size allocates and compiles, and is not counted. */
    private static final int FEWEST_ROUNDS = 3;

    private Calibration() {}

    /**
     * Runs forwards of several sizes until the cost is known: some 40 of them, the largest of the maximum.
     *
     * @param runner of that model; nobody else uses it meanwhile
     */
    static void run(TextModel model, TextModel.Runner runner, int maxTexts, CostModel cost) {
        for (int round = 1; round <= FEWEST_ROUNDS || !cost.estimate().known(); round++) {
            for (int words : WORDS) {
                Tokens text = model.encode("word ".repeat(words));
                for (int texts = 1; texts <= maxTexts; texts *= 2) {
                    List<Tokens> batch = Collections.nCopies(texts, text);
                    long beganNs = System.nanoTime();
                    try (TextModel.Batch input = runner.assemble(batch)) {
                        input.forward();
                        input.read();
                        if (round > 1) {
                            cost.ran(texts, input.paddedLength(), System.nanoTime() - beganNs);
                        }
                    }
                }
            }
        }
    }
}
