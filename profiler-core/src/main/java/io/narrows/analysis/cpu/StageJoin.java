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
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Joins samples to stages: a sample belongs to the stage that its thread had entered last, as long as the request or batch
 * was still in it. While a thread is in a batch's stage that counts, whatever it writes for single requests meanwhile. A
 * sample of a batch is divided equally among its members, so that each request has its part. A batch whose operators were
 * profiled is of neither slow nor typical requests: what the engine's profiler does in it would be taken for a cause.
 *
 * <p>Takes the documents of a log twice, since what a thread worked on is told up to a second after the request: first all of
 * them by {@link #first}, then all of them by {@link #second}. Memory for the samples alone. Not thread-safe.
 */
public final class StageJoin {

    /** Attribute of batches whose operators were profiled. */
    private static final String PROFILED = "batch.profiled";

    /** A latency of neither slow nor typical requests. */
    private static final long NEITHER = -1;

    private final AnalysisOptions options;
    private final Samples samples;
    private final ThreadSamples byThread;
    private final Map<Long, Open> open = new HashMap<>();
    private final Map<Long, List<Candidate>> ofTraces = new HashMap<>();
    private final Map<Long, List<Candidate>> ofBatches = new HashMap<>();
    private final Map<Long, Integer> sizes = new HashMap<>();
    private final Set<Long> profiled = new HashSet<>();
    private final BitSet taken = new BitSet();
    private final List<CpuProfile.Joined> joined = new ArrayList<>();
    private StageTable names = new StageTable(List.of(), List.of(), List.of());
    private boolean firstEnded;

    /** A sample whose thread was in a stage, if the request or batch still was. */
    private record Candidate(int sample, int stage) {}

    /**
     * What a thread is in. Who works on a batch also writes for its members, such as that one's wait is over or that one has
     * ended: that ends nothing but what the same trace was in, and the batch goes on.
     */
    private static final class Open {
        private ThreadStages.@Nullable Boundary trace;
        private ThreadStages.@Nullable Boundary batch;
        private long sinceNs;

        private void pass(ThreadStages.Boundary boundary) {
            sinceNs = boundary.atNs();
            if (boundary.batch()) {
                batch = after(batch, boundary);
            } else {
                trace = after(trace, boundary);
            }
        }

        private static ThreadStages.@Nullable Boundary after(
                ThreadStages.@Nullable Boundary before, ThreadStages.Boundary boundary) {
            if (boundary.stage() != ThreadStages.NONE) {
                return boundary;
            }
            return before != null && before.serial() == boundary.serial() ? null : before;
        }
    }

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
            Open of = open.computeIfAbsent(stages.threadId(), id -> new Open());
            for (ThreadStages.Boundary boundary : stages.boundaries()) {
                candidates(stages.threadId(), of, boundary.atNs());
                of.pass(boundary);
            }
        }
    }

    /** Both have a claim; the batch, which is in the log before its members, is asked first. */
    private void candidates(long threadId, Open of, long toNs) {
        candidates(threadId, of.batch, of.sinceNs, toNs, ofBatches);
        candidates(threadId, of.trace, of.sinceNs, toNs, ofTraces);
    }

    private void candidates(
            long threadId,
            ThreadStages.@Nullable Boundary from,
            long sinceNs,
            long toNs,
            Map<Long, List<Candidate>> of) {
        if (from == null || waits(from.stage())) {
            return;
        }
        byThread.between(
                threadId, sinceNs, toNs, sample -> of.computeIfAbsent(from.serial(), serial -> new ArrayList<>())
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
                if (batch.attributes().stream().anyMatch(this::saysProfiled)) {
                    profiled.add(batch.serial());
                }
            }
        } else if (document instanceof TraceDocument trace && options.measures(trace.traceIdHigh())) {
            accept(trace);
        }
    }

    private boolean saysProfiled(TraceDocument.AttributeValue value) {
        return value.attribute() < names.attributes().size()
                && names.attributes().get(value.attribute()).name().equals(PROFILED)
                && value.value() != 0;
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
                long comparedNs = profiled.contains(serial) ? NEITHER : latencyNs;
                for (Candidate candidate : ofBatches.getOrDefault(serial, List.of())) {
                    join(candidate, comparedNs, trace.weight() / sizes.getOrDefault(serial, 1));
                }
            }
        }
    }

    private List<Candidate> during(List<TraceDocument.Span> spans, @Nullable List<Candidate> candidates) {
        List<Candidate> during = new ArrayList<>();
        for (Candidate candidate : candidates == null ? List.<Candidate>of() : candidates) {
            long at = samples.atNs(candidate.sample());
            if (!taken.get(candidate.sample())
                    && spans.stream()
                            .anyMatch(span ->
                                    span.stage() == candidate.stage() && span.startNs() <= at && at < span.endNs())) {
                taken.set(candidate.sample());
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
     * @param bands which requests are slow, and which typical
     */
    public CpuProfile finish(Bands bands) {
        return CpuProfile.of(samples, joined, names, bands);
    }
}
