package io.narrows.server.batching;

import io.narrows.server.batching.planning.CostModel;
import io.narrows.server.model.TextModel;
import io.narrows.server.model.TextModel.Tokens;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** Teaches a cost model what forwards take, before the first request comes. For one thread. */
final class Calibration {
    /** Words of the texts; each is a token or two. */
    private static final int[] WORDS = {4, 30, 120};

    /** The first round of each size allocates and compiles, and is not counted. */
    private static final int FEWEST_ROUNDS = 3;

    /** What more texts cost follows from what these do: the cost grows with the tokens. */
    static final int MOST_TEXTS = 32;

    /** After a forward that took so long no larger one of its length is tried. */
    static final long LONG_NS = TimeUnit.MILLISECONDS.toNanos(200);

    /** When no further forward begins, whatever is known by then: the rest is learned from requests. */
    static final long WHOLE_NS = TimeUnit.SECONDS.toNanos(5);

    private final TextModel model;
    private final TextModel.Runner runner;
    private final int maxTexts;
    private final CostModel cost;
    private final LongSupplier clock;
    private final long untilNs;

    /**
     * Runs nothing yet.
     *
     * @param runner of that model; nobody else uses it meanwhile
     * @param maxTexts most texts in a forward
     * @param clock the time in ns, as {@link System#nanoTime()}
     */
    Calibration(TextModel model, TextModel.Runner runner, int maxTexts, CostModel cost, LongSupplier clock) {
        this.model = model;
        this.runner = runner;
        this.maxTexts = Math.min(maxTexts, MOST_TEXTS);
        this.cost = cost;
        this.clock = clock;
        untilNs = clock.getAsLong() + WHOLE_NS;
    }

    /** Runs forwards of several sizes until the cost is known: some 40 of them, or fewer where they are slow. */
    void run() {
        for (int round = 1; round <= FEWEST_ROUNDS || !cost.estimate().known(); round++) {
            for (int words : WORDS) {
                Tokens text = model.encode("word ".repeat(words));
                long tookNs = 0;
                for (int texts = 1; texts <= maxTexts && tookNs <= LONG_NS; texts *= 2) {
                    if (clock.getAsLong() - untilNs >= 0) {
                        return;
                    }
                    tookNs = forward(Collections.nCopies(texts, text), round > 1);
                }
            }
        }
    }

    private long forward(List<Tokens> texts, boolean counts) {
        long beganNs = clock.getAsLong();
        try (TextModel.Batch input = runner.assemble(texts)) {
            input.forward();
            input.read();
            long tookNs = clock.getAsLong() - beganNs;
            if (counts) {
                cost.ran(texts.size(), input.paddedLength(), tookNs);
            }
            return tookNs;
        }
    }
}
