package io.narrows.benchmarks;

import io.narrows.benchmarks.loader.LoaderTask;
import io.narrows.benchmarks.loader.PyTorch;
import io.narrows.benchmarks.loader.ShardFiles;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * JSON documents of about 1 kB, parsed: the loader against PyTorch's DataLoader, DJL's prefetching and a bare loop, over the
 * same shards, each in fresh processes that take turns.
 */
final class JsonClaims implements Benchmark {
    private static final String OURS = "loader";
    private static final String PLAIN = "loader, shards without index";
    private static final String SAME_PARSER = "loader with the bare loop's parser";
    private static final String BARE = "bare loop";
    private static final String BARE_LOOPS = "bare loops";
    private static final String DJL = "DJL";
    private static final String DJL_MEMORY = "DJL's prefetching alone";
    private static final String TORCH = "PyTorch";
    private static final double OVER_DJL = 2;
    private static final double OF_BARE = 0.9;
    private static final String ANOTHER_PARSER =
            "the loader's decoder reads strings faster than the bare loop's Jackson; its work beside parsing is below";
    private static final double TIMED_S = 1.5;

    private record Format(String end, double overPyTorch) {}

    private static final List<Format> FORMATS =
            List.of(new Format("tar", 10), new Format("tar.gz", 5), new Format("tar.zst", 8));

    @Override
    public List<Row> run(Bench bench) throws Exception {
        PyTorch torch = PyTorch.find(bench.work(), bench::say);
        List<Row> rows = new ArrayList<>();
        for (Format format : FORMATS) {
            rows.addAll(rows(bench, torch, format));
        }
        return rows;
    }

    private static List<Row> rows(Bench bench, PyTorch torch, Format format) throws Exception {
        LoaderData data = new LoaderData(bench);
        Path folder = data.documents(format.end);
        int rounds = bench.quick() ? 10 : 14;
        double warmS = bench.quick() ? 6 : 8; // until then the compilers of the JVM want a core, and there are few
        LoaderProcess jvm = new LoaderProcess(bench, "-Xmx3g");
        Turns turns = new Turns(Turns.allOf(data.samples()));
        turns.add(OURS, () -> jvm.epochs("loader", folder, warmS, TIMED_S));
        if (!format.end.equals("tar")) {
            Path plain = data.plainDocuments("documents", format.end, data.samples());
            turns.add(PLAIN, () -> jvm.epochs("loader", plain, warmS, TIMED_S));
        }
        turns.add(SAME_PARSER, () -> jvm.epochs("loader-plain-parser", folder, warmS, TIMED_S));
        turns.add(BARE, () -> jvm.epochs("bare", folder, warmS, TIMED_S));
        turns.add(BARE_LOOPS, () -> jvm.epochs("bare-loops", folder, warmS, TIMED_S));
        if (format.end.equals("tar")) {
            turns.add(DJL, () -> jvm.epochs("djl", folder, warmS, TIMED_S));
            turns.add(DJL_MEMORY, () -> jvm.epochs("djl-memory", folder, warmS, TIMED_S));
        }
        String peer = "not run: " + torch.version();
        if (torch.here()) {
            bench.say("json in " + format.end + ": PyTorch, with how many workers");
            PyTorchWorkers workers = PyTorchWorkers.best(bench, torch, "json", ShardFiles.in(folder));
            turns.add(TORCH, workers::epoch);
            peer = workers.note();
        }
        bench.say("json in " + format.end + ": " + rounds + " rounds");
        turns.play(rounds);
        return rows(turns, format, peer, rounds + " rounds of fresh processes; batches of " + LoaderTask.BATCH);
    }

    private static List<Row> rows(Turns turns, Format format, String peer, String note) {
        String in = "json in " + format.end + ", ";
        int cores = Runtime.getRuntime().availableProcessors();
        List<Row> rows = new ArrayList<>();
        rows.add(Row.informs(in + OURS, turns.perS(OURS), "1/s", note));
        if (turns.has(PLAIN)) {
            rows.add(Row.informs(in + PLAIN, turns.perS(PLAIN), "1/s", "one gzip member or zstd frame a shard"));
        }
        rows.add(Row.informs(in + BARE + " in one thread", turns.perS(BARE), "1/s", ""));
        rows.add(Row.atLeast(
                String.format(Locale.ROOT, "%sloader / (%d cores x bare loop)", in, cores),
                turns.ratio(OURS, BARE).times(1.0 / cores),
                "",
                OF_BARE,
                ANOTHER_PARSER));
        rows.add(Row.informs(
                String.format(Locale.ROOT, "%s%d bare loops at once / (%d x one)", in, cores, cores),
                turns.ratio(BARE_LOOPS, BARE).times(1.0 / cores),
                "",
                "what the machine gives to threads that share nothing: one alone has the collector beside it"));
        rows.add(Row.atLeast(
                String.format(Locale.ROOT, "%sloader / %d bare loops at once", in, cores),
                turns.ratio(OURS, BARE_LOOPS),
                "",
                OF_BARE,
                ANOTHER_PARSER));
        rows.add(Row.informs(
                String.format(Locale.ROOT, "%s%s / %d bare loops at once", in, SAME_PARSER, cores),
                turns.ratio(SAME_PARSER, BARE_LOOPS),
                "",
                "what the loader does beside parsing"));
        rows.add(Row.informs(
                in + OURS + " / " + SAME_PARSER,
                turns.ratio(OURS, SAME_PARSER),
                "",
                "what the loader's own decoder gives"));
        if (turns.has(TORCH)) {
            rows.add(Row.informs(in + TORCH, turns.perS(TORCH), "1/s", peer));
            rows.add(Row.atLeast(in + "loader / PyTorch", turns.ratio(OURS, TORCH), "", format.overPyTorch, ""));
        } else {
            rows.add(Row.value(in + "loader / PyTorch", Double.NaN, "", peer));
        }
        if (turns.has(DJL)) {
            rows.add(Row.informs(in + DJL, turns.perS(DJL), "1/s", "a data set over the same tars, mapped"));
            rows.add(Row.atLeast(in + "loader / DJL", turns.ratio(OURS, DJL), "", OVER_DJL, ""));
            rows.add(Row.informs(
                    in + DJL_MEMORY,
                    turns.perS(DJL_MEMORY),
                    "1/s",
                    "an upper bound: documents in memory already, no arrays made of them"));
        }
        return rows;
    }
}
