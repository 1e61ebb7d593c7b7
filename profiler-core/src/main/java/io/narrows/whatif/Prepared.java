package io.narrows.whatif;

import io.narrows.analysis.statistics.Autocorrelation;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A run that is ready to be replayed: its stations, and how it is with nothing changed. Not changed once made. */
final class Prepared {

    private static final int TREND_PARTS = 10;

    final Model model;
    final Visits visits;
    final List<Place> places;
    final Counted counted;
    final Timing timing;
    final int blocks;
    final Series observed;
    final Series unchanged;
    final Unexplained unexplained;

    private final long[] unchangedNs;

    /** Unchanged too, but for what it takes from free to busy. */
    final Series shuffled;

    Prepared(Model model) {
        this.model = model;
        visits = new Visits(model);
        places = new ArrayList<>();
        for (int s = 0; s < visits.stations; s++) {
            places.add(new Place(model, visits, s));
        }
        counted = new Counted(model.traces());
        unexplained = new Unexplained(model, visits, places);
        blocks = blocks(counted.latencies());
        observed = counted.observed(blocks);
        Timing shared = Sharing.timing(model, visits, places);
        Timing asRecorded = new Timing(model, visits, places, Work.AS_RECORDED, 0);
        Variation none = Variation.none(model, places);
        timing = shared != null && reproduces(series(replay(none, shared, false), none)) ? shared : asRecorded;
        unchangedNs = replay(none, timing, false).latencies();
        unchanged = counted.series(unchangedNs, 1, blocks);
        shuffled = series(replay(none, timing, true), none);
    }

    /** How many blocks the memory in a series of latencies leaves. */
    private int blocks(long[] latencies) {
        return blocks(mine(latencies));
    }

    private static int blocks(double[] latencies) {
        return Ratios.blocks(latencies.length, Autocorrelation.time(latencies));
    }

    private double[] mine(long[] latencies) {
        return Arrays.stream(counted.of(latencies)).asDoubleStream().toArray();
    }

    /**
     * How many blocks the run and a changed one leave, whichever has the longer memory. A cache that fills makes latencies
     * fall from part to part of a run; the inputs decide that, not chance, so it is no memory.
     */
    int blocksWith(long[] changed, Variation variation) {
        double[] after = mine(changed);
        return Math.min(blocks, blocks(variation.cacheEntries() >= 0 ? withoutTrend(after) : after));
    }

    /** Without the means of the parts of the run. */
    private static double[] withoutTrend(double[] series) {
        double[] rest = new double[series.length];
        for (int part = 0; part < TREND_PARTS; part++) {
            int from = series.length * part / TREND_PARTS;
            int to = series.length * (part + 1) / TREND_PARTS;
            double mean = Arrays.stream(series, from, to).average().orElse(0);
            for (int i = from; i < to; i++) {
                rest[i] = series[i] - mean;
            }
        }
        return rest;
    }

    /** The replay with nothing changed, in so many blocks. */
    Series unchanged(int inBlocks) {
        return inBlocks == blocks ? unchanged : counted.series(unchangedNs, 1, inBlocks);
    }

    /** Whether a replay is near enough to what was observed. */
    boolean reproduces(Series replayed) {
        return reproduces(replayed, 0.5) && reproduces(replayed, 0.99);
    }

    private boolean reproduces(Series replayed, double p) {
        return Math.abs(replayed.quantile(p) / observed.quantile(p) - 1) <= WhatIf.GATE;
    }

    /** Part of the latencies that passed from when work could begin until it did. */
    double handOverShare() {
        double handOvers = 0;
        for (Place place : places) {
            handOvers += place.handOverNs();
        }
        double all = 0;
        for (long latency : counted.latencies()) {
            all += latency;
        }
        return all == 0 ? 0 : handOvers / all;
    }

    Variation variation(List<Change> changes) {
        String unknown = Gaps.unknown(model.traces(), places, timing.cores > 0);
        return Variation.of(model, new Resolver(model, places, waitShares(), unknown), changes);
    }

    /** Replays it. */
    Replay.Result replay(Variation variation) {
        return replay(variation, timing, false);
    }

    /** Replays it with drawn times from free to busy. */
    Series shuffled(Variation variation) {
        return series(replay(variation, timing, true), variation);
    }

    private Replay.Result replay(Variation variation, Timing with, boolean shuffle) {
        return Replay.run(model, visits, places, variation, with, shuffle);
    }

    private Series series(Replay.Result replayed, Variation variation) {
        return counted.series(replayed.latencies(), variation.rate(), blocks);
    }

    /** Part of the time of a place's workers that its work would take, in the time in which the run would come: 1 or more is too much. */
    double utilisation(Variation variation, Replay.Result replayed, int place) {
        TraceColumns traces = model.traces();
        long to = traces.start[0] + 1;
        for (int r = 0; r < traces.size; r++) {
            to = Math.max(to, traces.end[r]);
        }
        double time = (to - traces.start[0]) / variation.rate();
        return replayed.heldNs()[place] / variation.rules(place).workers() / time;
    }

    Baseline baseline() {
        List<Station> stations = new ArrayList<>();
        double[] shares = waitShares();
        for (int i = 0; i < places.size(); i++) {
            Place place = places.get(i);
            stations.add(new Station(
                    place.name,
                    Arrays.stream(place.stages).mapToObj(model::stageName).toList(),
                    place.rules.workers(),
                    place.stated,
                    place.batches != null,
                    place.batches == null ? 1 : Math.min(place.rules.maxBatch(), place.batches.largest()),
                    place.rules.maxWaitNs(),
                    place.utilisation(model),
                    shares[i]));
        }
        return new Baseline(counted.size(), figures(observed), figures(unchanged), stations, timing.cores);
    }

    private static Baseline.Figures figures(Series series) {
        return new Baseline.Figures(series.quantile(0.5) / 1e6, series.quantile(0.99) / 1e6, series.ratePerS());
    }

    /** For each place, the part of the mean latency that is spent waiting there. */
    private double[] waitShares() {
        TraceColumns traces = model.traces();
        double[] shares = new double[places.size()];
        double all = 0;
        for (int r = 0; r < traces.size; r++) {
            if (traces.counts[r]) {
                all += traces.end[r] - traces.start[r];
                for (int v = visits.first[r]; v < visits.first[r + 1]; v++) {
                    shares[visits.station[v]] += visits.taken[v] - visits.enter[v];
                }
            }
        }
        for (int i = 0; i < shares.length; i++) {
            shares[i] = all == 0 ? 0 : shares[i] / all;
        }
        return shares;
    }
}
