package io.narrows.analysis;

import io.narrows.analysis.operators.OperatorRecorder;
import io.narrows.analysis.statistics.SortedSample;
import io.narrows.log.BatchDocument;
import io.narrows.log.BudgetStep;
import io.narrows.log.DropCount;
import io.narrows.log.HistogramInterval;
import io.narrows.log.LaneTable;
import io.narrows.log.LogDocument;
import io.narrows.log.Operators;
import io.narrows.log.Pause;
import io.narrows.log.ResourceSample;
import io.narrows.log.RunFooter;
import io.narrows.log.RunHeader;
import io.narrows.log.SelfCost;
import io.narrows.log.StageTable;
import io.narrows.log.TraceDocument;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Takes the documents of a run once, in the order in which they were written, and says what they mean.
 *
 * <p>Memory: a few numbers per trace and stage, a few per batch, and some thousand traces whole; never the log itself.
 * Not thread-safe; {@link #analyze} is, closes nothing and throws what
 * the iteration throws. No input makes it fail: a log without traces gives an analysis without latency.
 */
public final class RunAnalyzer {

    private final AnalysisOptions options;
    private final Names names = new Names();
    private final OperatorRecorder operators = new OperatorRecorder();
    private final BatchTable batches = new BatchTable();
    private final TraceTable good = new TraceTable(names, batches);
    private final Exemplars exemplars = new Exemplars();
    private final Outcomes outcomes = new Outcomes();
    private final HistogramTable histograms = new HistogramTable();
    private final CostTable cost = new CostTable();
    private final LaneRecorder lanes = new LaneRecorder();
    private @Nullable RunHeader header;
    private long logged;
    private long overlapping;

    /**
     * Begins an analysis.
     *
     * @param options what to look at
     */
    public RunAnalyzer(AnalysisOptions options) {
        this.options = options;
    }

    /**
     * Analyses a run.
     *
     * @param documents the log, in the order in which it was written; iterated once
     * @param options what to look at
     * @return the analysis
     */
    public static RunAnalysis analyze(Iterable<LogDocument> documents, AnalysisOptions options) {
        RunAnalyzer analyzer = new RunAnalyzer(options);
        for (LogDocument document : documents) {
            analyzer.accept(document);
        }
        return analyzer.finish();
    }

    /** Takes the next document. */
    public void accept(LogDocument document) {
        if (document instanceof TraceDocument trace) {
            accept(trace);
        } else if (document instanceof BatchDocument batch) {
            batches.add(batch, names);
        } else if (document instanceof StageTable table) {
            names.replace(table);
        } else if (document instanceof RunHeader first) {
            header = first;
        } else {
            acceptAboutTheRun(document);
        }
    }

    private void acceptAboutTheRun(LogDocument document) {
        if (document instanceof ResourceSample sample) {
            lanes.add(sample);
        } else if (document instanceof Pause pause) {
            lanes.add(pause);
        } else if (document instanceof LaneTable table) {
            lanes.add(table);
        } else if (document instanceof HistogramInterval interval) {
            histograms.add(interval);
        } else if (document instanceof SelfCost interval) {
            cost.add(interval);
        } else if (document instanceof BudgetStep step) {
            cost.add(step);
        } else if (document instanceof DropCount count) {
            cost.add(count);
        } else if (document instanceof Operators forward) {
            operators.add(forward);
        } else if (document instanceof RunFooter last) {
            cost.add(last);
        }
    }

    private void accept(TraceDocument trace) {
        logged++;
        if (!options.measures(trace.traceIdHigh())) {
            outcomes.other(trace);
            return;
        }
        outcomes.measured(trace);
        if (Outcomes.counts(trace)) {
            batches.measure(trace);
        }
        if (trace.outcome() == TraceDocument.Outcome.OK) {
            exemplars.add(trace);
            if (Outcomes.counts(trace)) {
                overlapping += overlaps(trace) ? 1 : 0;
                good.add(trace);
            }
        }
    }

    private static boolean overlaps(TraceDocument trace) {
        long at = trace.startNs();
        for (TraceDocument.Span span : trace.spans()) {
            if (span.startNs() < at || span.endNs() < span.startNs()) {
                return true;
            }
            at = span.endNs();
        }
        return at > trace.endNs();
    }

    /** Says what the documents so far mean. */
    public RunAnalysis finish() {
        TraceCounts counts = outcomes.counts();
        AllTraces all = histograms.allTraces(names);
        Measured measured = good.size() == 0 ? null : Measured.of(good, names, outcomes.firstNs(), outcomes.lastNs());
        Decomposition parts = measured == null ? null : measured.parts();
        LatencySummary latency = parts == null ? null : LatencyCurves.summary(parts.all());
        return new RunAnalysis(
                facts(counts),
                counts,
                latency,
                parts == null || outcomes.durationS() <= 0 ? null : parts.throughputPerS(),
                parts == null ? List.of() : parts.stages(),
                parts == null ? List.of() : parts.kinds(),
                parts == null ? List.of() : parts.sizes(),
                parts == null ? null : parts.parts(),
                parts == null ? null : parts.concurrency(),
                measured == null ? null : measured.warmup(),
                parts == null ? null : CoordinatedOmissions.of(good, parts.all(), options.client()),
                parts == null ? null : parts.unaccounted(),
                parts == null ? null : parts.tail(),
                batches.statistics(outcomes.sampled()),
                operators.finish(),
                all,
                lanes(counts),
                cost.losses(),
                overhead(latency, all),
                outcomes.failures(),
                timeline(counts),
                waterfalls(parts),
                warnings(counts));
    }

    private @Nullable Overhead overhead(@Nullable LatencySummary latency, @Nullable AllTraces all) {
        double meanMs = latency != null ? latency.mean().value() : all != null ? all.meanMs() : 0;
        return cost.overhead(header, meanMs, all == null ? 0 : all.count(), logged);
    }

    /** Over the measured time, or, where no trace was kept whole, that of the histograms. */
    private @Nullable LaneSummary lanes(TraceCounts counts) {
        return counts.kept() > 0
                ? lanes.summary(outcomes.firstNs(), outcomes.lastNs())
                : lanes.summary(histograms.fromNs(), histograms.toNs());
    }

    private List<TimelinePoint> timeline(TraceCounts counts) {
        return counts.kept() > 0
                ? Timeline.of(good, names, outcomes.firstNs(), outcomes.lastNs())
                : histograms.timeline();
    }

    private List<Waterfall> waterfalls(@Nullable Decomposition parts) {
        if (parts == null) {
            return List.of();
        }
        SortedSample latencies = parts.all().quantiles().sample();
        return new Waterfalls(names, batches, outcomes.firstNs())
                .of(exemplars, latencies.quantile(0.5), latencies.quantile(0.99));
    }

    private RunFacts facts(TraceCounts counts) {
        RunHeader first = header;
        double durationS = counts.kept() > 0 ? outcomes.durationS() : 0;
        if (first == null) {
            return new RunFacts("", 0, 0, Instant.EPOCH, durationS, cost.closedInOrder(), new TreeMap<>());
        }
        return new RunFacts(
                first.service(),
                first.processId(),
                first.formatVersion(),
                Instant.ofEpochSecond(0, first.anchorWallNs()),
                durationS,
                cost.closedInOrder(),
                new TreeMap<>(first.environment()));
    }

    private List<String> warnings(TraceCounts counts) {
        List<String> warnings = new ArrayList<>();
        if (header == null) {
            warnings.add("the log has no readable header: service, start and environment are unknown");
        }
        if (counts.measured() == 0 && counts.other() > 0) {
            warnings.add("none of the " + counts.other() + " traces in the log belongs to the load session");
        }
        if (overlapping > 0) {
            warnings.add(overlapping
                    + " traces have spans that overlap or leave the trace; their unaccounted time is wrong");
        }
        return warnings;
    }
}
