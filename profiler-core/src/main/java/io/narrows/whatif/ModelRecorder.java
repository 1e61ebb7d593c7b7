package io.narrows.whatif;

import io.narrows.analysis.AnalysisOptions;
import io.narrows.analysis.statistics.LongColumn;
import io.narrows.log.DropCount;
import io.narrows.log.LaneTable;
import io.narrows.log.LogDocument;
import io.narrows.log.ResourceSample;
import io.narrows.log.RunHeader;
import io.narrows.log.StageTable;
import io.narrows.log.TraceDocument;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;

/**
 * Keeps of a log what a replay needs: the last 131,072 traces in columns, and the processor time of the process. Traces
 * outside the measured session, and those that failed, are kept too: they took their places in the queues.
 *
 * <p>Memory: some 300 bytes for a trace of ten spans, 40 MB in all, however long the log is. Not thread-safe. No document
 * makes it fail.
 */
public final class ModelRecorder {

    /** Most traces that are replayed. */
    static final int MOST = 131_072;

    private static final int CHUNK = 16_384;

    /** A day of samples, ten a second. */
    private static final int MOST_SAMPLES = 864_000;

    private final AnalysisOptions options;
    private final Deque<TraceColumns> full = new ArrayDeque<>();
    private TraceColumns current = new TraceColumns();
    private StageTable names = new StageTable(List.of(), List.of(), List.of());
    private Map<String, String> environment = Map.of();
    private int tokensId = -1;
    private int inputId = -1;
    private int cpuLane = -1;
    private final LongColumn sampleAt = new LongColumn();
    private final LongColumn samplePeriod = new LongColumn();
    private final LongColumn sampleCpu = new LongColumn();
    private boolean sampled;
    private final Losses losses = new Losses();

    /**
     * Begins.
     *
     * @param options which traces are measured
     */
    public ModelRecorder(AnalysisOptions options) {
        this.options = options;
    }

    /** Takes the next document of a log. */
    public void accept(LogDocument document) {
        if (document instanceof TraceDocument trace) {
            accept(trace);
        } else if (document instanceof ResourceSample sample) {
            accept(sample);
        } else if (document instanceof StageTable table) {
            accept(table);
        } else if (document instanceof LaneTable lanes) {
            accept(lanes);
        } else if (document instanceof DropCount count) {
            losses.accept(count);
        } else if (document instanceof RunHeader header) {
            environment = header.environment();
        }
    }

    private void accept(TraceDocument trace) {
        losses.accept(trace);
        boolean measured = options.measures(trace.traceIdHigh());
        sampled |= measured && trace.weight() != 1;
        if (current.size == CHUNK) {
            full.addLast(current);
            current = full.size() > MOST / CHUNK ? full.removeFirst() : new TraceColumns();
            current.clear();
        }
        current.add(trace, measured && trace.outcome() == TraceDocument.Outcome.OK, tokensId, inputId);
    }

    private void accept(StageTable table) {
        names = table;
        for (int i = 0; i < table.attributes().size(); i++) {
            switch (table.attributes().get(i).name()) {
                case "tokens" -> tokensId = i;
                case "input.hash" -> inputId = i;
                default -> {}
            }
        }
    }

    private void accept(LaneTable lanes) {
        cpuLane = -1;
        for (int i = 0; i < lanes.lanes().size(); i++) {
            LaneTable.LaneEntry lane = lanes.lanes().get(i);
            if (lane.name().equals("process.cpu") && lane.unit().equals("ns")) {
                cpuLane = i;
            }
        }
    }

    private void accept(ResourceSample sample) {
        if (cpuLane < 0 || sampleAt.size() >= MOST_SAMPLES) {
            return;
        }
        long cpuNs = 0;
        for (ResourceSample.LaneValue value : sample.values()) {
            if (value.lane() == cpuLane) {
                cpuNs = value.value();
            }
        }
        sampleAt.add(sample.atNs());
        samplePeriod.add(sample.periodNs());
        sampleCpu.add(cpuNs);
    }

    /** What was kept, in the order of arrival. */
    public Model finish() {
        full.addLast(current);
        TraceColumns traces = Rows.lastByArrival(full, MOST);
        full.removeLast();
        return new Model(
                traces,
                names,
                environment,
                sampled,
                losses.part(),
                new Model.Processor(sampleAt.toArray(), samplePeriod.toArray(), sampleCpu.toArray()));
    }
}
