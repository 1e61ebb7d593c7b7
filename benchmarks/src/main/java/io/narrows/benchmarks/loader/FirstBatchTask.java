package io.narrows.benchmarks.loader;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import io.narrows.data.DataBatch;
import io.narrows.data.Loader;
import io.narrows.data.decode.Decoder;
import io.narrows.data.decode.Decoders;
import io.narrows.data.shard.ShardSet;
import io.narrows.data.source.LocalSource;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Supplier;

/**
 * From making the decoder and opening the shards to having the first batch, in a JVM that has not done so before, and then again. The
 * decoder first, as the docs say: it is made while the shards are opened.
 */
public final class FirstBatchTask {
    private static final byte[] DOCUMENT =
            "{\"id\": 1, \"url\": \"a\", \"quality\": 0.5, \"links\": [1], \"seen\": true}".getBytes(UTF_8);

    /** What is decoded, and in which JVM. */
    public enum Case {
        /** Texts as they are. */
        TEXT,
        /** JSON, where nobody has used Jackson. */
        JSON,
        /** JSON, where somebody has made a mapper before, as in a service that reads or writes JSON. */
        JSON_AFTER_JACKSON
    }

    /** All in ms. */
    record Found(double coldMs, double openMs, double warmMs) {}

    /** In ms. */
    record Alone(double ms) {}

    private FirstBatchTask() {}

    static Found run(Path folder, Case what) throws Exception {
        if (what == Case.JSON_AFTER_JACKSON) {
            new ObjectMapper().readTree("{}");
        }
        List<String> names = Loaders.names(folder);
        long[] first = once(folder, names, what);
        long[] second = first;
        for (int i = 0; i < 3; i++) {
            second = once(folder, names, what);
        }
        return new Found(first[1] / 1e6, first[0] / 1e6, second[1] / 1e6);
    }

    /** What Jackson takes for a first document in a JVM that has not used it, without any loader. */
    static Alone jacksonAlone() throws Exception {
        long startNs = System.nanoTime();
        ObjectReader reader = new ObjectMapper().readerFor(Doc.class);
        Doc doc = reader.readValue(DOCUMENT);
        if (doc.id != 1) {
            throw new IllegalStateException("the document was read wrongly");
        }
        return new Alone((System.nanoTime() - startNs) / 1e6);
    }

    private static long[] once(Path folder, List<String> names, Case what) throws Exception {
        return what == Case.TEXT
                ? once(folder, names, () -> Decoders.text("json"))
                : once(folder, names, () -> Decoders.json(Doc.class));
    }

    /** Time until the shards were open and until the first batch was there, in ns. */
    private static <T> long[] once(Path folder, List<String> names, Supplier<Decoder<T>> making) throws Exception {
        long startNs = System.nanoTime();
        Decoder<T> decoder = making.get();
        try (ShardSet shards = ShardSet.open(new LocalSource(folder), names)) {
            long openNs = System.nanoTime() - startNs;
            try (Loader<T> loader = Loaders.samples(shards, decoder).open();
                    DataBatch<T> batch = loader.next()) {
                long firstNs = System.nanoTime() - startNs;
                if (batch == null || batch.items().size() != LoaderTask.BATCH) {
                    throw new IllegalStateException("the first batch is not whole");
                }
                return new long[] {openNs, firstNs};
            }
        }
    }
}
