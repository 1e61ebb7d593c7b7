package io.narrows.server.model.search;

import io.narrows.server.model.EngineOptions;
import io.narrows.server.model.ModelCache;
import io.narrows.server.model.PrepareListener;
import io.narrows.server.model.PreparedModel;
import io.narrows.server.model.TextModel;
import io.narrows.server.model.TextModel.Tokens;
import io.narrows.server.model.TextModels;
import io.narrows.server.model.djl.DjlTextModel;
import io.narrows.server.model.minilm.Assignment;
import io.narrows.server.model.variants.Variant;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Trials on the real network, in the form in which each forward says what is int8. Owns the opened model. */
public final class SwitchedTrials implements Trials, AutoCloseable {
    private static final int BATCH = 16;
    private static final long ANY_TOKEN = 2023;

    private final TextModel model;
    private final TextModel.Runner runner;
    private final boolean oneThread;
    private final List<Tokens> timed;
    private final Map<Part, List<Tokens>> texts = new EnumMap<>(Part.class);
    private final Map<Part, double[]> expected = new EnumMap<>(Part.class);
    private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    private Assignment next = Assignment.NONE;

    /**
     * Opens the network.
     *
     * @param intraOpThreads as in {@link EngineOptions}
     * @param timedTexts how many texts the forwards have that are timed
     * @param timedTokens how many tokens each of these has
     * @throws io.narrows.server.model.ModelException when it cannot be opened
     */
    public SwitchedTrials(
            Texts texts,
            int intraOpThreads,
            int timedTexts,
            int timedTokens,
            ModelCache cache,
            PrepareListener listener) {
        EngineOptions options = new EngineOptions(EngineOptions.PYTORCH, Variant.MIXED, intraOpThreads);
        PreparedModel files = cache.prepareSwitched(listener);
        oneThread = options.effectiveIntraOpThreads() == 1;
        model = DjlTextModel.switched(TextModels.MINILM, files, options, cache, listener, () -> next.bits());
        runner = model.newRunner();
        long[] ids = new long[timedTokens];
        Arrays.fill(ids, ANY_TOKEN);
        timed = Collections.nCopies(timedTexts, new Tokens(ids));
        for (Part part : Part.values()) {
            this.texts.put(part, texts.of(part).stream().map(model::encode).toList());
        }
    }

    /** SHA-256 of the weights. */
    public String modelHash() {
        return model.info().properties().getOrDefault("modelHash", "");
    }

    @Override
    public double agreement(Assignment assignment, Part part) {
        double[] floats = expected.computeIfAbsent(part, key -> similarities(Assignment.NONE, key));
        return PairSimilarities.agreement(floats, similarities(assignment, part));
    }

    private double[] similarities(Assignment assignment, Part part) {
        next = assignment;
        List<Tokens> all = texts.getOrDefault(part, List.of());
        float[][] vectors = new float[all.size()][];
        for (int start = 0; start < vectors.length; start += BATCH) {
            int end = Math.min(start + BATCH, vectors.length);
            try (TextModel.Batch batch = runner.assemble(all.subList(start, end))) {
                batch.forward();
                System.arraycopy(batch.read(), 0, vectors, start, end - start);
            }
        }
        return PairSimilarities.of(vectors);
    }

    @Override
    public long[][] timesNs(List<Assignment> assignments, int rounds) {
        long[][] times = new long[assignments.size()][rounds];
        for (int round = -1; round < rounds; round++) {
            for (int i = 0; i < times.length; i++) {
                next = assignments.get(i);
                try (TextModel.Batch batch = runner.assemble(timed)) {
                    long startNs = nowNs();
                    batch.forward();
                    long tookNs = nowNs() - startNs;
                    batch.read();
                    if (round >= 0) { // the first of each warms caches and is not counted
                        times[i][round] = tookNs;
                    }
                }
            }
        }
        return times;
    }

    /** One thread does all the work of a forward: then its processor time is meant, which other processes disturb less. */
    private long nowNs() {
        return oneThread && threads.isCurrentThreadCpuTimeSupported()
                ? threads.getCurrentThreadCpuTime()
                : System.nanoTime();
    }

    @Override
    public void close() {
        runner.close();
        model.close();
    }
}
