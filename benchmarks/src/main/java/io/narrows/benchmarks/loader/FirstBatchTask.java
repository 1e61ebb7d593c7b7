package io.narrows.benchmarks.loader;

import io.narrows.data.DataBatch;
import io.narrows.data.Loader;
import io.narrows.data.decode.Decoder;
import io.narrows.data.decode.Decoders;
import io.narrows.data.shard.ShardSet;
import java.nio.file.Path;

/**
 * From making the decoder and opening the shards to having the first batch, in a JVM that has not done so before, and then again. The
 * decoder first, as the docs say: it is made while the shards are opened.
 */
final class FirstBatchTask {
    /** All in ms. */
    record Found(double coldMs, double openMs, double warmMs) {}

    private FirstBatchTask() {}

    static Found run(Path folder) throws Exception {
        long[] first = once(folder);
        long[] second = first;
        for (int i = 0; i < 3; i++) {
            second = once(folder);
        }
        return new Found(first[1] / 1e6, first[0] / 1e6, second[1] / 1e6);
    }

    /** Time until the shards were open and until the first batch was there, in ns. */
    private static long[] once(Path folder) throws Exception {
        long startNs = System.nanoTime();
        Decoder<Doc> decoder = Decoders.json(Doc.class);
        try (ShardSet shards = Loaders.open(folder)) {
            long openNs = System.nanoTime() - startNs;
            try (Loader<Doc> loader = Loaders.documents(shards, decoder).open();
                    DataBatch<Doc> batch = loader.next()) {
                long firstNs = System.nanoTime() - startNs;
                if (batch == null || batch.items().size() != LoaderTask.BATCH) {
                    throw new IllegalStateException("the first batch is not whole");
                }
                return new long[] {openNs, firstNs};
            }
        }
    }
}
