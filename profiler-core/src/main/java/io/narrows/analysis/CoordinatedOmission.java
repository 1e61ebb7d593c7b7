package io.narrows.analysis;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the server's own latency hides, because it begins at the actual arrival and not when the request was meant to come.
 * A sender that waits for a slow answer before it sends again, a full connection pool or the kernel's queue of connections
 * keep requests back; those that would have suffered most are then late and look fast.
 *
 * @param source where the intended arrivals are known from
 * @param quantiles what is hidden at each quantile, in ascending order
 * @param delayMs mean time from intended to actual arrival; null where only quantiles are known
 */
public record CoordinatedOmission(
        Source source, List<Hidden> quantiles, @Nullable Double delayMs) {

    /** Where intended arrivals are known from. */
    public enum Source {
        /** The schedule of the load generator, against which {@code load.json} counts latency. */
        LOAD_SCHEDULE,
        /** The attribute {@code arrival.delay_us} of the traces. */
        ARRIVAL_DELAY
    }

    public CoordinatedOmission {
        quantiles = List.copyOf(quantiles);
    }

    /**
     * One quantile seen from both sides.
     *
     * @param percentile 0 to 100
     * @param fromArrivalMs latency from the actual arrival, as the server counts it
     * @param fromSendingMs latency from the moment of sending, or null where it is not known
     * @param fromIntentionMs latency from the intended arrival
     */
    public record Hidden(
            double percentile,
            double fromArrivalMs,
            @Nullable Double fromSendingMs,
            double fromIntentionMs) {

        /** What the server's latency does not show, network and kernel included, in milliseconds. */
        public double hiddenMs() {
            return fromIntentionMs - fromArrivalMs;
        }

        /** The part of it that lay before the sending, in milliseconds; null where that is not known. */
        public @Nullable Double beforeSendingMs() {
            Double sent = fromSendingMs;
            return sent == null ? null : Double.valueOf(fromIntentionMs - sent);
        }
    }
}
