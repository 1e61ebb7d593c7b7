package io.narrows.server.http;

import io.narrows.profiler.Attribute;
import io.narrows.profiler.Profiler;
import io.narrows.profiler.Segment;
import io.narrows.profiler.Stage;

/**
 * What the trace of a request says of known texts, on a server that has a cache or coalesces.
 *
 * @param cache looking the texts up
 * @param coalesceWait waiting for texts that other requests are having computed
 * @param outcome of the whole request: {@link #MISS}, {@link #HIT} or {@link #COALESCED}
 * @param hits texts that were known
 * @param coalesced texts that waited for an equal one
 * @param misses texts that went to the model for this request
 */
record CacheStages(
        Stage cache, Stage coalesceWait, Attribute outcome, Attribute hits, Attribute coalesced, Attribute misses) {

    /** At least one text went to the model for this request. */
    static final int MISS = 0;

    /** All texts were known. */
    static final int HIT = 1;

    /** None went to the model for this request, and at least one had to be waited for. */
    static final int COALESCED = 2;

    static CacheStages of(Profiler profiler) {
        return new CacheStages(
                profiler.stage("cache", Segment.SERVING),
                profiler.stage("coalesce.wait", Segment.SERVING),
                profiler.attribute("cache", ""),
                profiler.attribute("cache.hits", ""),
                profiler.attribute("cache.coalesced", ""),
                profiler.attribute("cache.misses", ""));
    }
}
