package io.narrows.benchmarks;

import java.util.ArrayList;
import java.util.List;

/** What does recording cost, per call, per trace, on disk and when it is read, beside what others cost for the same? */
final class RecordingBenchmark implements Benchmark {

    @Override
    public List<Row> run(Bench bench) throws Exception {
        List<Row> rows = new ArrayList<>();
        rows.addAll(Allocation.rows(bench));
        rows.addAll(new HotPath(bench).run());
        return rows;
    }
}
