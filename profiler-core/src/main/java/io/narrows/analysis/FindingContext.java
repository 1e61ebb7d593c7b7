package io.narrows.analysis;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What detectors look at. */
record FindingContext(
        TraceCounts counts,
        List<StageShare> stages,
        @Nullable Unaccounted unaccounted,
        @Nullable BatchStatistics batches,
        Losses losses,
        @Nullable Overhead overhead,
        List<FailureCount> failures) {

    /**
     * A stage and its share of the mean with the interval.
     *
     * @param stage the stage
     * @param share its share of the mean
     * @param meanTenths the same in tenths of a percent, rounded as reports print it
     * @param tailTenths its share of the p99 likewise
     */
    record StageShare(StageStatistics stage, Estimate share, long meanTenths, long tailTenths) {

        /** Stages with their shares, rounded together with what is unaccounted. */
        static List<StageShare> of(List<StageStatistics> stages, List<Estimate> shares, Unaccounted unaccounted) {
            long[] meanTenths = Shares.tenthsOfMean(stages, unaccounted);
            long[] tailTenths = Shares.tenthsOfP99(stages, unaccounted);
            List<StageShare> result = new ArrayList<>();
            for (int i = 0; i < stages.size(); i++) {
                result.add(new StageShare(stages.get(i), shares.get(i), meanTenths[i], tailTenths[i]));
            }
            return result;
        }
    }
}
