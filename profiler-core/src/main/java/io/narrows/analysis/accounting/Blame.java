package io.narrows.analysis.accounting;

/**
 * Who delayed whom, summed up over all requests.
 *
 * @param waitingStage the stage that requests waited in; of a gap {@code after X}
 * @param blockingStage what others were doing meanwhile on the worker that was waited for
 * @param msPerRequest waited for it, mean over all requests
 * @param shareOfWait part of the time in the waiting stage, 0 to 1
 * @param waits how many waits it held up
 * @param longestMs the longest that one wait was held up by it
 * @param blockingKind kind of the requests that were served meanwhile; empty where a batch held several
 */
public record Blame(
        String waitingStage,
        String blockingStage,
        double msPerRequest,
        double shareOfWait,
        long waits,
        double longestMs,
        String blockingKind) {}
