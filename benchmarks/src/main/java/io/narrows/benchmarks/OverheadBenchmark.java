package io.narrows.benchmarks;

import io.narrows.log.LogDocument;
import io.narrows.log.LogReader;
import io.narrows.log.RunDirectory;
import io.narrows.log.RunFooter;
import io.narrows.log.SelfCost;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * What does profiling cost the demo's server? With {@code --control} neither server profiles: what is left then is the
 * machine's noise.
 */
final class OverheadBenchmark implements Benchmark {
    private static final String CONTROL = "--control";
    private static final double AT_MOST = 1.01;
    private static final double AT_LEAST = 0.99;

    @Override
    public Set<String> options() {
        return Set.of(CONTROL);
    }

    @Override
    public List<Row> run(Bench bench) throws Exception {
        boolean control = bench.options().contains(CONTROL);
        ServerRounds.Shape shape = bench.quick()
                ? new ServerRounds.Shape(
                        10,
                        Duration.ofSeconds(4),
                        Duration.ofSeconds(2),
                        Duration.ofMillis(1500),
                        Duration.ofSeconds(10))
                : new ServerRounds.Shape(
                        16,
                        Duration.ofSeconds(8),
                        Duration.ofSeconds(4),
                        Duration.ofSeconds(3),
                        Duration.ofSeconds(20));
        ServerRounds servers = new ServerRounds(bench, shape, control).run();
        String note = (control ? "control: neither server profiles, " : "on / off, ") + shape.rounds() + " fresh pairs";
        List<Row> rows = new ArrayList<>();
        rows.add(Row.atMost(
                "processor time per request, ratio", servers.ratio(Slice::cpuMsPerRequest), "", AT_MOST, note));
        rows.add(Row.atMost("mean latency, ratio", servers.ratio(Slice::meanMs), "", AT_MOST, note));
        rows.addAll(rows(servers, note));
        rows.add(Row.informs("p99 latency, ratio", servers.ratio(Slice::p99Ms), "", note));
        rows.add(Row.informs("processor time per request, off", servers.off(Slice::cpuMsPerRequest), "ms", ""));
        rows.add(Row.informs("mean latency, off", servers.off(Slice::meanMs), "ms", ""));
        rows.add(Row.informs("p50 latency, off", servers.off(Slice::p50Ms), "ms", ""));
        rows.add(Row.informs("throughput at saturation, off", servers.off(Slice::maxPerS), "1/s", ""));
        rows.add(Row.value("processor time while idle, on", servers.idleOnMsPerS(), "ms/s", "whatever the load is"));
        rows.add(Row.value("processor time while idle, off", servers.idleOffMsPerS(), "ms/s", ""));
        RunDirectory run = servers.lastRun();
        if (run != null) {
            recorded(run, rows);
        }
        return rows;
    }

    /** The rows that say whether throughput and median latency stay within 1 %. */
    static List<Row> rows(ServerRounds servers, String note) {
        return List.of(
                Row.atMost("p50 latency, ratio", servers.ratio(Slice::p50Ms), "", AT_MOST, note),
                Row.atLeast("throughput at saturation, ratio", servers.ratio(Slice::maxPerS), "", AT_LEAST, note));
    }

    /* What the profiler says of itself, as shares of the processor time that its process took in the last round. */
    private static void recorded(RunDirectory run, List<Row> rows) {
        double records = 0;
        double recordsNs = 0;
        double drainerNs = 0;
        double lanesNs = 0;
        double processNs = 0;
        long traces = 0;
        try (LogReader log = LogReader.open(run)) {
            for (LogDocument document = log.next(); document != null; document = log.next()) {
                if (document instanceof SelfCost cost) {
                    records += cost.records();
                    recordsNs += cost.records() * cost.nsPerEvent();
                    drainerNs += cost.drainerCpuNs();
                    lanesNs += cost.lanesCpuNs();
                    processNs += cost.processCpuNs();
                } else if (document instanceof RunFooter footer) {
                    traces = footer.traces();
                }
            }
        }
        if (processNs > 0 && traces > 0) {
            String each = String.format(
                    Locale.ROOT, "%.1f records a request x %.0f ns", records / traces, recordsNs / records);
            rows.add(Row.value("share of recording, by its own count", recordsNs / processNs, "", each));
            rows.add(Row.value("share of the drainer, by its own count", drainerNs / processNs, "", "last round"));
            rows.add(Row.value("share of the lanes, by their own count", lanesNs / processNs, "", "last round"));
        }
    }
}
