package io.narrows.server.model.search;

import io.narrows.server.model.PrepareListener;
import io.narrows.server.model.minilm.Assignment;
import io.narrows.server.model.minilm.Unit;
import io.narrows.server.model.search.SearchResult.Point;
import io.narrows.server.model.search.SearchResult.UnitCost;
import io.narrows.server.model.search.Trials.Half;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** Finds the fastest assignment of int8 and floats that keeps an agreement. Stateless. */
public final class SensitivitySearch {
    /*
     * 1. Loss: each unit alone is made int8, and what that costs in agreement is measured.
     * 2. Time: units of one kind have one shape, so they are timed together, against all floats, and share what they save.
     * 3. Were both to add up over units, the choices that no other beats would be those of a knapsack: Frontier.
     * 4. They do not quite add up, so choices are tried: the fastest that keeps the agreement is found by halving the
     *    frontier, then by steps back as long as the texts that nothing was chosen by do not agree. A few more, evenly spread
     *    over the frontier, show what other agreements would cost.
     * 5. All that were tried are timed in turn.
     */
    private static final int ROUNDS = 40;
    private static final int SHOWN = 7;

    private SensitivitySearch() {}

    /**
     * Searches.
     *
     * @param keep the least agreement, above 0, at most 1
     * @param listener hears of progress
     */
    public static SearchResult run(Trials trials, double keep, PrepareListener listener) {
        double[] losses = losses(trials, listener);
        long[] savedNs = savedNs(trials);
        List<Frontier.Choice> frontier = Frontier.of(losses, savedNs);
        SortedMap<Integer, double[]> tried = new TreeMap<>();
        int found = fastest(trials, keep, frontier, tried, listener);
        for (int i : spread(frontier.size())) {
            trial(trials, frontier, i, tried);
        }
        List<Point> points = timed(trials, frontier, tried);
        Point chosen = points.get(tried.headMap(found).size());
        List<UnitCost> units = new ArrayList<>();
        for (int i = 0; i < losses.length; i++) {
            units.add(new UnitCost(Unit.list().get(i).label(), losses[i], savedNs[i]));
        }
        return new SearchResult(keep, units, points, chosen);
    }

    private static double[] losses(Trials trials, PrepareListener listener) {
        String step = "measuring units";
        double[] losses = new double[Unit.list().size()];
        for (int unit = 0; unit < losses.length; unit++) {
            listener.progress(step, unit, losses.length);
            losses[unit] = 1 - trials.agreement(new Assignment(1 << unit), Half.CHOSEN_BY);
        }
        listener.progress(step, losses.length, losses.length);
        return losses;
    }

    private static long[] savedNs(Trials trials) {
        Unit.Kind[] kinds = Unit.Kind.values();
        List<Assignment> assignments = new ArrayList<>(List.of(Assignment.NONE));
        for (Unit.Kind kind : kinds) {
            assignments.add(Assignment.of(Unit.list().stream()
                    .filter(unit -> unit.kind() == kind)
                    .map(Unit::label)
                    .toList()));
        }
        long[][] times = trials.timesNs(assignments, ROUNDS);
        long[] saved = new long[Unit.list().size()];
        for (int unit = 0; unit < saved.length; unit++) {
            int kind = 1 + Arrays.asList(kinds).indexOf(Unit.list().get(unit).kind());
            saved[unit] = (median(times[0]) - median(times[kind]))
                    / assignments.get(kind).size();
        }
        return saved;
    }

    private static long median(long[] values) {
        long[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }

    /** Index of the fastest choice that keeps the agreement on both halves; 0, all floats, always does. */
    private static int fastest(
            Trials trials,
            double keep,
            List<Frontier.Choice> frontier,
            SortedMap<Integer, double[]> tried,
            PrepareListener listener) {
        String step = "trying assignments";
        int most = 1 + Integer.SIZE - Integer.numberOfLeadingZeros(frontier.size());
        listener.progress(step, 0, most);
        trial(trials, frontier, 0, tried);
        int keeps = 0;
        int fails = frontier.size();
        if (trial(trials, frontier, fails - 1, tried)[0] >= keep) {
            keeps = fails - 1;
        }
        while (fails - keeps > 1) {
            int middle = (keeps + fails) >>> 1;
            if (trial(trials, frontier, middle, tried)[0] >= keep) {
                keeps = middle;
            } else {
                fails = middle;
            }
            listener.progress(step, Math.min(tried.size(), most - 1), most);
        }
        int back = 1;
        while (keeps > 0
                && Arrays.stream(trial(trials, frontier, keeps, tried)).min().orElse(0) < keep) {
            keeps = Math.max(0, keeps - back);
            back *= 2;
        }
        listener.progress(step, most, most);
        return keeps;
    }

    private static SortedSet<Integer> spread(int size) {
        SortedSet<Integer> indexes = new TreeSet<>();
        for (int i = 0; i < SHOWN; i++) {
            indexes.add((size - 1) * i / (SHOWN - 1));
        }
        return indexes;
    }

    /** Agreement on both halves; measured once. */
    private static double[] trial(
            Trials trials, List<Frontier.Choice> frontier, int index, SortedMap<Integer, double[]> tried) {
        return tried.computeIfAbsent(index, key -> {
            Assignment assignment = new Assignment(frontier.get(key).bits());
            return new double[] {
                trials.agreement(assignment, Half.CHOSEN_BY), trials.agreement(assignment, Half.HELD_OUT)
            };
        });
    }

    private static List<Point> timed(
            Trials trials, List<Frontier.Choice> frontier, SortedMap<Integer, double[]> tried) {
        List<Assignment> assignments = tried.keySet().stream()
                .map(index -> new Assignment(frontier.get(index).bits()))
                .toList();
        long[][] times = trials.timesNs(assignments, ROUNDS);
        List<Point> points = new ArrayList<>();
        for (double[] agreement : tried.values()) {
            int i = points.size();
            points.add(new Point(assignments.get(i), agreement[0], agreement[1], Speed.of(times[0], times[i])));
        }
        return points;
    }
}
