package io.narrows.server.model.djl;

import io.narrows.server.model.PrepareListener;
import io.narrows.server.model.TextModel;
import io.narrows.server.model.TextModel.Tokens;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/**
 * First forwards of a model. The very first one compiles the archive's code and touches every weight, and the first of a
 * size gets its memory; requests should not wait for that.
 */
public final class WarmUp {
    /** Texts and tokens of each batch. */
    private static final int[][] BATCHES = {{1, 8}, {1, 32}, {4, 64}, {8, 128}, {1, 256}, {1, 16}};

    private static final long ANY_TOKEN = 2023;

    private WarmUp() {}

    /** Runs them; a model that cannot is closed. */
    public static void run(TextModel model, PrepareListener listener) {
        try (TextModel.Runner runner = model.newRunner()) {
            run(runner, listener);
        } catch (RuntimeException e) {
            model.close();
            throw e;
        }
    }

    /** The same for one runner; returns how many forwards that were. */
    static int run(TextModel.Runner runner, PrepareListener listener) {
        for (int i = 0; i < BATCHES.length; i++) {
            listener.progress("warming up", i, BATCHES.length);
            try (TextModel.Batch batch = runner.assemble(texts(BATCHES[i][0], BATCHES[i][1]))) {
                batch.forward();
                batch.read();
            }
        }
        listener.progress("warming up", BATCHES.length, BATCHES.length);
        return BATCHES.length;
    }

    private static List<Tokens> texts(int count, int length) {
        long[] ids = new long[length];
        Arrays.fill(ids, ANY_TOKEN);
        return Collections.nCopies(count, new Tokens(ids));
    }
}
