package io.narrows.server.bulk;

import io.narrows.profiler.Batch;
import io.narrows.profiler.Profiler;
import io.narrows.profiler.Trace;
import io.narrows.server.batching.planning.CostEstimate;
import io.narrows.server.batching.planning.Forwards;
import io.narrows.server.model.TextModel;
import io.narrows.server.model.TextModel.Tokens;
import java.util.Arrays;
import java.util.List;

/** Runs a window of texts through the model, in forwards of like lengths. Thread-safe; each call has a runner of its own. */
final class WindowRun {
    /** Which rule cuts a window into forwards. Another one gives other last digits, and so has another name. */
    static final String CUT = "1";

    /*
     * What a forward costs, in tokens: fixed, and not learned while it runs, because the same texts must be cut in the same
     * way by every process. A forward takes about as long as 24 tokens more would (CostModel begins with the same). Attention
     * is one part in 2304 a token and token of length in this network: 2 x hidden x length of 12 x hidden^2 and that.
     */
    private static final double FORWARD_TOKENS = 24;
    private static final double SQUARE_TOKENS = 1.0 / 2304;
    private static final CostEstimate COST = new CostEstimate(CostEstimate.FEWEST, FORWARD_TOKENS, 1, SQUARE_TOKENS, 0);

    private final Profiler profiler;
    private final BulkStages stages;
    private final int maxTexts;

    WindowRun(Profiler profiler, BulkStages stages, int maxTexts) {
        this.profiler = profiler;
        this.stages = stages;
        this.maxTexts = maxTexts;
    }

    /**
     * Gives a vector a text, in the order of the texts.
     *
     * @param trace the window's, which the caller uses again afterwards
     */
    float[][] vectors(TextModel.Runner runner, List<BulkText> texts, Trace trace) {
        int[] lengths = texts.stream().mapToInt(text -> text.tokens().length()).toArray();
        Forwards forwards = Forwards.cheapest(lengths, maxTexts, COST);
        float[][] rows = new float[lengths.length][];
        Batch batch = profiler.beginBatch();
        boolean ended = false;
        try {
            batch.add(trace, forwards.work().tokens());
            for (int[] group : forwards.groups()) {
                List<Tokens> chunk = Arrays.stream(group)
                        .mapToObj(text -> texts.get(text).tokens())
                        .toList();
                batch.enter(stages.assemble());
                try (TextModel.Batch input = runner.assemble(chunk)) {
                    batch.enter(stages.forward());
                    input.forward();
                    batch.enter(stages.postprocess());
                    float[][] read = input.read();
                    for (int i = 0; i < group.length; i++) {
                        rows[group[i]] = read[i];
                    }
                }
            }
            batch.attribute(stages.texts(), lengths.length);
            batch.padded(forwards.work().padded());
            ended = true;
        } finally {
            if (!ended) {
                batch.fail();
            }
            batch.end();
        }
        trace.enter(stages.order());
        return rows;
    }
}
