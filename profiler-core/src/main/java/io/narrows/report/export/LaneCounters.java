package io.narrows.report.export;

import io.narrows.log.LaneTable;
import io.narrows.log.ResourceSample;
import java.io.IOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The lanes of a log as counters. A lane that grows is shown as its rate over the time since the sample before, one of times as
 * how many at once (cores, for processor time). A lane gets its counter with its first value. Not thread-safe.
 */
final class LaneCounters {

    private final EventSink sink;
    private final Map<String, Integer> counters = new HashMap<>();
    private final Set<String> nonZero = new HashSet<>();
    private List<LaneTable.LaneEntry> lanes = List.of();
    private int group = -1;

    LaneCounters(EventSink sink) {
        this.sink = sink;
    }

    void replace(LaneTable table) {
        lanes = table.lanes();
    }

    void add(ResourceSample sample) throws IOException {
        long from = sample.atNs() - Math.max(0, sample.periodNs());
        Set<String> told = new HashSet<>();
        for (ResourceSample.LaneValue value : sample.values()) {
            if (value.lane() < 0 || value.lane() >= lanes.size()) {
                continue;
            }
            LaneTable.LaneEntry lane = lanes.get(value.lane());
            if (lane.mode() == LaneTable.Mode.GAUGE) {
                sink.count(counter(lane), sample.atNs(), (double) value.value());
            } else if (sample.periodNs() > 0) {
                double perNs = (double) value.value() / sample.periodNs();
                sink.count(counter(lane), from, lane.unit().equals("ns") ? perNs : perNs * 1e9);
                told.add(lane.name());
            }
        }
        for (LaneTable.LaneEntry lane : lanes) { // a change of zero is left out of the log
            if (nonZero.contains(lane.name()) && !told.contains(lane.name())) {
                sink.count(counter(lane), from, 0);
            }
        }
        nonZero.clear();
        nonZero.addAll(told);
    }

    private int counter(LaneTable.LaneEntry lane) throws IOException {
        Integer known = counters.get(lane.name());
        if (known == null) {
            group = group < 0 ? sink.group("machine and JVM") : group;
            known = sink.counter(group, lane.name(), unit(lane));
            counters.put(lane.name(), known);
        }
        return known;
    }

    private static String unit(LaneTable.LaneEntry lane) {
        if (lane.mode() == LaneTable.Mode.GAUGE) {
            return lane.unit();
        }
        return lane.unit().equals("ns") ? "at once" : lane.unit().isEmpty() ? "1/s" : lane.unit() + "/s";
    }
}
