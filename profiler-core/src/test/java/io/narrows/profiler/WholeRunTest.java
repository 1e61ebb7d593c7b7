package io.narrows.profiler;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.narrows.log.HistogramInterval;
import io.narrows.log.HistogramInterval.Histogram;
import io.narrows.log.HistogramInterval.Of;
import io.narrows.log.LaneTable;
import io.narrows.log.LogDocument;
import io.narrows.log.LogReader;
import io.narrows.log.RunDirectory;
import io.narrows.log.RunFooter;
import io.narrows.log.SelfCost;
import io.narrows.log.TraceDocument;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a run with a real log and all lanes leaves behind. */
class WholeRunTest {
    private static final int ONE_IN = 4;
    private static final int TRACES = 2000;

    @TempDir
    Path directory;

    @Test
    void theLogHasTheSampleTheHistogramsTheLanesAndTheCost() {
        Path path = directory.resolve("run");
        Profiler profiler = Profiler.open(ProfilerConfig.builder(path)
                .sampleOneIn(ONE_IN)
                .contextTraces(16)
                .budget(1)
                .build());
        try (profiler) {
            Kind kind = profiler.kind("infer");
            Stage stage = profiler.stage("forward", Segment.COMPUTE);
            for (int i = 0; i < TRACES; i++) {
                Trace trace = profiler.begin(kind);
                trace.enter(stage);
                trace.end();
            }
        }
        ProfilerStats stats = profiler.stats();
        List<LogDocument> log = new ArrayList<>();
        try (LogReader reader = LogReader.open(RunDirectory.open(path))) {
            reader.forEach(log::add);
            assertEquals(List.of(), reader.warnings());
        }
        List<TraceDocument> traces = all(log, TraceDocument.class);
        assertEquals(stats.keptTraces(), traces.size());
        assertTrue(traces.size() < TRACES);
        // Slow ones stand for themselves; the others' weight varies by at most 3 each.
        double sum = traces.stream().mapToDouble(TraceDocument::weight).sum();
        assertEquals(TRACES, sum, 6 * Math.sqrt(TRACES * (ONE_IN - 1.0)));
        long counted = 0;
        for (HistogramInterval interval : all(log, HistogramInterval.class)) {
            for (Histogram histogram : interval.histograms()) {
                counted += histogram.of() == Of.KIND_LATENCY ? histogram.count() : 0;
            }
        }
        assertEquals(TRACES, counted);
        List<SelfCost> costs = all(log, SelfCost.class);
        SelfCost last = costs.get(costs.size() - 1);
        assertEquals(ONE_IN, last.oneIn());
        assertTrue(last.nsPerEvent() > 0 && last.lanesCpuNs() >= 0 && last.logBytes() > 0, last::toString);
        assertEquals(stats.events(), costs.stream().mapToLong(SelfCost::records).sum());
        assertFalse(all(log, LaneTable.class).isEmpty());
        assertTrue(log.get(log.size() - 1) instanceof RunFooter);
        assertEquals(0, stats.lostDocuments());
        assertEquals(0, stats.listenerFailures());
    }

    private static <T> List<T> all(List<LogDocument> log, Class<T> type) {
        return log.stream().filter(type::isInstance).map(type::cast).toList();
    }
}
