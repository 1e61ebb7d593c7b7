package io.narrows.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * What does recording cost, per call, per trace, on disk and when it is read, beside what others cost for the same? Options
 * choose parts of the table; without any it is all of them.
 */
final class RecordingBenchmark implements Benchmark {
    private static final String HOT = "--hot";
    private static final String DISK = "--disk";
    private static final String SERVER = "--server";

    @Override
    public Set<String> options() {
        return Set.of(HOT, DISK, SERVER);
    }

    @Override
    public List<Row> run(Bench bench) throws Exception {
        Set<String> parts = bench.options().isEmpty() ? options() : bench.options();
        List<Row> rows = new ArrayList<>();
        if (parts.contains(HOT)) {
            rows.addAll(new HotPath(bench).run());
            rows.addAll(Allocation.rows(bench));
        }
        if (parts.contains(DISK)) {
            SpansOnDisk served = SpansOnDisk.serve(bench);
            rows.addAll(served.rows());
            rows.addAll(new Reading(bench).rows(served));
        }
        if (parts.contains(SERVER)) {
            int rounds = bench.quick() ? 2 : 10;
            ServerRounds servers = new ServerRounds(bench, ServerRounds.Shape.shortest(rounds), false).run();
            rows.addAll(OverheadBenchmark.rows(
                    servers,
                    bench.quick()
                            ? rounds + " fresh pairs, too few for an interval; see benchmarks/run overhead --quick"
                            : "on / off, " + rounds + " fresh pairs"));
        }
        return rows;
    }
}
