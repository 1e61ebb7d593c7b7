package io.narrows.server.batching.planning;

/**
 * By which rules batches are formed. Immutable.
 *
 * @param mode how
 * @param maxTexts most texts in one forward, at least 1
 * @param delayNs how long the first of a batch waits for it to fill, in ns; {@link BatchingMode#FIXED} alone
 * @param goalNs within which time a request should be answered, counted from its arrival, in ns
 */
public record BatchRules(BatchingMode mode, int maxTexts, long delayNs, long goalNs) {

    public BatchRules {
        if (maxTexts < 1) {
            throw new IllegalArgumentException("maxTexts is " + maxTexts + "; it must be at least 1");
        }
        if (delayNs < 0 || goalNs < 1) {
            throw new IllegalArgumentException(
                    "delayNs is " + delayNs + " and goalNs " + goalNs + "; they must be at least 0 and 1");
        }
    }

    /** What has waited longer than this leads a next batch, whatever else waits. */
    public long ageBoundNs() {
        return goalNs / 2;
    }

    /** The planner of the mode. */
    public <P extends Pending> BatchPlanner<P> planner() {
        return mode == BatchingMode.ADAPTIVE ? new AdaptivePlanner<>(this) : new OrderedPlanner<>(this);
    }
}
