package io.narrows.server.model.search;

import io.narrows.server.model.minilm.Assignment;
import java.util.List;

/**
 * What a search found.
 *
 * @param keep the agreement that was to be kept
 * @param units what each unit costs and saves, in the order of {@code Unit.list()}
 * @param points the assignments that were tried, from the slowest to the fastest as predicted
 * @param chosen the one of these with the highest measured speed that keeps the agreement
 */
public record SearchResult(double keep, List<UnitCost> units, List<Point> points, Point chosen) {
    public SearchResult {
        units = List.copyOf(units);
        points = List.copyOf(points);
    }

    /**
     * What it costs and saves to make one unit int8.
     *
     * @param unit its name
     * @param loss 1 minus the agreement when it alone is int8
     * @param savedNs time of a forward that it saves: the mean of the units of its kind
     */
    public record UnitCost(String unit, double loss, long savedNs) {}

    /**
     * An assignment that was tried.
     *
     * @param assignment which units are int8
     * @param agreement on the texts that were chosen by
     * @param checked agreement on the texts that it must hold for as well
     * @param heldOut agreement on texts that decided nothing: what may be expected of others
     * @param speed how many times as fast as all floats
     */
    public record Point(Assignment assignment, double agreement, double checked, double heldOut, Speed speed) {

        /** Whether it keeps an agreement, on the texts that decide. */
        public boolean keeps(double least) {
            return agreement >= least && checked >= least;
        }
    }
}
