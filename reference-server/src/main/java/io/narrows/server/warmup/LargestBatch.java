package io.narrows.server.warmup;

import io.narrows.server.LoadedModel;
import io.narrows.server.config.Keys;
import io.narrows.server.model.TextModel;
import io.narrows.server.model.TextModel.Tokens;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * Runs the largest batch that the configuration allows once, of texts as long as the model takes, on as many threads as will
 * run it. So the memory that the model needs at its busiest is the process's from the start: it does not grow under load, and
 * a machine that has too little of it shows that before the first request. Stateless.
 */
final class LargestBatch {
    /** A batch that would take longer than this is made smaller: starting is not to take minutes. */
    private static final long MOST_NS = TimeUnit.SECONDS.toNanos(2);

    /** Cut by the model to the tokens that it takes. */
    private static final String LONG_TEXT = "time ".repeat(4096);

    private LargestBatch() {}

    /** @param calledOff asked before each batch whether to leave it */
    static void run(LoadedModel.Texts served, BooleanSupplier calledOff) throws InterruptedException {
        TextModel model = served.model();
        if (calledOff.getAsBoolean()) {
            return;
        }
        Tokens longest = model.encode(LONG_TEXT);
        long oneNs = Math.max(1, forwardNs(model, Collections.nCopies(1, longest)));
        int most = served.config().get(Keys.BATCHING_MAX_SIZE);
        List<Tokens> texts = Collections.nCopies((int) Math.max(1, Math.min(most, MOST_NS / oneNs)), longest);
        int workers = served.config().get(Keys.BATCHING_WORKERS);
        ExecutorService threads = Executors.newFixedThreadPool(workers, work -> new Thread(work, "narrows-warm-up"));
        try {
            List<Future<Long>> running = new ArrayList<>();
            for (int worker = 0; worker < workers && !calledOff.getAsBoolean(); worker++) {
                running.add(threads.submit(() -> forwardNs(model, texts)));
            }
            for (Future<Long> each : running) {
                each.get();
            }
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException failure
                    ? failure
                    : new IllegalStateException(String.valueOf(e.getCause()), e);
        } finally {
            threads.shutdown();
            threads.awaitTermination(1, TimeUnit.MINUTES);
        }
    }

    private static long forwardNs(TextModel model, List<Tokens> texts) {
        long startNs = System.nanoTime();
        try (TextModel.Runner runner = model.newRunner();
                TextModel.Batch batch = runner.assemble(texts)) {
            batch.forward();
            batch.read();
        }
        return System.nanoTime() - startNs;
    }
}
