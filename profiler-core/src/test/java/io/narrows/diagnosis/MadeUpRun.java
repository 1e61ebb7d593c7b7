package io.narrows.diagnosis;

import io.narrows.analysis.AnalysisOptions;
import io.narrows.log.BatchDocument;
import io.narrows.log.LaneTable;
import io.narrows.log.LogDocument;
import io.narrows.log.Pause;
import io.narrows.log.ResourceSample;
import io.narrows.log.RunHeader;
import io.narrows.log.StageTable;
import io.narrows.log.ThreadSample;
import io.narrows.log.TraceDocument;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.BiConsumer;
import java.util.function.IntToDoubleFunction;
import org.jspecify.annotations.Nullable;

/** Documents of a run that never was: random arrivals, first come first served. Deterministic. */
final class MadeUpRun {

    private static final long START_NS = 7_000_000_000L;
    private static final List<String> SEGMENTS = List.of("SERVING", "DATA", "COMPUTE");

    private final List<StageTable.StageEntry> stages = new ArrayList<>();
    private final List<StageTable.AttributeEntry> attributes = new ArrayList<>();
    private final List<LogDocument> beside = new ArrayList<>();
    private final List<TraceDocument> traces = new ArrayList<>();
    private final List<BatchDocument> batches = new ArrayList<>();
    private final long[] freeNs;
    private long endNs = START_NS;
    private int burst = 1;

    /** A run with a number of workers behind its queue. */
    MadeUpRun(int workers) {
        freeNs = new long[workers];
    }

    /** One request while it is made up. */
    final class Request {
        private final long serial;
        private final long startNs;
        private final SplittableRandom random;
        private final List<TraceDocument.Span> spans = new ArrayList<>();
        private final List<TraceDocument.AttributeValue> values = new ArrayList<>();
        private long atNs;
        private int worker = -1;

        private Request(long serial, long startNs, SplittableRandom random) {
            this.serial = serial;
            this.startNs = startNs;
            this.random = random;
            this.atNs = startNs;
        }

        long number() {
            return serial - 1;
        }

        SplittableRandom random() {
            return random;
        }

        /** Spends about so long in a stage, written {@code SEGMENT name}. */
        Request in(String stage, double ms) {
            return exactly(stage, ms * (0.8 + 0.4 * random.nextDouble()));
        }

        Request exactly(String stage, double ms) {
            span(stage, atNs + (long) (ms * 1e6), 0);
            return this;
        }

        /** Waits in a stage until a worker is free, which it then holds until it is done. */
        Request queue(String stage) {
            span(stage, free(), 0);
            return this;
        }

        /** The same in no stage. */
        Request gapUntilFree() {
            atNs = free();
            return this;
        }

        private long free() {
            worker = 0;
            for (int i = 1; i < freeNs.length; i++) {
                worker = freeNs[i] < freeNs[worker] ? i : worker;
            }
            return Math.max(atNs, freeNs[worker]);
        }

        /** Gives its worker back. */
        Request release() {
            freeNs[worker] = atNs;
            worker = -1;
            return this;
        }

        /** Spends time in no stage. */
        Request gap(double ms) {
            atNs += (long) (ms * 1e6);
            return this;
        }

        Request attribute(String name, long value) {
            values.add(new TraceDocument.AttributeValue(attributeId(name), value));
            return this;
        }

        private void span(String stage, long untilNs, long batch) {
            spans.add(new TraceDocument.Span(stageId(stage), atNs, untilNs, batch));
            atNs = untilNs;
        }
    }

    /** Lets so many of the following requests arrive at a time. */
    MadeUpRun bursts(int size) {
        burst = size;
        return this;
    }

    /** Lets requests arrive at random and makes up each. */
    MadeUpRun requests(int number, double perS, BiConsumer<MadeUpRun, Request> make) {
        SplittableRandom random = new SplittableRandom(42);
        double at = START_NS;
        for (int i = 1; i <= number; i++) {
            at += (i - 1) % burst == 0 ? -Math.log(1 - random.nextDouble()) * 1e9 * burst / perS : 0;
            Request request = new Request(i, (long) at, random.split());
            make.accept(this, request);
            if (request.worker >= 0) {
                request.release();
            }
            add(request);
        }
        return this;
    }

    /** Lets batches of a size come one after the other, each with the tokens of its members and the ms of its forward. */
    MadeUpRun batches(int number, int size, double everyMs, boolean padded, Forward forward) {
        SplittableRandom random = new SplittableRandom(43);
        long serial = 1;
        for (int b = 1; b <= number; b++) {
            long start = START_NS + (long) (b * everyMs * 1e6);
            int members = 1 + random.nextInt(2 * size - 1);
            long[] tokens = new long[members];
            for (int i = 0; i < members; i++) {
                tokens[i] = forward.tokens(random);
            }
            long computed = padded
                    ? Arrays.stream(tokens).max().orElse(0) * members
                    : Arrays.stream(tokens).sum();
            List<BatchDocument.Member> of = new ArrayList<>();
            List<TraceDocument.Span> spans = List.of();
            List<Request> made = new ArrayList<>();
            for (int i = 0; i < members; i++) {
                Request request = new Request(serial++, start, random.split());
                request.in("SERVING read", 0.5);
                request.span("SERVING queue", start + 700_000, 0);
                request.span("COMPUTE forward", request.atNs + (long) (forward.ms(members, computed) * 1e6), b);
                spans = List.of(request.spans.get(2));
                of.add(new BatchDocument.Member(request.serial, tokens[i]));
                made.add(request);
            }
            List<TraceDocument.AttributeValue> values = padded
                    ? List.of(
                            new TraceDocument.AttributeValue(
                                    attributeId("batch.tokens"),
                                    Arrays.stream(tokens).sum()),
                            new TraceDocument.AttributeValue(attributeId("batch.padded_tokens"), computed))
                    : List.of();
            batches.add(new BatchDocument(b, start, spans.get(0).endNs(), false, false, spans, of, values));
            made.forEach(this::add);
        }
        return this;
    }

    /**
     * Lets requests arrive at random in front of one worker, which takes what waits once some time has passed since it was free
     * and the first one waited, or as soon as a batch is full.
     *
     * @param forwardMs time of the worker by the number of members
     */
    MadeUpRun windows(int number, double perS, double waitMs, int most, IntToDoubleFunction forwardMs) {
        SplittableRandom random = new SplittableRandom(44);
        long[] arrivals = new long[number];
        double at = START_NS;
        for (int i = 0; i < number; i++) {
            at += -Math.log(1 - random.nextDouble()) * 1e9 / perS;
            arrivals[i] = (long) at;
        }
        long readNs = 100_000;
        long free = START_NS;
        for (int first = 0, b = 1; first < number; b++) {
            long begin = Math.max(free, arrivals[first] + readNs);
            long cut = begin + (long) (waitMs * 1e6);
            int next = first;
            while (next < number && next - first < most && arrivals[next] + readNs <= cut) {
                next++;
            }
            if (next - first == most) {
                cut = Math.max(begin, arrivals[next - 1] + readNs);
            }
            free = cut + (long) (forwardMs.applyAsDouble(next - first) * (0.9 + 0.2 * random.nextDouble()) * 1e6);
            List<BatchDocument.Member> members = new ArrayList<>();
            List<TraceDocument.Span> spans = List.of(new TraceDocument.Span(stageId("COMPUTE forward"), cut, free, b));
            for (; first < next; first++) {
                Request request = new Request(first + 1, arrivals[first], random.split());
                request.span("SERVING read", arrivals[first] + readNs, 0);
                request.span("SERVING queue", cut, 0);
                request.span("COMPUTE forward", free, b);
                request.in("SERVING write", 0.2);
                members.add(new BatchDocument.Member(request.serial, 1));
                add(request);
            }
            batches.add(new BatchDocument(b, cut, free, false, false, spans, members, List.of()));
        }
        return this;
    }

    /** What a batch costs. */
    interface Forward {
        default long tokens(SplittableRandom random) {
            return 1;
        }

        double ms(int members, long computed);
    }

    private void add(Request request) {
        endNs = Math.max(endNs, request.atNs);
        traces.add(new TraceDocument(
                request.serial,
                1,
                request.serial,
                0,
                request.startNs,
                request.atNs,
                TraceDocument.Outcome.OK,
                "",
                false,
                1,
                false,
                request.spans,
                request.values,
                0,
                TraceDocument.Kept.SAMPLED));
    }

    /** Adds pauses of the collector over parts of the requests that were made up so far: one over each n-th, as long as it. */
    MadeUpRun collections(int eachNth) {
        for (int i = eachNth; i < traces.size(); i += eachNth) {
            TraceDocument trace = traces.get(i);
            beside.add(new Pause(Pause.Type.GC, trace.startNs(), trace.endNs(), "Allocation Failure", i));
        }
        return this;
    }

    /**
     * Adds samples of the processors.
     *
     * @param process cores that the process uses
     * @param host cores that all use
     * @param waits threads that are ready and have none, on average; more while more requests are under way
     * @param throttled processors that a quota holds back
     */
    MadeUpRun processors(double process, double host, double waits, double throttled) {
        long period = 100_000_000L;
        List<String> lanes = List.of("process.cpu", "system.cpu.busy", "threads.rundelay", "cgroup.throttled");
        beside.add(
                0,
                new LaneTable(lanes.stream()
                        .map(name -> new LaneTable.LaneEntry(name, "ns", LaneTable.Mode.DELTA, ""))
                        .toList()));
        double[] values = {process, host, waits, throttled};
        for (long at = START_NS + period; at < endNs + period; at += period) {
            List<ResourceSample.LaneValue> sample = new ArrayList<>();
            for (int lane = 0; lane < values.length; lane++) {
                sample.add(new ResourceSample.LaneValue(lane, (long) (values[lane] * period)));
            }
            beside.add(new ResourceSample(at, period, sample));
            double crowd = underWayNs(at - period, at) * (endNs - START_NS) / underWayNs(START_NS, endNs) / period;
            beside.add(new ThreadSample(
                    at,
                    period,
                    List.of(
                            new ThreadSample.ThreadUse("worker-1", period / 10, (long) (crowd * waits * period)),
                            new ThreadSample.ThreadUse("C2 CompilerThre", period / 10, period))));
        }
        return this;
    }

    private double underWayNs(long fromNs, long toNs) {
        return traces.stream()
                .mapToDouble(t -> Math.max(0, Math.min(toNs, t.endNs()) - Math.max(fromNs, t.startNs())))
                .sum();
    }

    private int stageId(String stage) {
        int blank = stage.indexOf(' ');
        String segment = stage.substring(0, blank);
        if (!SEGMENTS.contains(segment)) {
            throw new IllegalArgumentException("'" + stage + "' does not begin with a segment");
        }
        StageTable.StageEntry entry = new StageTable.StageEntry(stage.substring(blank + 1), segment);
        if (!stages.contains(entry)) {
            stages.add(entry);
        }
        return stages.indexOf(entry);
    }

    private int attributeId(String name) {
        StageTable.AttributeEntry entry = new StageTable.AttributeEntry(name, "");
        if (!attributes.contains(entry)) {
            attributes.add(entry);
        }
        return attributes.indexOf(entry);
    }

    /** All documents, in an order in which they could have been written. */
    List<LogDocument> documents() {
        List<LogDocument> documents = new ArrayList<>();
        documents.add(new RunHeader(1, "made up", 1, 1_790_000_000_000_000_000L, START_NS, Map.of("cpus", "2")));
        documents.add(new StageTable(stages, attributes, List.of("request")));
        documents.addAll(beside);
        documents.addAll(batches);
        List<TraceDocument> byEnd = new ArrayList<>(traces);
        byEnd.sort(Comparator.comparingLong(TraceDocument::endNs));
        documents.addAll(byEnd);
        return documents;
    }

    /** What is said about it. */
    Diagnosis diagnosis(@Nullable Goal goal) {
        return Diagnoser.diagnose(documents(), AnalysisOptions.allTraces(), goal);
    }

    /** Ids of the findings, in order. */
    List<String> ids() {
        return diagnosis(null).findings().stream().map(Finding::id).toList();
    }
}
