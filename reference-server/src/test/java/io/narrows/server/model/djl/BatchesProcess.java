package io.narrows.server.model.djl;

import io.narrows.server.model.EngineOptions;
import io.narrows.server.model.TextModel;
import io.narrows.server.model.TextModel.Tokens;
import io.narrows.server.model.TextModels;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * A process that runs batches of varying shapes and prints by how many KiB its resident memory grew. Started with a fixed,
 * touched heap, so that what grows is outside it.
 */
final class BatchesProcess {
    private static final int WARM_BATCHES = 100;

    private BatchesProcess() {}

    /**
     * @param args number of batches, and {@code close} or {@code leak}: whether batches and runners are closed
     */
    public static void main(String[] args) throws IOException {
        int batches = Integer.parseInt(args[0]);
        boolean close = args[1].equals("close");
        try (TextModel model = TextModels.open(TextModels.MINILM, new EngineOptions(EngineOptions.PYTORCH, 1))) {
            Random random = new Random(1);
            List<TextModel.Batch> kept = new ArrayList<>();
            run(model, WARM_BATCHES, random, true, kept);
            long before = residentKib();
            run(model, batches, random, close, kept);
            System.out.println("grown " + (residentKib() - before) + " KiB");
        }
    }

    private static void run(TextModel model, int batches, Random random, boolean close, List<TextModel.Batch> kept) {
        TextModel.Runner runner = model.newRunner();
        for (int i = 0; i < batches; i++) {
            TextModel.Batch batch = runner.assemble(texts(random));
            batch.forward();
            batch.read();
            if (close) {
                batch.close();
            } else {
                kept.add(batch);
                runner = model.newRunner();
            }
        }
        if (close) {
            runner.close();
        }
    }

    private static List<Tokens> texts(Random random) {
        List<Tokens> texts = new ArrayList<>();
        for (int i = random.nextInt(2); i >= 0; i--) {
            texts.add(
                    new Tokens(random.longs(2 + random.nextInt(7), 1000, 20_000).toArray()));
        }
        return texts;
    }

    private static long residentKib() throws IOException {
        for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
            if (line.startsWith("VmRSS:")) {
                return Long.parseLong(line.replaceAll("\\D", ""));
            }
        }
        throw new IOException("/proc/self/status says nothing of VmRSS");
    }
}
