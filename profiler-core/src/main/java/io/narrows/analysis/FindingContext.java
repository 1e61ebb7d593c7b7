package io.narrows.analysis;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What detectors look at. */
record FindingContext(
        TraceCounts counts,
        List<StageShare> stages,
        @Nullable Unaccounted unaccounted,
        @Nullable BatchStatistics batches,
        Losses losses,
        List<FailureCount> failures) {

    /** A stage and its share of the mean with the interval. */
    record StageShare(StageStatistics stage, Estimate share) {}
}
