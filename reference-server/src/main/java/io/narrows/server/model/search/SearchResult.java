package io.narrows.server.model.search;

import io.narrows.server.model.minilm.Assignment;
import java.util.List;

/**
 * What a search found.
 *
 * @param keep the agreement that was to be kept
 * @param units what each unit costs and saves, in the order of {@code Unit.list()}
 * @param points the assignments that were tried, from the slowest to the fastest as predicted
 * @param chosen the fastest of these that keeps the agreement on both halves of the texts
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
     * @param heldOut agreement on the others
     * @param speed how many times as fast as all floats
     */
    public record Point(Assignment assignment, double agreement, double heldOut, Speed speed) {

        /** The agreement on that half of the texts on which it is worse. */
        public double worst() {
            return Math.min(agreement, heldOut);
        }
    }
}
