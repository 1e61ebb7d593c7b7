package io.narrows.analysis;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Latency as a load generator counted it, in milliseconds.
 *
 * @param quantiles the quantiles that it tells, in ascending order
 */
public record ClientLatency(List<Quantile> quantiles) {

    public ClientLatency {
        quantiles = List.copyOf(quantiles);
    }

    /**
     * One quantile.
     *
     * @param percentile 0 to 100
     * @param fromScheduleMs from the moment at which requests were scheduled
     * @param fromSendingMs from the moment at which they were sent, or null where that is not known
     */
    public record Quantile(
            double percentile,
            double fromScheduleMs,
            @Nullable Double fromSendingMs) {}
}
