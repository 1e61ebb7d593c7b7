package io.narrows.diagnosis;

import io.narrows.analysis.RunAnalysis;
import io.narrows.analysis.Shares;
import io.narrows.analysis.StageStatistics;
import io.narrows.analysis.Unaccounted;
import io.narrows.analysis.statistics.Estimate;
import java.util.ArrayList;
import java.util.List;

/**
 * What detectors look at.
 *
 * @param analysis what the log says
 * @param stages the stages with their shares as reports print them; empty without good traces
 */
record FindingContext(RunAnalysis analysis, List<StageShare> stages) {

    /** Prepares what detectors look at. */
    static FindingContext of(RunAnalysis analysis) {
        Unaccounted unaccounted = analysis.unaccounted();
        return new FindingContext(
                analysis, unaccounted == null ? List.of() : StageShare.of(analysis.stages(), unaccounted));
    }

    /**
     * A stage and its share of the mean with the interval.
     *
     * @param stage the stage
     * @param meanTenths its share of the mean in tenths of a percent, rounded as reports print it
     * @param tailTenths its share of the p99 likewise
     */
    record StageShare(StageStatistics stage, long meanTenths, long tailTenths) {

        Estimate share() {
            return stage.share();
        }

        /** Stages with their shares, rounded together with what is unaccounted. */
        static List<StageShare> of(List<StageStatistics> stages, Unaccounted unaccounted) {
            long[] meanTenths = Shares.tenthsOfMean(stages, unaccounted);
            long[] tailTenths = Shares.tenthsOfP99(stages, unaccounted);
            List<StageShare> result = new ArrayList<>();
            for (int i = 0; i < stages.size(); i++) {
                result.add(new StageShare(stages.get(i), meanTenths[i], tailTenths[i]));
            }
            return result;
        }
    }
}
