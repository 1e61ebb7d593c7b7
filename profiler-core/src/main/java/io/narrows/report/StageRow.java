package io.narrows.report;

import io.narrows.analysis.RunAnalysis;
import io.narrows.analysis.Shares;
import io.narrows.analysis.StageStatistics;
import io.narrows.analysis.Unaccounted;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The table of stages as reports print it: shares in tenths of a percent that add up to 100.0 % as printed, and
 * {@code unaccounted} as last row.
 *
 * @param name name of the stage
 * @param segment its segment, empty for {@code unaccounted} and for stages put together
 * @param meanMs mean time per request
 * @param p50Ms median, or NaN where there is none
 * @param p99Ms 99th percentile, or NaN
 * @param count executions
 * @param meanTenths share of the mean
 * @param tailTenths share of the p99
 * @param inBatch whether it runs once for a whole batch
 */
record StageRow(
        String name,
        String segment,
        double meanMs,
        double p50Ms,
        double p99Ms,
        long count,
        long meanTenths,
        long tailTenths,
        boolean inBatch) {

    static final String UNACCOUNTED = "unaccounted";

    static List<StageRow> of(RunAnalysis analysis) {
        Unaccounted unaccounted = analysis.unaccounted();
        if (unaccounted == null) {
            return List.of();
        }
        List<StageStatistics> stages = analysis.stages();
        long[] meanTenths = Shares.tenthsOfMean(stages, unaccounted);
        long[] tailTenths = Shares.tenthsOfP99(stages, unaccounted);
        List<StageRow> rows = new ArrayList<>();
        for (int i = 0; i < stages.size(); i++) {
            StageStatistics s = stages.get(i);
            rows.add(new StageRow(
                    Format.clean(s.name()),
                    Format.clean(s.segment()),
                    s.meanMs(),
                    s.p50Ms(),
                    s.p99Ms(),
                    s.count(),
                    meanTenths[i],
                    tailTenths[i],
                    s.inBatch()));
        }
        int last = stages.size();
        rows.add(new StageRow(
                UNACCOUNTED,
                "",
                unaccounted.meanMs(),
                Double.NaN,
                Double.NaN,
                0,
                meanTenths[last],
                tailTenths[last],
                false));
        return rows;
    }

    /** At most so many rows: the stages with the smallest shares are put together before {@code unaccounted}. */
    static List<StageRow> atMost(List<StageRow> rows, int most) {
        if (rows.size() <= most) {
            return rows;
        }
        List<StageRow> stages = rows.subList(0, rows.size() - 1);
        List<StageRow> largest = stages.stream()
                .sorted(Comparator.comparingLong(StageRow::meanTenths).reversed())
                .limit(most - 2L)
                .toList();
        List<StageRow> result = new ArrayList<>();
        List<StageRow> small = new ArrayList<>();
        for (StageRow row : stages) {
            (largest.contains(row) ? result : small).add(row);
        }
        result.add(new StageRow(
                small.size() + " smaller stages",
                "",
                small.stream().mapToDouble(StageRow::meanMs).sum(),
                Double.NaN,
                Double.NaN,
                small.stream().mapToLong(StageRow::count).sum(),
                small.stream().mapToLong(StageRow::meanTenths).sum(),
                small.stream().mapToLong(StageRow::tailTenths).sum(),
                false));
        result.add(rows.get(rows.size() - 1));
        return result;
    }
}
