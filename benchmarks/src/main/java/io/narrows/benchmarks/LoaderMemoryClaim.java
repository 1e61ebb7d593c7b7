package io.narrows.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import io.narrows.benchmarks.loader.ShardFiles;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** What the loader holds of a data set that is twenty times the heap. */
final class LoaderMemoryClaim implements Benchmark {
    private static final int TIMES_HEAP = 20;
    private static final long HEAP_MIB = (LoaderData.OFTEN_BYTES / TIMES_HEAP) >> 20;
    private static final long ALLOWED_BYTES = 16 << 20;
    private static final double AT_MOST = 1.1;
    private static final double MEBI = 1 << 20;

    @Override
    public List<Row> run(Bench bench) throws Exception {
        LoaderData data = new LoaderData(bench);
        Path often = data.often();
        int copies = ShardFiles.in(often).size()
                / ShardFiles.in(data.documents("tar")).size();
        bench.say("memory: " + copies + " times the data through " + HEAP_MIB + " MiB");
        JsonNode found = new LoaderProcess(bench, "-Xmx" + HEAP_MIB + "m", "-XX:+UseSerialGC")
                .run("memory", often, ALLOWED_BYTES);
        long samples = (long) copies * data.samples();
        long sum = copies * ((long) data.samples() * (data.samples() - 1) / 2);
        double allowed = found.required("allowedBytes").asDouble();
        String note = String.format(
                Locale.ROOT,
                "%.1f of %.0f MiB, after collections while the consumer stood still; the loader says %.1f MiB; RssAnon %.0f MiB",
                found.required("heldBytes").asDouble() / MEBI,
                allowed / MEBI,
                found.required("toldBytes").asDouble() / MEBI,
                found.required("residentBytes").asDouble() / MEBI);
        return List.of(
                Row.limit(
                        "heap that the loader holds / what it may hold",
                        found.required("heldBytes").asDouble() / allowed,
                        "",
                        AT_MOST,
                        note),
                Row.value(
                        "the same: size of the data / heap",
                        found.required("readBytes").asDouble()
                                / found.required("heapBytes").asDouble(),
                        "",
                        String.format(
                                Locale.ROOT,
                                "%.0f MiB of shards",
                                found.required("readBytes").asDouble() / MEBI)),
                Row.exactly(
                        "the same: samples delivered", found.required("samples").asLong(), "", samples, ""),
                Row.exactly("the same: sum of their ids", found.required("sum").asLong(), "", sum, ""));
    }
}
