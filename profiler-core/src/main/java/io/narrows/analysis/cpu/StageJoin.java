package io.narrows.analysis.cpu;

import io.narrows.analysis.AnalysisOptions;
import io.narrows.analysis.Waits;
import io.narrows.log.BatchDocument;
import io.narrows.log.LogDocument;
import io.narrows.log.StageTable;
import io.narrows.log.ThreadStages;
import io.narrows.log.TraceDocument;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Joins samples to stages: a sample belongs to the stage that its thread had entered last, as long as the request or batch
 * was still in it. A sample of a batch is divided among its members, so that each request has its part.
 *
 * <p>Takes the documents of a log twice, since what a thread worked on is told up to a second after the request: first all of
 * them by {@link #first}, then all of them by {@link #second}. Memory for the samples alone. Not thread-safe.
 */
public final class StageJoin {

    private final AnalysisOptions options;
    private final Samples samples;
    private final ThreadSamples byThread;
    private final Map<Long, ThreadStages.Boundary> open = new HashMap<>();
    private final Map<Long, List<Candidate>> ofTraces = new HashMap<>();
    private final Map<Long, List<Candidate>> ofBatches = new HashMap<>();
    private final Map<Long, Integer> sizes = new HashMap<>();
    private final List<CpuProfile.Joined> joined = new ArrayList<>();
    private StageTable names = new StageTable(List.of(), List.of(), List.of());
    private boolean firstEnded;

    /** A sample whose thread was in a stage, if the request or batch still was. */
    private record Candidate(int sample, int stage) {}

    private StageJoin(AnalysisOptions options, Samples samples) {
        this.options = options;
        this.samples = samples;
        this.byThread = new ThreadSamples(samples);
    }

    /**
     * Begins with the samples of a run.
     *
     * @param file where they are
     * @param options which traces count
     * @throws IOException where there is no such file, or it is not whole
     */
    public static StageJoin of(Path file, AnalysisOptions options) throws IOException {
        return of(SampleFile.read(file), options);
    }

    static StageJoin of(Samples samples, AnalysisOptions options) {
        return new StageJoin(options, samples);
    }

    /** Takes the next document of the first reading. */
    public void first(LogDocument document) {
        if (document instanceof StageTable table) {
            names = table;
        } else if (document instanceof ThreadStages stages) {
            ThreadStages.Boundary before = open.get(stages.threadId());
            for (ThreadStages.Boundary boundary : stages.boundaries()) {
                candidates(stages.threadId(), before, boundary.atNs());
                before = boundary;
            }
            if (before != null) {
                open.put(stages.threadId(), before);
            }
        }
    }

    private void candidates(long threadId, ThreadStages.@Nullable Boundary from, long toNs) {
        if (from == null || from.stage() == ThreadStages.NONE || waits(from.stage())) {
            return;
        }
        Map<Long, List<Candidate>> of = from.batch() ? ofBatches : ofTraces;
        byThread.between(
                threadId, from.atNs(), toNs, sample -> of.computeIfAbsent(from.serial(), serial -> new ArrayList<>())
                        .add(new Candidate(sample, from.stage())));
    }

    private boolean waits(int stage) {
        return stage < names.stages().size()
                && Waits.isWait(names.stages().get(stage).name());
    }

    /** Takes the next document of the second reading. */
    public void second(LogDocument document) {
        if (!firstEnded) {
            firstEnded = true;
            open.forEach((thread, last) -> candidates(thread, last, Long.MAX_VALUE));
        }
        if (document instanceof BatchDocument batch) {
            List<Candidate> candidates = ofBatches.get(batch.serial());
            if (candidates != null) {
                ofBatches.put(batch.serial(), during(batch.spans(), candidates));
                sizes.put(batch.serial(), Math.max(1, batch.members().size()));
            }
        } else if (document instanceof TraceDocument trace && options.measures(trace.traceIdHigh())) {
            accept(trace);
        }
    }

    private void accept(TraceDocument trace) {
        if (!(trace.weight() > 0)) {
            return;
        }
        long latencyNs = trace.endNs() - trace.startNs();
        for (Candidate candidate : during(trace.spans(), ofTraces.get(trace.serial()))) {
            join(candidate, latencyNs, trace.weight());
        }
        long before = 0;
        for (TraceDocument.Span span : trace.spans()) {
            long serial = span.batchSerial();
            if (serial != 0 && serial != before) {
                before = serial;
                for (Candidate candidate : ofBatches.getOrDefault(serial, List.of())) {
                    join(candidate, latencyNs, trace.weight() / sizes.getOrDefault(serial, 1));
                }
            }
        }
    }

    private List<Candidate> during(List<TraceDocument.Span> spans, @Nullable List<Candidate> candidates) {
        List<Candidate> during = new ArrayList<>();
        for (Candidate candidate : candidates == null ? List.<Candidate>of() : candidates) {
            long at = samples.atNs(candidate.sample());
            if (spans.stream()
                    .anyMatch(span -> span.stage() == candidate.stage() && span.startNs() <= at && at < span.endNs())) {
                during.add(candidate);
            }
        }
        return during;
    }

    private void join(Candidate candidate, long latencyNs, double weight) {
        joined.add(new CpuProfile.Joined(candidate.stage(), samples.stackId(candidate.sample()), latencyNs, weight));
    }

    /**
     * Says what was joined.
     *
     * @param slowFromNs from which latency on a request counts as slow
     */
    public CpuProfile finish(long slowFromNs) {
        return CpuProfile.of(samples, joined, names, slowFromNs);
    }
}
