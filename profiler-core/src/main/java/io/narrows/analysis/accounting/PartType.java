package io.narrows.analysis.accounting;

/** What a request's time was spent on. The parts of a request sum to its latency. */
public enum PartType {
    /** The stage's own work outside a batch. */
    OWN,
    /** Own share of a batch's stage, by the member's weight (tokens). */
    SHARE,
    /** What the other members of the batch took. */
    BATCH_MATES,
    /** What the batch computed on padding. */
    PADDING,
    /** A worker was free and the batch was still being filled. */
    BATCH_FILL,
    /** The workers were busy with earlier ones. */
    HEAD_OF_LINE,
    /** A wait, or a gap, while a worker was free and no batch was being filled. */
    HAND_OVER,
    /** The same was being computed for another request. */
    COALESCED,
    /** In no stage, and held up by nobody. */
    UNACCOUNTED;

    /** Whether a worker is occupied with the request, or with the batch that it is in. */
    public boolean service() {
        return compareTo(PADDING) <= 0;
    }
}
