package io.narrows.analysis;

import io.narrows.analysis.operators.OperatorStatistics;
import io.narrows.analysis.statistics.Estimate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Everything that one pass over a run's log says. Immutable.
 *
 * @param run what the log says about itself
 * @param counts traces by outcome
 * @param latency latency of the good traces, or null where there is none
 * @param throughputPerS good traces per second, from the first measured arrival to the last measured end; null without one
 * @param stages stages in the order in which a request goes through them
 * @param kinds kinds of request, most frequent first
 * @param sizes buckets of about as many requests by the size of their input, smallest first; empty where no attribute says it
 * @param parts how the mean latency divides into waiting and work, or null without good traces
 * @param concurrency requests under way at once, or null without a measured trace
 * @param warmup a slower beginning that was set apart, or null where there was none
 * @param coordinatedOmission what the server's latency hides, or null where intended arrivals are not known
 * @param unaccounted what no stage covers, or null without good traces
 * @param tail the traces behind "share of p99", or null without good traces
 * @param batches the batches, or null where no measured trace was in one
 * @param operators what ran inside the forwards of the batches that were profiled
 * @param allTraces what the histograms say about all requests of the whole log, or null where the log has none
 * @param lanes what machine, process and JVM did meanwhile, or null where the log does not say
 * @param losses what the recording lost
 * @param overhead what recording cost, or null where the log does not say
 * @param failures why traces failed, most frequent first
 * @param timeline the run in equal slices; where no trace was kept whole, from the histograms
 * @param waterfalls single requests: the slowest, one at the 99th percentile, one at the median
 * @param warnings what to know before trusting the numbers, one line each
 */
public record RunAnalysis(
        RunFacts run,
        TraceCounts counts,
        @Nullable LatencySummary latency,
        @Nullable Estimate throughputPerS,
        List<StageStatistics> stages,
        List<KindStatistics> kinds,
        List<SizeBucket> sizes,
        @Nullable QueueAndService parts,
        @Nullable Concurrency concurrency,
        @Nullable Warmup warmup,
        @Nullable CoordinatedOmission coordinatedOmission,
        @Nullable Unaccounted unaccounted,
        @Nullable TailBand tail,
        @Nullable BatchStatistics batches,
        OperatorStatistics operators,
        @Nullable AllTraces allTraces,
        @Nullable LaneSummary lanes,
        Losses losses,
        @Nullable Overhead overhead,
        List<FailureCount> failures,
        List<TimelinePoint> timeline,
        List<Waterfall> waterfalls,
        List<String> warnings) {

    /** Whether no trace was kept whole, so that only the histograms tell of the requests. */
    public boolean histogramsOnly() {
        return allTraces != null && counts.kept() + counts.other() == 0;
    }

    public RunAnalysis {
        stages = List.copyOf(stages);
        kinds = List.copyOf(kinds);
        sizes = List.copyOf(sizes);
        failures = List.copyOf(failures);
        timeline = List.copyOf(timeline);
        waterfalls = List.copyOf(waterfalls);
        warnings = List.copyOf(warnings);
    }
}
