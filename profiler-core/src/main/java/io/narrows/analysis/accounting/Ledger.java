package io.narrows.analysis.accounting;

import io.narrows.analysis.statistics.WeightColumn;
import io.narrows.log.TraceDocument;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What each counted request's time was spent on, in columns: one row a request in the order in which the log tells them,
 * one column a place and type of part; places beyond some number share theirs. Three bytes or so a number. Not thread-safe.
 */
final class Ledger {

    /** Places that are told apart; a column takes 8 KiB, and a log may name any number of stages. */
    static final int MOST_PLACES = 1_024;

    /** Places found without a look into the map; a request goes through ten or twenty. */
    private static final int RECENT = 64;

    private final PackedColumn starts = new PackedColumn();
    private final PackedColumn latencies = new PackedColumn();
    private final PackedColumn service = new PackedColumn();
    private final WeightColumn weights = new WeightColumn();
    private final Map<Long, Spot> spots = new HashMap<>();
    private final Map<CauseType, Map<Long, PackedColumn>> held = new TreeMap<>();
    private final @Nullable Spot[] recent = new @Nullable Spot[RECENT];
    private final long[] recentPlaces = new long[RECENT];
    private int rows;
    private double requests;

    /** One stage or gap. */
    private static final class Spot {
        private final Map<PartType, PackedColumn> columns = new EnumMap<>(PartType.class);
        private double offsetNs;
        private double times;
        private double waitedNs;
    }

    /** Column of one part. */
    record PartColumn(long place, PartType type, PackedColumn column) {}

    /** Column of what held requests up at a place. */
    record HeldColumn(CauseType type, long place, PackedColumn column) {}

    /** Begins the row of a request; what is added from now on belongs to it. */
    void begin(TraceDocument trace) {
        int row = rows++;
        starts.add(row, trace.startNs());
        latencies.add(row, trace.endNs() - trace.startNs());
        weights.add(trace.weight());
        requests += trace.weight();
    }

    /** How many requests the rows stand for. */
    double requests() {
        return requests;
    }

    /** Row of the present request. */
    int row() {
        return rows - 1;
    }

    /** Number of rows. */
    int rows() {
        return rows;
    }

    /** Part of the present request's time. */
    void add(long place, PartType type, long ns) {
        if (ns == 0) {
            return;
        }
        Spot spot = spot(place);
        PackedColumn column = spot.columns.get(type);
        if (column == null) {
            column = new PackedColumn();
            spot.columns.put(type, column);
        }
        column.add(row(), ns);
        if (type.service()) {
            service.add(row(), ns);
        } else {
            spot.waitedNs += ns * weights.get(row());
        }
    }

    /** The present request came to a place so long after its arrival. */
    void visited(long place, long afterNs) {
        Spot spot = spot(place);
        spot.offsetNs += afterNs;
        spot.times++;
    }

    /** What held the present request up. */
    void held(CauseType type, long place, long ns) {
        if (ns > 0) {
            Map<Long, PackedColumn> columns = held.computeIfAbsent(type, one -> new TreeMap<>());
            columns.computeIfAbsent(within(columns, place), one -> new PackedColumn())
                    .add(row(), ns);
        }
    }

    private Spot spot(long place) {
        int at = (int) (place ^ (place >>> 32) << 5) & (RECENT - 1); // a gap beside its stage
        Spot spot = recent[at];
        if (spot == null || recentPlaces[at] != place) {
            spot = spots.computeIfAbsent(within(spots, place), one -> new Spot());
            recent[at] = spot;
            recentPlaces[at] = place;
        }
        return spot;
    }

    private static long within(Map<Long, ?> known, long place) {
        return known.size() < MOST_PLACES || known.containsKey(place) ? place : Place.OTHERS;
    }

    /** Time of all requests, by weight, in which they were not served at a place. */
    double waitedNs(long place) {
        Spot spot = spots.get(place);
        return spot == null ? 0 : spot.waitedNs;
    }

    PackedColumn starts() {
        return starts;
    }

    PackedColumn latencies() {
        return latencies;
    }

    /** Time in which a worker was occupied with the request, or with its batch. */
    PackedColumn service() {
        return service;
    }

    double weight(int row) {
        return weights.get(row);
    }

    /** The parts in the order of a request's way. */
    List<PartColumn> parts() {
        List<PartColumn> parts = new ArrayList<>();
        Set<Map.Entry<Long, Spot>> all = spots.entrySet();
        all.stream()
                .sorted(Comparator.<Map.Entry<Long, Spot>>comparingDouble(
                                entry -> entry.getValue().offsetNs / Math.max(1, entry.getValue().times))
                        .thenComparing(Map.Entry::getKey))
                .forEach(entry -> entry.getValue()
                        .columns
                        .forEach((type, column) -> parts.add(new PartColumn(entry.getKey(), type, column))));
        return parts;
    }

    /** What held requests up while the log was read. */
    List<HeldColumn> held() {
        List<HeldColumn> all = new ArrayList<>();
        held.forEach(
                (type, columns) -> columns.forEach((place, column) -> all.add(new HeldColumn(type, place, column))));
        return all;
    }
}
