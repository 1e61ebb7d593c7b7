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
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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
    private final Map<String, Long> failureReasons = new HashMap<>();
    private @Nullable RunHeader header;
    private @Nullable RunFooter footer;
    private Losses losses = Losses.NONE;
    private long failed;
    private long abandoned;
    private long other;
    private long recovered;
    private long sampled;
    private long overlapping;
    private long firstNs = Long.MAX_VALUE;
    private long lastNs = Long.MIN_VALUE;

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
            other++;
            return;
        }
        recovered += trace.recovered() ? 1 : 0;
        firstNs = Math.min(firstNs, trace.startNs());
        lastNs = Math.max(lastNs, trace.endNs());
        batches.measure(trace);
        switch (trace.outcome()) {
            case OK -> acceptGood(trace);
            case FAILED -> {
                failed++;
                failureReasons.merge(trace.failure(), 1L, Long::sum);
            }
            case ABANDONED -> abandoned++;
        }
    }

    private void acceptGood(TraceDocument trace) {
        sampled += trace.weight() == 1 ? 0 : 1;
        overlapping += overlaps(trace) ? 1 : 0;
        good.add(trace);
        exemplars.add(trace);
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
        TraceCounts counts = new TraceCounts(good.size(), failed, abandoned, other, recovered);
        RunFacts facts = facts(counts);
        BatchStatistics batchStatistics = batches.statistics(names);
        List<FailureCount> failures = failureReasons.entrySet().stream()
                .map(entry -> new FailureCount(entry.getKey(), entry.getValue()))
                .sorted(Comparator.comparingLong(FailureCount::count).reversed().thenComparing(FailureCount::reason))
                .toList();
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
                lastNs > firstNs ? parts.throughputPerS(firstNs, lastNs) : null,
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
                Timeline.of(good, firstNs, lastNs),
                new Waterfalls(names, batches, firstNs)
                        .of(
                                exemplars,
                                Quantiles.of(parts.quantiles().sorted(), 0.5),
                                Quantiles.of(parts.quantiles().sorted(), 0.99)),
                warnings(counts));
    }

    private RunFacts facts(TraceCounts counts) {
        RunHeader first = header;
        double durationS = counts.measured() == 0 ? 0 : (lastNs - firstNs) / 1e9;
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
        if (sampled > 0) {
            warnings.add(sampled + " traces stand for several each; their weights are not used");
        }
        if (overlapping > 0) {
            warnings.add(overlapping
                    + " traces have spans that overlap or leave the trace; their unaccounted time is wrong");
        }
        return warnings;
    }
}
