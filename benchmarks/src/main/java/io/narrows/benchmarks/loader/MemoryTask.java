package io.narrows.benchmarks.loader;

import io.narrows.data.DataBatch;
import io.narrows.data.Loader;
import io.narrows.data.shard.ShardSet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A data set larger than the heap goes through a small one, before a consumer that is slow now and then, so that the loader
 * holds as much as it is allowed to. What it holds is what the heap has more, after a collection, than it had before.
 */
final class MemoryTask {
    private static final int LOOKS = 20;
    private static final long FILL_MS = 150;

    /**
     * @param allowedBytes what the loader was told to hold at most
     * @param heldBytes most that the heap held more than before it was opened, after a collection
     * @param toldBytes most that the loader said it held
     * @param heapBytes the heap's limit
     * @param readBytes size of the data
     * @param residentBytes most memory of the process, mapped files not counted
     */
    record Found(
            long allowedBytes,
            long heldBytes,
            long toldBytes,
            long heapBytes,
            long readBytes,
            long residentBytes,
            long samples,
            long sum) {}

    private MemoryTask() {}

    static Found run(Path folder, long allowedBytes) throws Exception {
        long readBytes = 0;
        for (Path shard : ShardFiles.in(folder)) {
            readBytes += Files.size(shard);
        }
        try (ShardSet shards = Loaders.open(folder)) {
            pass(shards, allowedBytes, false, 0); // loads classes, fills caches
            long beforeBytes = liveBytes();
            return pass(shards, allowedBytes, true, beforeBytes).with(readBytes);
        }
    }

    private record Most(long allowedBytes, long heldBytes, long toldBytes, long residentBytes, long samples, long sum) {
        Found with(long readBytes) {
            return new Found(
                    allowedBytes,
                    heldBytes,
                    toldBytes,
                    Runtime.getRuntime().maxMemory(),
                    readBytes,
                    residentBytes,
                    samples,
                    sum);
        }
    }

    private static Most pass(ShardSet shards, long allowedBytes, boolean look, long beforeBytes) throws Exception {
        long every = Math.max(1, shards.samples() / LoaderTask.BATCH / LOOKS);
        long held = 0;
        long resident = 0;
        long samples = 0;
        long sum = 0;
        try (Loader<Doc> loader = Loaders.documents(shards).memory(allowedBytes).open()) {
            for (long batches = 0; ; batches++) {
                try (DataBatch<Doc> batch = loader.next()) {
                    if (batch == null) {
                        return new Most(allowedBytes, held, loader.peakBytes(), resident, samples, sum);
                    }
                    for (Doc doc : batch.items()) {
                        samples++;
                        sum += doc.id;
                    }
                }
                if (look && batches % every == every / 2) {
                    Thread.sleep(FILL_MS);
                    held = Math.max(held, liveBytes() - beforeBytes);
                    resident = Math.max(resident, residentBytes());
                }
            }
        }
    }

    private static long liveBytes() {
        System.gc();
        Runtime runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory();
    }

    private static long residentBytes() throws IOException {
        return Files.readAllLines(Path.of("/proc/self/status")).stream()
                .filter(line -> line.startsWith("RssAnon:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) << 10)
                .findFirst()
                .orElse(0);
    }
}
