package io.narrows.log;

import java.util.List;

/**
 * The lanes behind the numbers in {@link ResourceSample}s. A later table replaces an earlier one.
 *
 * @param lanes lanes by number
 */
public record LaneTable(List<LaneEntry> lanes) implements LogDocument {

    public LaneTable {
        lanes = List.copyOf(lanes);
    }

    /** What a value says. The order of the constants is part of the log format. */
    public enum Mode {
        /** How much there was when the sample was taken. */
        GAUGE,
        /** By how much it grew since the sample before. */
        DELTA
    }

    /**
     * One lane; its number is its index in {@link #lanes()}.
     *
     * @param name what is measured
     * @param unit unit of its values, empty where they are plain counts
     * @param mode what a value says
     * @param unavailable empty, or why the lane has no values here
     */
    public record LaneEntry(String name, String unit, Mode mode, String unavailable) {}
}
