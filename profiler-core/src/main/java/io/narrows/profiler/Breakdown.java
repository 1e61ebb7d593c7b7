package io.narrows.profiler;

import java.util.List;

/**
 * Where one request's time went. The stages and {@code unaccountedNs} add up to {@code totalNs} exactly.
 *
 * @param stages time per stage, in the order in which the stages were first entered, those of its batch included
 * @param unaccountedNs time in no stage
 * @param totalNs time since the trace began, up to its end or to the call
 */
public record Breakdown(List<StageTime> stages, long unaccountedNs, long totalNs) {
    public Breakdown {
        stages = List.copyOf(stages);
    }

    /**
     * Time in one stage.
     *
     * @param stageName name of the stage
     * @param segment its segment
     * @param ns all its executions together
     */
    public record StageTime(String stageName, Segment segment, long ns) {}
}
