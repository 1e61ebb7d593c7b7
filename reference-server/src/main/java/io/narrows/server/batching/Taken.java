package io.narrows.server.batching;

import io.narrows.server.batching.planning.BatchCut;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What left the queue at once; never nothing at all.
 *
 * @param cut to be run; null when there is none
 * @param expectedNs what it is expected to take, in ns; 0 when that is not known
 * @param gone tasks that must not be run, because nobody waits for them
 * @param expired tasks that must not be run, because their time is over
 */
record Taken<Q extends Queued>(@Nullable BatchCut<Q> cut, double expectedNs, List<Q> gone, List<Q> expired) {}
