package io.narrows.analysis;

import io.narrows.log.LaneTable;
import io.narrows.log.Pause;
import io.narrows.log.ResourceSample;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reduces samples and pauses to sums over slices of the run, in bounded memory. Not thread-safe. */
final class LaneRecorder {

    private static final int POINTS = 240;

    /** Lanes that say only whether pauses are told here. */
    private static final Map<String, Pause.Type> PAUSE_LANES = Map.of(
            "pause.gc", Pause.Type.GC,
            "pause.safepoint", Pause.Type.SAFEPOINT,
            "pause.jit", Pause.Type.JIT,
            "pause.classes", Pause.Type.CLASS_LOADING);

    /** More lanes than any table of ours has; a damaged one shall not take the memory. */
    private static final int MOST_LANES = 256;

    private final TimeGrid grid = new TimeGrid();
    private final TimeGrid.Column sampledNs = grid.column();
    private final Map<String, Recorded> lanes = new LinkedHashMap<>();
    private final Map<Pause.Type, Paused> pauses = new EnumMap<>(Pause.Type.class);
    private List<@Nullable Recorded> byNumber = new ArrayList<>();

    private static final class Recorded {
        private final LaneTable.Mode mode;
        private final TimeGrid.Column values;
        private final TimeGrid.Column samples;
        private LaneTable.LaneEntry entry;
        private boolean any;

        private Recorded(LaneTable.LaneEntry entry, TimeGrid grid) {
            this.entry = entry;
            this.mode = entry.mode();
            this.values = grid.column();
            this.samples = grid.column();
        }
    }

    private record Paused(TimeGrid.Column ns, TimeGrid.Column count) {}

    void add(LaneTable table) {
        byNumber = new ArrayList<>();
        for (LaneTable.LaneEntry entry : table.lanes()) {
            Recorded lane = lanes.get(entry.name());
            if (lane == null && lanes.size() < MOST_LANES) {
                lane = new Recorded(entry, grid);
                lanes.put(entry.name(), lane);
            }
            if (lane != null) {
                lane.entry = entry;
                Pause.Type type = PAUSE_LANES.get(entry.name());
                if (type != null && entry.unavailable().isEmpty()) {
                    paused(type);
                }
            }
            byNumber.add(lane);
        }
    }

    void add(ResourceSample sample) {
        int slice = grid.slice(sample.atNs() - sample.periodNs() / 2);
        sampledNs.add(slice, sample.periodNs());
        for (ResourceSample.LaneValue value : sample.values()) {
            Recorded lane = value.lane() >= 0 && value.lane() < byNumber.size() ? byNumber.get(value.lane()) : null;
            if (lane != null) {
                lane.any = true;
                lane.values.add(slice, value.value());
                lane.samples.add(slice, 1);
            }
        }
    }

    void add(Pause pause) {
        Paused sums = paused(pause.type());
        int slice = grid.slice(pause.startNs());
        sums.ns.add(slice, pause.endNs() - pause.startNs());
        sums.count.add(slice, 1);
    }

    private Paused paused(Pause.Type type) {
        return pauses.computeIfAbsent(type, one -> new Paused(grid.column(), grid.column()));
    }

    /**
     * Sums up, or null where nothing was recorded.
     *
     * @param fromNs start of the measured time
     * @param toNs its end; not after the start for the whole log
     */
    @Nullable
    LaneSummary summary(long fromNs, long toNs) {
        if (grid.empty()) {
            return null;
        }
        boolean measured = toNs > fromNs;
        long from = measured ? fromNs : grid.fromNs();
        long to = measured ? toNs : grid.toNs();
        TimeGrid.Part whole = grid.part(from, to);
        List<LaneSummary.Lane> told = new ArrayList<>();
        List<LaneSummary.Unavailable> unavailable = new ArrayList<>();
        for (Recorded lane : lanes.values()) {
            if (!lane.entry.unavailable().isEmpty() && !lane.any) {
                unavailable.add(new LaneSummary.Unavailable(lane.entry.name(), lane.entry.unavailable()));
            } else if (!PAUSE_LANES.containsKey(lane.entry.name())
                    && (lane.any || (lane.mode == LaneTable.Mode.DELTA && whole.sum(sampledNs) > 0))) {
                told.add(lane(lane, whole));
            }
        }
        List<LaneSummary.Pauses> paused = new ArrayList<>();
        pauses.forEach((type, sums) -> paused.add(new LaneSummary.Pauses(
                type.name(), Math.round(whole.sum(sums.count)), whole.sum(sums.ns) / 1e6, whole.max(sums.ns) / 1e6)));
        return new LaneSummary((to - from) / 1e9, told, paused, unavailable, timeline(from, to));
    }

    private LaneSummary.Lane lane(Recorded lane, TimeGrid.Part whole) {
        LaneTable.LaneEntry entry = lane.entry;
        double sum = whole.sum(lane.values);
        if (lane.mode == LaneTable.Mode.DELTA) {
            double seconds = whole.sum(sampledNs) / 1e9;
            return new LaneSummary.Lane(
                    entry.name(), entry.unit(), sum, seconds > 0 ? sum / seconds : null, null, null);
        }
        double samples = whole.sum(lane.samples);
        return new LaneSummary.Lane(
                entry.name(),
                entry.unit(),
                null,
                null,
                samples > 0 ? sum / samples : null,
                samples > 0 ? whole.max(lane.values) : null);
    }

    private List<LaneSummary.LanePoint> timeline(long fromNs, long toNs) {
        Recorded process = lanes.get(LaneSummary.PROCESS_CPU);
        Recorded system = lanes.get(LaneSummary.SYSTEM_CPU);
        Paused gc = pauses.get(Pause.Type.GC);
        List<LaneSummary.LanePoint> points = new ArrayList<>();
        for (TimeGrid.Part part : grid.parts(fromNs, toNs, POINTS)) {
            double sampled = part.sum(sampledNs);
            points.add(new LaneSummary.LanePoint(
                    part.fromS(fromNs),
                    part.toS(fromNs),
                    perNs(process, part, sampled),
                    perNs(system, part, sampled),
                    gc == null ? 0 : part.sum(gc.ns) / 1e6));
        }
        return points;
    }

    private static @Nullable Double perNs(@Nullable Recorded lane, TimeGrid.Part part, double sampledNs) {
        return lane == null || !lane.any || sampledNs <= 0 ? null : Double.valueOf(part.sum(lane.values) / sampledNs);
    }
}
