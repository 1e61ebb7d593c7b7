package io.narrows.server.batching.planning;

import java.util.List;

/**
 * What a planner sees.
 *
 * @param waiting requests in the order in which they queued, at least one
 * @param nowNs the time, in ns on the clock of the requests
 * @param idleWorkers workers that have nothing to do, the one that asks included
 * @param gapNs mean time between two requests lately, in ns; {@link Double#POSITIVE_INFINITY} when unknown
 * @param agedLast whether the last batch was led by a request that had waited too long
 * @param cost what batches take
 */
public record View<T extends Pending>(
        List<T> waiting, long nowNs, int idleWorkers, double gapNs, boolean agedLast, CostEstimate cost) {}
