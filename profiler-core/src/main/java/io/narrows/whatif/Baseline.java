package io.narrows.whatif;

import java.util.List;

/**
 * The run as observed, and as the replay gives it with nothing changed. Immutable.
 *
 * @param requests requests whose latency counts
 * @param observed from the log
 * @param replayed from the replay
 * @param stations where requests queue, in the order in which they come to them
 * @param cores processors that the stages share, or 0 where they did not stand in each other's way
 */
public record Baseline(long requests, Figures observed, Figures replayed, List<Station> stations, double cores) {

    /** No requests. */
    static final Baseline EMPTY = new Baseline(0, Figures.NONE, Figures.NONE, List.of(), 0);

    public Baseline {
        stations = List.copyOf(stations);
    }

    /**
     * A run in a few numbers.
     *
     * @param p50Ms median latency in ms
     * @param p99Ms 99th percentile in ms
     * @param throughputPerS answered requests per second
     */
    public record Figures(double p50Ms, double p99Ms, double throughputPerS) {
        static final Figures NONE = new Figures(0, 0, 0);
    }
}
