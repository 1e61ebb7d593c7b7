package io.narrows.benchmarks.loader;

import io.narrows.data.Loader;
import io.narrows.data.LoaderBuilder;
import io.narrows.data.decode.Decoder;
import io.narrows.data.decode.Decoders;
import io.narrows.data.shard.ShardSet;
import io.narrows.data.source.LocalSource;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** The loader as it is measured: as many workers as there are processors, in order, batches as all have them. */
final class Loaders {
    static final int WORKERS = Runtime.getRuntime().availableProcessors();
    static final long MEMORY_BYTES = 64L << 20;

    private Loaders() {}

    /** All shards of a folder, by name. */
    static ShardSet open(Path folder) throws IOException, InterruptedException {
        return ShardSet.open(new LocalSource(folder), names(folder));
    }

    static List<String> names(Path folder) throws IOException {
        return ShardFiles.in(folder).stream()
                .map(file -> file.getFileName().toString())
                .toList();
    }

    static LoaderBuilder<Doc> documents(ShardSet shards) {
        return samples(shards, Decoders.json(Doc.class));
    }

    static <T> LoaderBuilder<T> samples(ShardSet shards, Decoder<T> decoder) {
        return Loader.from(shards)
                .decode(decoder)
                .batch(LoaderTask.BATCH)
                .workers(WORKERS)
                .memory(MEMORY_BYTES);
    }
}
