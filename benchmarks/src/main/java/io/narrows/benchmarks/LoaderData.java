package io.narrows.benchmarks;

import io.narrows.benchmarks.loader.ShardFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** The data of the loader's benchmark in a bench's folder; each set is made when it is first asked for. */
final class LoaderData {
    /** What {@link #often} comes to, at least. */
    static final long OFTEN_BYTES = (20L * 64) << 20;

    private static final int SHARDS = 16;

    private final Bench bench;

    LoaderData(Bench bench) {
        this.bench = bench;
    }

    /** Documents in the large data sets. */
    int samples() {
        return bench.quick() ? 50_000 : 200_000;
    }

    /** Pictures. */
    int pictures() {
        return bench.quick() ? 800 : 2_400;
    }

    /** So many documents in equal shards of a kind. */
    Path documents(String end) throws IOException, InterruptedException {
        return documents("documents", end, ShardFiles.equal(samples(), SHARDS));
    }

    /** Documents in shards of these sizes. */
    Path documents(String name, String end, List<Integer> counts) throws IOException, InterruptedException {
        Path folder = bench.work().resolve(name + "." + end);
        if (!Files.exists(folder)) {
            bench.say("writing " + counts.stream().mapToInt(Integer::intValue).sum() + " documents as " + end);
            ShardFiles.documents(folder, end, counts);
        }
        return folder;
    }

    /** So many documents in equal shards as others write them, without an index. */
    Path plainDocuments(String name, String end, int samples) throws IOException {
        Path folder = bench.work().resolve(name + "-plain." + end);
        if (!Files.exists(folder)) {
            bench.say("writing " + samples + " documents as " + end + " without an index");
            ShardFiles.plainDocuments(folder, end, ShardFiles.equal(samples, SHARDS));
        }
        return folder;
    }

    Path picturesFolder() throws IOException, InterruptedException {
        Path folder = bench.work().resolve("pictures");
        if (!Files.exists(folder)) {
            bench.say("writing " + pictures() + " pictures");
            ShardFiles.pictures(folder, ShardFiles.equal(pictures(), SHARDS));
        }
        return folder;
    }

    /** The documents in plain tar under as many names as make them {@link #OFTEN_BYTES}: a large set on a small disk. */
    Path often() throws IOException, InterruptedException {
        Path folder = bench.work().resolve("often");
        if (Files.exists(folder)) {
            return folder;
        }
        List<Path> shards = ShardFiles.in(documents("tar"));
        Files.createDirectories(folder);
        long bytes = 0;
        for (int copy = 0; bytes < OFTEN_BYTES; copy++) {
            for (Path shard : shards) {
                Files.createLink(
                        folder.resolve(String.format(Locale.ROOT, "copy-%03d-%s", copy, shard.getFileName())), shard);
                bytes += Files.size(shard);
            }
        }
        return folder;
    }
}
