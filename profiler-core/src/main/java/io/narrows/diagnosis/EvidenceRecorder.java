package io.narrows.diagnosis;

import io.narrows.analysis.AnalysisOptions;
import io.narrows.analysis.RequestThreads;
import io.narrows.analysis.RunAnalysis;
import io.narrows.analysis.accounting.Attribution;
import io.narrows.log.BatchDocument;
import io.narrows.log.LogDocument;
import io.narrows.log.Pause;
import io.narrows.log.StageTable;
import io.narrows.log.ThreadSample;
import io.narrows.log.TraceDocument;
import io.narrows.whatif.WhatIf;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Keeps what detectors need beside the analysis: the last requests, batches and pauses, whole. Not thread-safe. */
final class EvidenceRecorder {

    /** Enough for every detector, and some ten MB. */
    private static final int KEPT = 32_768;

    private final AnalysisOptions options;
    private final Tape traces = new Tape(KEPT);
    private final Tape batches = new Tape(KEPT);
    private final Deque<Pause> pauses = new ArrayDeque<>();
    private final Deque<CoreWaits.Sample> samples = new ArrayDeque<>();
    private Names names = new Names(List.of(), List.of());

    EvidenceRecorder(AnalysisOptions options) {
        this.options = options;
    }

    /** Takes the next document. */
    void accept(LogDocument document) {
        if (document instanceof TraceDocument trace) {
            if (options.measures(trace.traceIdHigh())
                    && trace.outcome() == TraceDocument.Outcome.OK
                    && trace.weight() > 0) {
                DocumentTape.add(traces, trace);
            }
        } else if (document instanceof BatchDocument batch) {
            DocumentTape.add(batches, batch);
        } else if (document instanceof Pause pause) {
            if (pause.type() == Pause.Type.GC) {
                keep(pauses, pause);
            }
        } else if (document instanceof ThreadSample sample) {
            keep(samples, new CoreWaits.Sample(sample.atNs(), sample.periodNs(), RequestThreads.waitedNs(sample)));
        } else if (document instanceof StageTable table) {
            names = Names.of(table);
        }
    }

    private static <T> void keep(Deque<T> kept, T one) {
        if (kept.size() == KEPT) {
            kept.removeFirst();
        }
        kept.addLast(one);
    }

    /** Says what was seen. */
    Evidence finish(RunAnalysis analysis, Attribution attribution, WhatIf whatIf, @Nullable Goal goal) {
        List<TraceDocument> byArrival = traces.read(DocumentTape::trace);
        List<BatchDocument> lastBatches = batches.read(DocumentTape::batch);
        byArrival.sort(Comparator.comparingLong(TraceDocument::startNs).thenComparingLong(TraceDocument::serial));
        Requests requests = new Requests(byArrival, lastBatches, names);
        Replay replay = new Replay(whatIf, goal);
        List<Evidence.StageShare> shares = Evidence.shares(analysis);
        List<String> waiting = shares.stream()
                .filter(share -> share.role().waits())
                .map(Evidence.StageShare::name)
                .toList();
        return new Evidence(
                analysis,
                attribution,
                shares,
                requests,
                BatchCost.of(measured(byArrival, lastBatches), names),
                Station.of(requests, shares, replay, analysis.run().environment()),
                new Standstills(new ArrayList<>(pauses)),
                Machine.of(analysis),
                new CoreWaits(new ArrayList<>(samples), requests, waiting),
                new Arithmetic(requests, goal),
                replay,
                goal);
    }

    /** The batches that a kept request was in. */
    private static List<BatchDocument> measured(List<TraceDocument> of, List<BatchDocument> batches) {
        Set<Long> serials = new HashSet<>();
        of.forEach(trace -> trace.spans().forEach(span -> serials.add(span.batchSerial())));
        return batches.stream()
                .filter(batch -> serials.contains(batch.serial()))
                .toList();
    }
}
