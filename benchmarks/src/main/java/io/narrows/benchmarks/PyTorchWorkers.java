package io.narrows.benchmarks;

import io.narrows.benchmarks.loader.EpochResult;
import io.narrows.benchmarks.loader.LoaderTask;
import io.narrows.benchmarks.loader.PyTorch;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** PyTorch's DataLoader with as many workers as serve it best here; each number is tried once. */
final class PyTorchWorkers {
    private static final int[] WORKERS = {0, 1, 2, 4};

    private final PyTorch torch;
    private final String kind;
    private final List<Path> shards;
    private final int workers;
    private final String tried;

    private PyTorchWorkers(PyTorch torch, String kind, List<Path> shards, int workers, String tried) {
        this.torch = torch;
        this.kind = kind;
        this.shards = shards;
        this.workers = workers;
        this.tried = tried;
    }

    static PyTorchWorkers best(Bench bench, PyTorch torch, String kind, List<Path> shards)
            throws IOException, InterruptedException {
        int best = 0;
        double bestPerS = 0;
        List<String> tried = new ArrayList<>();
        for (int workers : WORKERS) {
            double perS = torch.epoch(kind, workers, LoaderTask.BATCH, shards).perS();
            tried.add(String.format(Locale.ROOT, "%d: %.0f/s", workers, perS));
            if (perS > bestPerS) {
                best = workers;
                bestPerS = perS;
            }
        }
        String words = "PyTorch " + torch.version() + ", workers " + String.join(", ", tried);
        bench.say(words);
        return new PyTorchWorkers(torch, kind, shards, best, words);
    }

    EpochResult epoch() throws IOException, InterruptedException {
        return torch.epoch(kind, workers, LoaderTask.BATCH, shards);
    }

    /** What was tried, for a reader. */
    String note() {
        return tried;
    }
}
