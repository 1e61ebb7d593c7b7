package io.narrows.server.model.search;

import io.narrows.server.model.PrepareListener;
import io.narrows.server.model.minilm.Assignment;
import io.narrows.server.model.minilm.Unit;
import io.narrows.server.model.search.SearchResult.Point;
import io.narrows.server.model.search.SearchResult.UnitCost;
import io.narrows.server.model.search.Trials.Part;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
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
     * 4. They do not quite add up, and they were measured on the texts that they are made for. So choices are tried, on those
     *    texts and on others: where they stop keeping the agreement is found by halving the frontier. A few more, evenly spread
     *    over it, show what other agreements would cost.
     * 5. All that were tried are timed in turn, and the fastest of them that keeps the agreement is chosen. A third part of the
     *    texts has no say in any of this.
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
        SortedMap<Integer, Map<Part, Double>> tried = new TreeMap<>();
        halve(trials, keep, frontier, tried, listener);
        for (int i : spread(frontier.size())) {
            trial(trials, frontier, i, tried);
        }
        List<Point> points = timed(trials, frontier, tried);
        Point chosen = points.stream()
                .filter(point -> point.keeps(keep))
                .max(Comparator.comparingDouble(point -> point.speed().ratio()))
                .orElseThrow(() -> new IllegalStateException("all floats agree with themselves"));
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
            losses[unit] = 1 - trials.agreement(new Assignment(1 << unit), Part.CHOSEN_BY);
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

    /** Tries choices on both sides of where they stop keeping the agreement; all floats, the first, always do. */
    private static void halve(
            Trials trials,
            double keep,
            List<Frontier.Choice> frontier,
            SortedMap<Integer, Map<Part, Double>> tried,
            PrepareListener listener) {
        String step = "trying assignments";
        int most = 1 + Integer.SIZE - Integer.numberOfLeadingZeros(frontier.size());
        listener.progress(step, 0, most);
        trial(trials, frontier, 0, tried);
        int keeps = 0;
        int fails = frontier.size();
        if (keeps(trial(trials, frontier, fails - 1, tried), keep)) {
            keeps = fails - 1;
        }
        while (fails - keeps > 1) {
            int middle = (keeps + fails) >>> 1;
            if (keeps(trial(trials, frontier, middle, tried), keep)) {
                keeps = middle;
            } else {
                fails = middle;
            }
            listener.progress(step, Math.min(tried.size(), most - 1), most);
        }
        listener.progress(step, most, most);
    }

    private static boolean keeps(Map<Part, Double> agreements, double keep) {
        return agreements.getOrDefault(Part.CHOSEN_BY, 0.0) >= keep
                && agreements.getOrDefault(Part.CHECKED_BY, 0.0) >= keep;
    }

    private static SortedSet<Integer> spread(int size) {
        SortedSet<Integer> indexes = new TreeSet<>();
        for (int i = 0; i < SHOWN; i++) {
            indexes.add((size - 1) * i / (SHOWN - 1));
        }
        return indexes;
    }

    /** Agreement on each part of the texts; measured once. */
    private static Map<Part, Double> trial(
            Trials trials, List<Frontier.Choice> frontier, int index, SortedMap<Integer, Map<Part, Double>> tried) {
        return tried.computeIfAbsent(index, key -> {
            Assignment assignment = new Assignment(frontier.get(key).bits());
            Map<Part, Double> agreements = new EnumMap<>(Part.class);
            for (Part part : Part.values()) {
                agreements.put(part, trials.agreement(assignment, part));
            }
            return agreements;
        });
    }

    private static List<Point> timed(
            Trials trials, List<Frontier.Choice> frontier, SortedMap<Integer, Map<Part, Double>> tried) {
        List<Assignment> assignments = tried.keySet().stream()
                .map(index -> new Assignment(frontier.get(index).bits()))
                .toList();
        long[][] times = trials.timesNs(assignments, ROUNDS);
        List<Point> points = new ArrayList<>();
        for (Map<Part, Double> agreements : tried.values()) {
            int i = points.size();
            points.add(new Point(
                    assignments.get(i),
                    agreements.getOrDefault(Part.CHOSEN_BY, 0.0),
                    agreements.getOrDefault(Part.CHECKED_BY, 0.0),
                    agreements.getOrDefault(Part.HELD_OUT, 0.0),
                    Speed.of(times[0], times[i])));
        }
        return points;
    }
}
