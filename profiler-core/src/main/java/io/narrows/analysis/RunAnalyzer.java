package io.narrows.analysis;

import io.narrows.log.BatchDocument;
import io.narrows.log.DropCount;
import io.narrows.log.LogDocument;
import io.narrows.log.RunFooter;
import io.narrows.log.RunHeader;
import io.narrows.log.StageTable;
import io.narrows.log.TraceDocument;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Reads the documents of a run once and says what they mean.
 *
 * <p>Memory: a few numbers per trace and stage, a few per batch, and some thousand traces whole; never the log itself.
 * {@link #analyze} is thread-safe; it closes nothing and throws what the iteration throws. No input makes it fail: a log
 * without traces gives an analysis without latency.
 */
public final class RunAnalyzer {

    private final AnalysisOptions options;
    private final Names names = new Names();
    private final TraceTable good = new TraceTable();
    private final BatchTable batches = new BatchTable();
    private final Exemplars exemplars = new Exemplars();
    private final Outcomes outcomes = new Outcomes();
    private @Nullable RunHeader header;
    private @Nullable RunFooter footer;
    private Losses losses = Losses.NONE;
    private long overlapping;

    private RunAnalyzer(AnalysisOptions options) {
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

    private void accept(LogDocument document) {
        if (document instanceof TraceDocument trace) {
            accept(trace);
        } else if (document instanceof BatchDocument batch) {
            batches.add(batch);
        } else if (document instanceof StageTable table) {
            names.replace(table);
        } else if (document instanceof RunHeader first) {
            header = first;
        } else if (document instanceof DropCount count) {
            losses = new Losses(
                    count.droppedRecords(),
                    count.incompleteTraces(),
                    count.abandonedTraces(),
                    count.misuses(),
                    count.lostDocuments());
        } else if (document instanceof RunFooter last) {
            footer = last;
        }
    }

    private void accept(TraceDocument trace) {
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

    private RunAnalysis finish() {
        TraceCounts counts = outcomes.counts();
        RunFacts facts = facts();
        BatchStatistics batchStatistics = batches.statistics(names, outcomes.sampled());
        List<FailureCount> failures = outcomes.failures();
        if (good.size() == 0) {
            List<Finding> findings =
                    Findings.rank(new FindingContext(counts, List.of(), null, batchStatistics, losses, failures));
            return new RunAnalysis(
                    facts,
                    counts,
                    null,
                    null,
                    List.of(),
                    null,
                    null,
                    batchStatistics,
                    losses,
                    null,
                    failures,
                    findings,
                    List.of(),
                    List.of(),
                    warnings(counts));
        }
        Decomposition parts = new Decomposition(good, names);
        List<StageStatistics> stages = parts.stages();
        List<Estimate> shares =
                parts.stageIds().stream().map(parts::shareOfMean).toList();
        Unaccounted unaccounted = parts.unaccounted();
        LatencySummary latency = LatencyCurves.summary(parts);
        return new RunAnalysis(
                facts,
                counts,
                latency,
                outcomes.durationS() > 0 ? parts.throughputPerS(outcomes.firstNs(), outcomes.lastNs()) : null,
                stages,
                unaccounted,
                parts.tail(),
                batchStatistics,
                losses,
                overhead(latency.mean().value()),
                failures,
                Findings.rank(new FindingContext(
                        counts,
                        FindingContext.StageShare.of(stages, shares, unaccounted),
                        unaccounted,
                        batchStatistics,
                        losses,
                        failures)),
                Timeline.of(good, outcomes.firstNs(), outcomes.lastNs()),
                new Waterfalls(names, batches, outcomes.firstNs())
                        .of(
                                exemplars,
                                parts.quantiles().sample().quantile(0.5),
                                parts.quantiles().sample().quantile(0.99)),
                warnings(counts));
    }

    private RunFacts facts() {
        RunHeader first = header;
        double durationS = outcomes.durationS();
        if (first == null) {
            return new RunFacts("", 0, 0, Instant.EPOCH, durationS, footer != null, new TreeMap<>());
        }
        return new RunFacts(
                first.service(),
                first.processId(),
                first.formatVersion(),
                Instant.ofEpochSecond(0, first.anchorWallNs()),
                durationS,
                footer != null,
                new TreeMap<>(first.environment()));
    }

    private @Nullable Overhead overhead(double meanMs) {
        RunFooter last = footer;
        if (last == null || last.traces() == 0 || meanMs <= 0) {
            return null;
        }
        double eventsPerTrace = (double) last.events() / last.traces();
        return new Overhead(last.nsPerEvent(), eventsPerTrace, last.nsPerEvent() * eventsPerTrace / (meanMs * 1e6));
    }

    private List<String> warnings(TraceCounts counts) {
        List<String> warnings = new ArrayList<>();
        if (header == null) {
            warnings.add("the log has no header: service, start and environment are unknown");
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
