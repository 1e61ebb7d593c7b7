package io.narrows.log;

import java.util.List;

/**
 * What the machine and the process used. Times are ns of the run's monotonic clock.
 *
 * @param atNs when the sample was taken
 * @param periodNs time since the sample before
 * @param values values of lanes of the {@link LaneTable}; changes of zero are left out
 */
public record ResourceSample(long atNs, long periodNs, List<LaneValue> values) implements LogDocument {

    public ResourceSample {
        values = List.copyOf(values);
    }

    /**
     * One value.
     *
     * @param lane number of the lane
     * @param value its value, in the lane's unit
     */
    public record LaneValue(int lane, long value) {}
}
